"""What is written by hand into a register of the site administration; checked for its shape, decided by services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.areas.services import FIGURES
from accounts.models import Area, Expert, Organisation
from accounts.people.phones import LONGEST_ADDRESS
from accounts.service_kinds import ServiceKind
from core.forms import DayField, MoneyField, OneLineFields
from procurement.plans.models import CatalogueEntry


class CatalogueForm(OneLineFields, forms.ModelForm):
    """An entry of the guidance catalogue."""

    class Meta:
        model = CatalogueEntry
        fields = ("code", "name_zh", "name_en", "service_kind", "in_force")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = self.instance.pk is not None  # plan items are filed under it


class OrganisationForm(OneLineFields, forms.ModelForm):
    """The facts of a certificate."""

    registered_on = DayField(label=_("Registered on"))

    class Meta:
        model = Organisation
        fields = (
            "name",
            "name_en",
            "credit_code",
            "kind",
            "funding",
            "area",
            "registered_on",
            "legal_representative",
            "small_micro",
            "medium",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["area"]
        area.queryset = Area.objects.in_order()


class ExpertForm(OneLineFields, forms.ModelForm):
    """What the register says of an expert."""

    email = forms.EmailField(label=_("E-mail address"), max_length=LONGEST_ADDRESS)
    name = forms.CharField(label=_("Name of the person"), max_length=100)
    specialities = forms.MultipleChoiceField(
        label=_("Specialities"), choices=ServiceKind.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Expert
        fields = ("title", "specialities", "area")

    field_order = ("email", "name", "title", "specialities", "area")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["area"]
        area.queryset = Area.objects.in_order()
        if self.instance.pk is not None:
            self.fields["email"].disabled = self.fields["name"].disabled = True
            self.initial.update(email=self.instance.user.email, name=self.instance.user.name)


class AreaForm(OneLineFields, forms.ModelForm):
    """An area and the figures that its allocation is made of; money in yuan."""

    allocation_base_fen = MoneyField(label=_("Allocation, base (yuan)"), required=False)
    allocation_per_household_fen = MoneyField(label=_("Allocation per household (yuan)"), required=False)
    tender_threshold_fen = MoneyField(label=_("Open tender from (yuan)"), required=False)

    class Meta:
        model = Area
        fields = (
            "code",
            "level",
            "parent",
            "name_zh",
            "name_en",
            "households",
            "residents",
            "allocation_base_fen",
            "allocation_per_household_fen",
            "support_threshold",
            "tender_threshold_fen",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = Area.objects.in_order()
        for name in ("code", "level", "parent"):  # where an area lies is fixed once it is drawn
            self.fields[name].disabled = self.instance.pk is not None

    def _get_validation_exclusions(self) -> set[str]:
        """Amounts may stay empty: the service writes none as 0."""
        return super()._get_validation_exclusions() | FIGURES  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        """An allocation that nobody has written is none."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("allocation_base_fen", "allocation_per_household_fen"):
            said[name] = said.get(name) or 0
        return said
