"""Drawing areas and setting the figures that a year's allocation is made of."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.areas.levels import LEVEL_ABOVE
from accounts.areas.models import Area
from core.audit.record import record
from core.transitions import check, refuse

FIGURES = frozenset(
    {
        "households",
        "residents",
        "allocation_base_fen",
        "allocation_per_household_fen",
        "support_threshold",
        "tender_threshold_fen",
    }
)


@transaction.atomic
def draw_area(
    *, code: str, level: str, name_zh: str, name_en: str = "", parent_id: int | None = None, by: Any, **figures: int
) -> Area:
    """Add an area inside the one a level above it; raises Refused."""
    parent = Area.objects.select_for_update().get(pk=parent_id) if parent_id is not None else None
    check("accounts.keep_areas", by=by, thing=parent)
    if level not in LEVEL_ABOVE:
        raise refuse(_("An area is a city, a district, a street or a community."))
    if (parent.level if parent else None) != LEVEL_ABOVE[level]:
        raise refuse(_("An area lies in one of the level above it: choose another level or another place."))
    _only_figures(figures)
    if Area.objects.filter(code=code).exists():
        raise refuse(_("There is an area with this code already."))
    area = Area(code=code, level=level, name_zh=name_zh, name_en=name_en, parent=parent, **figures)
    _save(area)
    record(area, verb="draw", by=by, role="accounts.keep_areas", detail={"code": code, "level": level, **figures})
    return area


@transaction.atomic
def set_area_figures(area_id: int, *, by: Any, **figures: int | None) -> Area:
    """Set households, residents, the allocation or the thresholds of an area; raises Refused."""
    area = Area.objects.select_for_update().get(pk=area_id)
    check("accounts.keep_areas", by=by, thing=area)
    _only_figures(figures)
    before = {name: getattr(area, name) for name in figures}
    for name, value in figures.items():
        setattr(area, name, value)
    _save(area)
    record(area, verb="set_figures", by=by, role="accounts.keep_areas", detail={"before": before, "after": figures})
    return area


@transaction.atomic
def name_area(area_id: int, *, name_zh: str, name_en: str, by: Any) -> Area:
    """Correct the names of an area; raises Refused."""
    area = Area.objects.select_for_update().get(pk=area_id)
    check("accounts.keep_areas", by=by, thing=area)
    if not name_zh.strip():
        raise refuse(_("An area has a name: fill it in."))
    before = {"name_zh": area.name_zh, "name_en": area.name_en}
    area.name_zh, area.name_en = name_zh.strip(), name_en.strip()
    area.save()
    after = {"name_zh": area.name_zh, "name_en": area.name_en}
    record(area, verb="name", by=by, role="accounts.keep_areas", detail={"before": before, "after": after})
    return area


def _only_figures(figures: dict[str, Any]) -> None:
    unknown = sorted(set(figures) - FIGURES)
    if unknown:
        raise TypeError(f"not a figure of an area: {', '.join(unknown)}")


def _save(area: Area) -> None:
    try:
        with transaction.atomic():
            area.save()
    except IntegrityError as broken:
        raise refuse(_("The figures of an area are whole numbers, thresholds are above zero.")) from broken
