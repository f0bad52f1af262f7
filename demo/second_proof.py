"""The second proof of the demo's people: besides a real one, the code that stands on its pages.

allauth has a code for development of its own, and breaks the page where errors are not shown in full: the demo shows
the site's own pages of errors. These forms are named by the settings of the demo alone (config.settings.dev).
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings


class DemoCode(forms.Form):
    """Takes the code of the demo, from whoever has an authenticator."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        """Believe the demo's code; everything else is asked as ever."""
        own = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP).first()
        if own is not None and is_demo_code(self.cleaned_data["code"]):
            own.user, self.authenticator = self.user, own
            return str(self.cleaned_data["code"])
        return str(super().clean_code())  # type: ignore[misc]


def is_demo_code(code: str) -> bool:
    """Whether it is the code that the demo shows."""
    return settings.DEMO_BAR and code == settings.DEMO_CODE


class DemoAuthenticateForm(DemoCode, AuthenticateForm):
    """At the way in."""


class DemoReauthenticateForm(DemoCode, ReauthenticateForm):
    """Before an act that binds."""


class DemoActivateForm(ActivateTOTPForm):
    """Where an authenticator is set up."""

    def clean_code(self) -> str:
        """Believe the demo's code."""
        code = str(self.cleaned_data["code"])
        return code if is_demo_code(code) else str(super().clean_code())
