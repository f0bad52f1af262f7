"""Where people find the areas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.desk import Place, places


@places(Role.REGISTRAR)
def areas(user: Any) -> Iterator[Place]:
    """The tree of areas, for those who keep it."""
    yield Place(reverse("desk_areas"), _("Areas"), _("Households, allocation and thresholds of every place."))
