"""What people write when they bring or answer a need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Resident
from accounts.service_kinds import ServiceKind
from core.forms import Form
from core.private_numbers import without_private_numbers
from procurement.needs.models import Need
from procurement.needs.states import NeedState


class ProposalForm(Form):
    """A need in a resident's words."""

    area_id = forms.TypedChoiceField(label=_("For which area"), coerce=int)
    service_kind = forms.ChoiceField(label=_("Which service"), choices=ServiceKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("What is missing, in one line"), max_length=120, validators=[without_private_numbers]
    )
    text = forms.CharField(
        label=_("Tell us more"),
        help_text=_("For whom, how often, where. No names or telephone numbers: everybody can read this."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        validators=[without_private_numbers],
    )

    def __init__(self, *args: Any, areas: Iterable[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["area_id"]
        field.choices = [(area.pk, area.name) for area in areas]


class VoiceForm(Form):
    """The resident without an account whose voice a grid worker writes down."""

    resident_id = forms.TypedChoiceField(
        label=_("Whose voice"),
        help_text=_("Verified residents without an account; whoever has one gives the voice in person."),
        coerce=int,
    )

    def __init__(self, *args: Any, residents: Iterable[Resident], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["resident_id"]
        called = [(one.pk, f"{one.name} · {one.community.name}") for one in residents]
        often = Counter(name for _pk, name in called)
        field.choices = [
            ("", _("Choose")),
            # Two of one name in one place are told apart by their number in the register.
            *(
                (pk, _("%(name)s · No. %(number)s") % {"name": name, "number": pk} if often[name] > 1 else name)
                for pk, name in called
            ),
        ]


class ReasonForm(Form):
    """Why something is declined or ended; everybody reads it."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("Everybody reads it."), widget=forms.Textarea(attrs={"rows": 4}), max_length=1000
    )


class MergeForm(Form):
    """The like need in which another goes on."""

    into_id = forms.TypedChoiceField(
        label=_("In which need does it go on?"),
        help_text=_("Needs for the same service nearby, those that read most alike first."),
        coerce=int,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, likes: Iterable[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into_id"]
        field.choices = [(need.pk, f"{need.title} · {need.area.name} · {need.names.officer}") for need in likes]


class NeedFilter(Form):
    """Which needs a list shows."""

    state = forms.ChoiceField(label=_("Where they stand"), required=False, choices=[("", _("All")), *NeedState.choices])
    service_kind = forms.ChoiceField(label=_("Service"), required=False, choices=[("", _("All")), *ServiceKind.choices])
