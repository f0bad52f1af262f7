"""The forms of passkeys, for which what a browser would never send is a wrong answer like any other."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as allauth
from django import forms

# What fido2 raises over an answer that is no answer: a part that is missing, of another kind, or cut off.
NO_ANSWER = (KeyError, TypeError, ValueError, AttributeError, IndexError)


class _Answered(forms.Form):
    """Proves by a passkey: to come in, as the second factor, or once more."""

    def clean_credential(self) -> Any:
        """Take what was signed, or refuse it."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except NO_ANSWER as no_answer:
            raise get_adapter().validation_error("incorrect_code") from no_answer


class PasskeyIn(_Answered, allauth.LoginWebAuthnForm):
    """Without a password."""


class PasskeySecond(_Answered, allauth.AuthenticateWebAuthnForm):
    """After the password."""


class PasskeyAgain(_Answered, allauth.ReauthenticateWebAuthnForm):
    """Before an act that binds."""


class NewPasskey(allauth.AddWebAuthnForm):
    """Another passkey for an account."""

    def clean(self) -> Any:
        """Take what the device has made, or refuse it."""
        try:
            return super().clean()
        except NO_ANSWER as no_answer:
            raise get_adapter().validation_error("incorrect_code") from no_answer
