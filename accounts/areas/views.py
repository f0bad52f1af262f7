"""Pages of areas: the tree, one area with its figures, and what its registrar draws and sets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.areas import services
from accounts.areas.levels import LEVEL_ABOVE, AreaLevel
from accounts.areas.models import Area
from core.acts import Act, ActingThing, denied, link, may, said
from core.forms import Form, MoneyField
from core.lists import Line, ListView
from core.money import display
from core.views import ActView

RIGHT = "accounts.keep_areas"
DRAW = _("Draw an area")


class AreaFilter(Form):
    """Which areas a list shows."""

    words = forms.CharField(label=_("Name or code"), required=False, max_length=100)
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("All")), *AreaLevel.choices])


class FiguresForm(Form):
    """The figures that a year's allocation is made of, and the thresholds of the place."""

    households = forms.IntegerField(label=_("Number of households"), min_value=0, max_value=10**8)
    residents = forms.IntegerField(label=_("Number of residents"), min_value=0, max_value=10**8)
    allocation_base_fen = MoneyField(label=_("Allocation, base (yuan)"))
    allocation_per_household_fen = MoneyField(label=_("Allocation per household (yuan)"))
    support_threshold = forms.IntegerField(label=_("Residents who make a need supported"), min_value=1, max_value=10**6)
    tender_threshold_fen = MoneyField(
        label=_("Open tender from (yuan)"), help_text=_("Empty where the place has set none."), required=False
    )


class NamesForm(Form):
    """The names of an area."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=100)
    name_en = forms.CharField(label=_("Name in English"), max_length=100, required=False)


class DrawForm(NamesForm):
    """A new area below another."""

    code = forms.CharField(label=_("Division code"), max_length=20)
    field_order = ["code", "name_zh", "name_en"]


class Areas(ListView):
    """The tree of areas."""

    title = _("Areas")
    promise = _("City, district, street and community, with the figures that a year's allocation is made of.")
    empty = _("No such area.")
    order = ("path", "pk")
    filter_class: type[Form] | None = AreaFilter

    def rows(self, asked: dict[str, Any]) -> Any:
        """As filtered."""
        return Area.objects.called(asked.get("words", "")).at_level(asked.get("level", "")).select_related("parent")

    def line(self, row: Area) -> Line:
        """Its level, where it lies, its code."""
        where = [row.parent.name] if row.parent else []
        return Line(row, reverse("area", args=[row.pk]), row.name, (row.get_level_display(), *where, row.code))


class AreaView(ActingThing):
    """One area."""

    model = Area

    def get_queryset(self) -> Any:
        """With the area above."""
        return super().get_queryset().select_related("parent")

    def heading(self) -> Any:
        """Its name."""
        return said(self.object.name)

    def facts(self) -> list[tuple[Any, Any]]:
        """Its figures, and the year's allocation that follows from them."""
        area = self.object
        threshold = area.tender_threshold_fen
        return [
            (_("Level"), area.get_level_display()),
            (_("Division code"), area.code),
            (_("Lies in"), link(area.parent, area.parent.name) if area.parent else "–"),
            (_("Number of households"), f"{area.households:,}"),
            (_("Number of residents"), f"{area.residents:,}"),
            (_("Allocation, base (yuan)"), display(area.allocation_base_fen)),
            (_("Allocation per household (yuan)"), display(area.allocation_per_household_fen)),
            (_("Allocation of a year"), display(area.allocation_fen)),
            (_("Residents who make a need supported"), area.support_threshold),
            (_("Open tender from (yuan)"), "–" if threshold is None else display(threshold)),
        ]

    def acts(self) -> list[Act]:
        """What its registrar may do."""
        if not may(self.request.user, RIGHT, self.object):
            return []
        at = [self.object.pk]
        acts = [
            Act(SetFigures.title, SetFigures.promise, reverse("area_figures", args=at)),
            Act(NameArea.title, NameArea.promise, reverse("area_name", args=at)),
        ]
        if self.object.level != AreaLevel.COMMUNITY:
            acts.append(Act(DrawArea.title, DrawArea.promise, reverse("area_draw", args=at)))
        return acts


class AreaAct(ActView):
    """An act of the registrar on an area."""

    def things(self) -> Any:
        """Those that the person may see."""
        return Area.objects.visible_to(self.request.user).select_related("parent")

    def reasons(self) -> list[Any]:
        """Only its registrar."""
        return denied(self.request.user, RIGHT, self.about())

    def act(self, form: Any) -> Area:
        """Hand over what was written."""
        return type(self).service(self.about().pk, by=self.request.user, **form.cleaned_data)

    def initial(self) -> dict[str, Any]:
        """What stands in the register."""
        return {name: getattr(self.about(), name) for name in self.form_class.base_fields}


class SetFigures(AreaAct):
    """Households, residents, allocation, thresholds."""

    service = services.set_area_figures
    form_class = FiguresForm
    title = _("Set the figures")
    promise = _("The allocation of a year follows from them, and from when on a purchase needs an open tender.")
    done = _("The figures are set.")


class NameArea(AreaAct):
    """The names."""

    service = services.name_area
    form_class = NamesForm
    title = _("Correct the names")
    promise = _("Everybody reads them from then on.")
    done = _("The names are kept.")


class DrawArea(AreaAct):
    """A new area below this one."""

    form_class = DrawForm
    title = DRAW
    promise = _("One level below this area; where it lies is fixed from then on.")
    done = _("The area is drawn. Set its figures now.")

    def initial(self) -> dict[str, Any]:
        """Nothing yet."""
        return {}

    def act(self, form: Any) -> Area:
        """The level follows from the area above."""
        above = self.about()
        level = next((level for level, upper in LEVEL_ABOVE.items() if upper == above.level), "")
        return services.draw_area(parent_id=above.pk, level=level, by=self.request.user, **form.cleaned_data)
