"""Where the loan prime rate is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.desk import Place, places


@places(Role.SUPERVISOR, Role.FINANCE, at=96)
def prime_rates(user: Any) -> Iterator[Place]:
    """The rates."""
    what = _("The least that an agreed overdue interest may be; who recorded it, and when.")
    yield Place(reverse("prime_rates"), _("Loan prime rate"), what)
