"""The form of the way in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    RequestLoginCodeForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# allauth's name of the field into which a code is written; its own Chinese word is that of a programme's code.
CODE = gettext_noop("Code")


class SignInForm(LoginForm):
    """The way in, with the words of the people who use it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address or mobile number")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class CodeForm(RequestLoginCodeForm):
    """The way in by a code: an address or a number, and a sentence where neither was written."""

    def clean(self) -> Any:
        """Refuse the empty form, over which allauth stumbles."""
        said = super().clean()
        if not self.errors and not said.get("email") and not said.get("phone"):
            raise ValidationError(_("Write your e-mail address or your mobile number."))
        return said


PASSWORD_HELP = _("At least ten characters; a sentence of your own is easy to remember.")


class _InPlainWords(forms.Form):
    """Says once and shortly what a password has to be; what is wrong with one is said when it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password1" in self.fields:
            self.fields["password1"].help_text = PASSWORD_HELP


class SignUpForm(_InPlainWords, SignupForm):
    """A new account."""

    def try_save(self, request: Any) -> Any:
        """Sign up; where the address has an account already, take as long as for a new one."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class NewPasswordForm(_InPlainWords, ChangePasswordForm):
    """Another password."""


class FirstPasswordForm(_InPlainWords, SetPasswordForm):
    """A password for whoever has none."""


class ForgottenPasswordForm(_InPlainWords, ResetPasswordKeyForm):
    """A password for whoever has forgotten the old one."""
