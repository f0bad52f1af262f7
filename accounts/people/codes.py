"""The forms into which a code is written that came by mail or telephone."""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings
from allauth.account import forms as allauth
from django import forms
from django.utils.translation import ngettext

SECONDS = 60


class _Code(forms.Form):
    """Six digits, which a telephone takes out of the message by itself, and how long they hold."""

    seconds = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "govuk-input--width-5"}
        minutes = self.seconds // SECONDS
        field.help_text = ngettext(
            "Six digits. They hold for %(minutes)s minute and for three tries.",
            "Six digits. They hold for %(minutes)s minutes and for three tries.",
            minutes,
        ) % {"minutes": minutes}


class SignInCode(_Code, allauth.ConfirmLoginCodeForm):
    """Instead of the password."""

    seconds = app_settings.LOGIN_BY_CODE_TIMEOUT


class AddressCode(_Code, allauth.ConfirmEmailVerificationCodeForm):
    """Proves an e-mail address."""

    seconds = app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT


class NumberCode(_Code, allauth.VerifyPhoneForm):
    """Proves a mobile number."""

    seconds = app_settings.PHONE_VERIFICATION_TIMEOUT


class ForgottenPasswordCode(_Code, allauth.ConfirmPasswordResetCodeForm):
    """Before a new password is chosen."""

    seconds = app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT
