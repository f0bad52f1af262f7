"""Where the books are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.desk import Place, places


@places(Role.FINANCE, Role.APPROVER, Role.BUYER_OFFICER, Role.SUPPLIER, Role.SUPERVISOR, at=95)
def books(user: Any) -> Iterator[Place]:
    """The books of one's organisations."""
    yield Place(reverse("ledger"), _("Books"), _("Every account with its entries, as page, CSV and XLSX."))
