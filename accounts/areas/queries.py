"""Questions about areas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.areas.levels import AreaLevel

if TYPE_CHECKING:
    from accounts.areas.models import Area


def within(paths: Iterable[str], area: str = "area") -> models.Q:
    """Return the condition that `area` (a lookup; "" for areas themselves) lies in one of the subtrees at `paths`."""
    lookup = f"{area}__path__startswith" if area else "path__startswith"
    condition = models.Q(pk__in=[])
    for path in paths:
        condition |= models.Q(**{lookup: path})
    return condition


class AreaQuerySet(models.QuerySet["Area"]):
    """Questions about areas."""

    def subtree(self, area: Area) -> AreaQuerySet:
        """The area and everything below it."""
        return self.filter(path__startswith=area.path)

    def above(self, area: Area) -> AreaQuerySet:
        """The area and everything it lies in, the city first."""
        return self.filter(pk__in=area.line).order_by("path")

    def communities(self) -> AreaQuerySet:
        """Communities only: where people live."""
        return self.filter(level=AreaLevel.COMMUNITY)

    def in_order(self) -> AreaQuerySet:
        """All areas, in the order of the tree."""
        return self.order_by("path")

    def below(self, paths: Iterable[str]) -> AreaQuerySet:
        """The areas at these paths and everything below them, in the order of the tree."""
        return self.filter(within(paths, "")).order_by("path")

    def called(self, words: str) -> AreaQuerySet:
        """Areas whose name holds the words or whose code begins with them; without words, all."""
        named = models.Q(name_zh__icontains=words) | models.Q(name_en__icontains=words)
        return self.filter(named | models.Q(code__startswith=words)) if words else self

    def at_level(self, level: str) -> AreaQuerySet:
        """Areas of one level; without one, of all."""
        return self.filter(level=level) if level else self

    def visible_to(self, user: Any) -> AreaQuerySet:
        """Areas are public: everybody sees all of them."""
        return self.all()
