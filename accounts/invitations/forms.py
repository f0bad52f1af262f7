"""What is written when somebody is invited, and when an invitation is accepted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.invitations.models import Invitation
from accounts.notifications.sms import are_sent
from accounts.people.door import PASSWORD_HELP
from accounts.people.models import User
from accounts.people.phones import LONGEST_ADDRESS, PhoneField
from core.forms import Form


class AddressForm(Form):
    """Where an invitation goes."""

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = PhoneField(label=_("Or mobile number"), required=False)
    one_of = ("email", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not are_sent():
            del self.fields["phone"]
            self.fields["email"].required = True
        else:
            self.fields["email"].help_text = _("One is enough: an e-mail address or a mobile number.")

    def clean(self) -> Any:
        """One address."""
        said = super().clean() or {}
        if not self.errors and bool(said.get("email")) == bool(said.get("phone")):
            raise forms.ValidationError(
                _("An invitation goes to an e-mail address or to a mobile number: fill in one of them.")
            )
        return said


class InvitationForm(AddressForm):
    """Whom to invite, and to which role."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.choices = roles


class NewAccountForm(Form):
    """Who it is, for somebody who has no account yet."""

    name = forms.CharField(label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=PASSWORD_HELP,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        self.invitation = invitation
        super().__init__(*args, **kwargs)

    def clean(self) -> Any:
        """Refuse a password that is easily guessed, from the name and the address too."""
        said = super().clean() or {}
        if said.get("password"):
            about = User(email=self.invitation.email, phone=self.invitation.phone, name=said.get("name", ""))
            try:
                validate_password(said["password"], about)
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return said
