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
    stratum = forms.ChoiceField(label=_("Rates"), choices=Stratum.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, communities: Iterable[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        community: Any = self.fields["community_id"]
        community.choices = [("", _("Choose")), *((one.pk, one.name) for one in communities)]


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
