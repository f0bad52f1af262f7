"""What people write when they plan a purchase."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Organisation
from core.forms import Form, MoneyField
from core.punctuation import bracketed_text
from procurement.admissions.models import Admission
from procurement.needs.models import Need
from procurement.plans.models import CatalogueEntry
from procurement.plans.states import BudgetSource, Method, NegativePoint, PlanItemState, Quarter

MONEY = "money_"  # before the name of each source


@dataclass(frozen=True)
class Offer:
    """What a drafter may choose from."""

    buyers: Iterable[Organisation] = ()
    areas: Iterable[Area] = ()
    entries: Iterable[CatalogueEntry] = ()
    needs: Iterable[Need] = ()
    admissions: Iterable[Admission] = ()
    years: list[int] = field(default_factory=list)


class ItemForm(Form):
    """What of a plan item may still change while it is a draft."""

    title = forms.CharField(label=_("What is bought, in one line"), max_length=200)
    catalogue_code = forms.ChoiceField(
        label=_("Entry of the guidance catalogue"),
        help_text=_("Only what the catalogue names may be bought; the entry also says which service it is."),
    )
    quarter = forms.TypedChoiceField(
        label=_("Quarter in which the tender opens"), choices=Quarter.choices, coerce=int, widget=forms.RadioSelect
    )
    method = forms.ChoiceField(label=_("Method"), choices=Method.choices, widget=forms.RadioSelect)
    money_finance = MoneyField(
        label=_("Money from public finance (yuan)"),
        help_text=_("What is not budgeted may not start. Leave a source empty where it gives nothing."),
        required=False,
        max_length=30,
    )
    money_co_construction = MoneyField(label=_("Money from co-construction (yuan)"), required=False, max_length=30)
    money_self_raised = MoneyField(label=_("Self-raised money (yuan)"), required=False, max_length=30)
    need_ids = forms.TypedMultipleChoiceField(
        label=_("Needs that it answers"),
        help_text=_("Adopted needs of the residents; those behind them are told when the plan is published."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    negative_list = forms.MultipleChoiceField(
        label=_("Does anything of this apply?"),
        help_text=_("The negative list: what applies may not be bought as a service, and the item is not approved."),
        choices=NegativePoint.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        entry: Any = self.fields["catalogue_code"]
        entry.choices = [
            ("", _("Choose")),
            *((one.code, f"{one} · {one.get_service_kind_display()}") for one in offer.entries),
        ]
        needs: Any = self.fields["need_ids"]
        needs.choices = [(one.pk, f"{one.title} · {one.area.name}") for one in offer.needs]
        if not needs.choices:
            needs.help_text = _("No adopted need waits in the area; the item may still be planned.")

    def budget(self) -> dict[str, int]:
        """The amount of each source that gives one, in fen."""
        amounts = {source: self.cleaned_data.get(MONEY + source.lower()) for source in BudgetSource.values}
        return {source: amount for source, amount in amounts.items() if amount is not None}

    def written(self) -> dict[str, Any]:
        """What was written, as the services take it."""
        plain = {name: value for name, value in self.cleaned_data.items() if not name.startswith(MONEY)}
        return {**plain, "budget": self.budget()}


class DraftForm(ItemForm):
    """A new purchase of the plan."""

    buyer_id = forms.TypedChoiceField(label=_("Who buys"), coerce=int)
    area_id = forms.TypedChoiceField(label=_("For which area"), coerce=int)
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    admission_id = forms.TypedChoiceField(
        label=_("Task handed down that it carries"), coerce=int, required=False, empty_value=None
    )
    is_new = forms.TypedChoiceField(
        label=_("Is this new spending?"),
        help_text=_("New this year; not a service that is already being bought."),
        choices=[("yes", _("Yes, it is new")), ("no", _("No, it is bought already"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    field_order = ["buyer_id", "area_id", "year", "quarter", "title", "catalogue_code", "method", "is_new"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["buyer_id"].choices = [(one.pk, one.name) for one in self.offer.buyers]
        fields["area_id"].choices = [
            ("", _("Choose")),
            *((one.pk, f"{one.name}{bracketed_text(one.get_level_display())}") for one in self.offer.areas),
        ]
        fields["year"].choices = [(year, str(year)) for year in self.offer.years]
        fields["admission_id"].choices = [("", _("None")), *((one.pk, str(one)) for one in self.offer.admissions)]

    def written(self) -> dict[str, Any]:
        """With the service that the catalogue entry names."""
        code = self.cleaned_data["catalogue_code"]
        kind = next(one.service_kind for one in self.offer.entries if one.code == code)
        return {**super().written(), "service_kind": kind}


class WithdrawalForm(Form):
    """Why an item leaves the plan."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Where the item was published, everybody reads it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )


class PlanFilter(Form):
    """Which part of the plan a list shows."""

    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("Where they stand"), required=False, choices=[("", _("All")), *PlanItemState.choices]
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year: Any = self.fields["year"]
        year.choices = [("", _("All")), *((one, str(one)) for one in years)]
