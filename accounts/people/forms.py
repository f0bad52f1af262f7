"""What is written when somebody is appointed, and when a membership ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.areas.models import Area
from accounts.people.models import Stratum
from accounts.roles import ROLES_OF_KIND
from core.forms import DayField, Form


class AppointmentForm(Form):
    """Who acts for an organisation, in which role, from when."""

    person_id = forms.TypedChoiceField(
        label=_("Person"),
        help_text=_("Whoever acts or has acted for the organisation. Anybody else is invited."),
        coerce=int,
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    since = DayField(label=_("First day"), help_text=_("Today where nothing is written."), required=False)
    until = DayField(label=_("Last day"), help_text=_("Leave it empty where none is set."), required=False)

    def __init__(self, *args: Any, kind: str, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person_id"]
        person.choices = [("", _("Choose")), *people.items()]
        role: Any = self.fields["role"]
        role.choices = sorted((one.value, one.label) for one in ROLES_OF_KIND[kind])


class ResidentForm(Form):
    """Who lives where."""

    name = forms.CharField(label=_("Name"), max_length=100)
    community_id = forms.TypedChoiceField(label=_("Community"), coerce=int)
    stratum = forms.ChoiceField(
        label=_("Rates"),
        help_text=_(
            "How the person tells whether a service was good: on their own telephone or on paper, or with the grid "
            "worker, who asks at home and writes the answer down."
        ),
        choices=Stratum.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, communities: Iterable[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        community: Any = self.fields["community_id"]
        community.choices = [("", _("Choose")), *((one.pk, one.name) for one in communities)]


class ApplicationForm(ResidentForm):
    """Where I live."""

    home = forms.CharField(
        label=_("Building, entrance and flat"),
        help_text=_("Only the grid workers of your community read it; it is deleted as soon as they have verified it."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    field_order = ["name", "community_id", "home", "stratum"]


class NotHereForm(Form):
    """Why somebody is not verified."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person reads it and may say again where they live."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
    )


class ResidentFilter(Form):
    """Which residents a list shows."""

    waiting = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("All")), ("1", _("Only who waits to be verified"))]
    )


class EndForm(Form):
    """The last day of a membership."""

    until = DayField(
        label=_("Last day"),
        help_text=_("Leave it empty where the access ends at once: the person is signed out everywhere."),
        required=False,
    )
