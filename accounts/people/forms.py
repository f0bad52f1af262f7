"""What is written when somebody is appointed, and when a membership ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import ROLES_OF_KIND
from core.forms import DayField, Form


class AppointmentForm(Form):
    """Who acts for an organisation, in which role, from when."""

    email = forms.EmailField(
        label=_("E-mail address of the person's account"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    since = DayField(label=_("First day"), help_text=_("Today where nothing is written."), required=False)
    until = DayField(label=_("Last day"), help_text=_("Leave it empty where none is set."), required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.choices = sorted((one.value, one.label) for one in ROLES_OF_KIND[kind])


class EndForm(Form):
    """The last day of a membership."""

    until = DayField(label=_("Last day"), help_text=_("Today where nothing is written."), required=False)
