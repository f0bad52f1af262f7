"""Areas in a spreadsheet."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.areas.levels import AreaLevel
from accounts.areas.models import Area
from accounts.areas.services import FIGURES, draw_area, name_area, set_area_figures
from core.registers import widgets
from core.registers.register import Column, Register, Rules, field
from core.transitions import refuse

NO_SUCH_AREA = _("There is no area with the code “%(given)s”: look it up in the register of areas.")


class AreaRegister(Register):
    """Areas: those above stand before those below; where an area lies is fixed once it is drawn."""

    columns: ClassVar[dict[str, Column]] = {
        "code": Column(_("Division code"), _("The division code; it tells the rows apart."), True, "141081001002"),
        "level": Column(_("Level"), "", True),
        "name_zh": Column(_("Name in Chinese"), "", True, "紫北社区"),
        "name_en": Column(_("Name in English")),
        "parent": Column(_("Lies in"), _("The code of the area above; empty for a city only."), True, "141081001"),
        "households": Column(_("Number of households"), "", example="1685"),
        "residents": Column(_("Number of residents"), "", example="5216"),
        "allocation_base_fen": Column(
            _("Allocation, base (yuan)"), _("A year's money for the area."), example="2000.00"
        ),
        "allocation_per_household_fen": Column(_("Allocation per household (yuan)"), "", example="4.00"),
        "support_threshold": Column(_("Residents who make a need supported"), "", example="10"),
        "tender_threshold_fen": Column(
            _("Open tender from (yuan)"), _("Empty where the place has set none."), example="1000000.00"
        ),
    }
    key = "code"
    right = "accounts.keep_areas"

    code = field("code", widgets.Words(20, is_needed=True))
    level = field("level", widgets.OneOf(AreaLevel.choices))
    name_zh = field("name_zh", widgets.Words(100, is_needed=True))
    name_en = field("name_en", widgets.Words(100))
    parent = field("parent", widgets.Row(Area.objects.all, "code", NO_SUCH_AREA, is_needed=False))
    households = field("households", widgets.Count())
    residents = field("residents", widgets.Count())
    allocation_base_fen = field("allocation_base_fen", widgets.Yuan())
    allocation_per_household_fen = field("allocation_per_household_fen", widgets.Yuan())
    support_threshold = field("support_threshold", widgets.Count(least=1))
    tender_threshold_fen = field("tender_threshold_fen", widgets.Yuan(is_empty_none=True))

    class Meta(Rules):
        model = Area
        fields = (
            "code",
            "level",
            "name_zh",
            "name_en",
            "parent",
            "households",
            "residents",
            "allocation_base_fen",
            "allocation_per_household_fen",
            "support_threshold",
            "tender_threshold_fen",
        )
        import_id_fields = ("code",)

    def get_queryset(self) -> Any:
        """With the area above."""
        return Area.objects.in_order().select_related("parent")

    def keep(self, instance: Area, is_new: bool, row: dict[str, str]) -> None:
        """Draw the area, or set what differs."""
        if is_new:
            figures = {name: getattr(instance, name) for name in FIGURES if name in row}
            draw_area(
                code=instance.code,
                level=instance.level,
                name_zh=instance.name_zh,
                name_en=instance.name_en,
                parent_id=instance.parent_id,
                by=self.by,
                **figures,
            )
            return
        changed = set(self.changed)
        if changed & {"level", "parent"}:
            raise refuse(_("Where an area lies and its level are fixed once it is drawn: leave them as they are."))
        if changed & {"name_zh", "name_en"}:
            name_area(instance.pk, name_zh=instance.name_zh, name_en=instance.name_en, by=self.by)
        if changed & FIGURES:
            figures = {name: getattr(instance, name) for name in changed & FIGURES}
            set_area_figures(instance.pk, by=self.by, **figures)
