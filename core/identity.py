"""Asking once more who it is before an act that binds, on the page of the act itself: nothing typed is lost."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.utils import get_form_class
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from core.transitions import refuse


def is_recent(request: Any) -> bool:
    """Whether the person has proven who they are within the last minutes, in this session."""
    latest = max((record["at"] for record in get_authentication_records(request, request.user)), default=0.0)
    return bool(time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def must_ask(request: Any) -> bool:
    """Whether an act that binds has to ask who it is."""
    return bool(settings.ASKS_WHO_IT_IS) and not is_recent(request)


def count_passphrase(request: Any) -> None:
    """Count a passphrase that is tried, right or wrong; raises Refused where there were too many."""
    if not ratelimit.consume(request, action="passphrase", user=request.user):
        raise refuse(_("Too many passphrases were tried. Wait five minutes and try again."))


class WhoForm(Form):
    """The proof that it is still the person who signed in: the password, a code of the authenticator, or a passkey.

    The passkey is asked for by the page's script (`core.passkeys`); after a right answer nothing is asked here.
    """

    template_name = "components/who.html"
    who = forms.CharField(
        label=_("Confirm that it is you: your password"),
        help_text=_("Or the code that your authenticator shows. This act binds, so we ask again after five minutes."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your password or a code, so that nobody else acts in your name.")},
    )

    def __init__(self, data: Any = None, *, request: Any) -> None:
        self.request = request
        super().__init__(data)

    def has_passkey(self) -> bool:
        """Whether the person has a passkey to answer with."""
        return bool(is_mfa_enabled(self.request.user, [Authenticator.Type.WEBAUTHN]))

    def clean_who(self) -> str:
        """Believe a right answer for the next minutes; count the wrong ones."""
        given, user = self.cleaned_data["who"], self.request.user
        if not ratelimit.consume(self.request, action="reauthenticate", user=user):
            raise forms.ValidationError(_("Too many wrong answers. Wait a minute and try again."))
        if user.check_password(given):
            record_authentication(self.request, user, method="password", reauthenticated=True)
            return str(given)
        code = get_form_class(mfa_settings.FORMS, "reauthenticate", ReauthenticateForm)({"code": given}, user=user)
        try:
            is_right = code.is_valid()
        except ImmediateHttpResponse as too_often:  # said here, so that nothing typed is lost
            raise forms.ValidationError(_("Too many wrong answers. Wait a few minutes and try again.")) from too_often
        if not is_right and not user.has_usable_password() and not is_mfa_enabled(user, [Authenticator.Type.TOTP]):
            raise forms.ValidationError(
                _(
                    "You have no password yet: use your passkey, or choose a password under “Password” in your account "
                    "and come back to this page."
                )
            )
        if not is_right:
            raise forms.ValidationError(_("That is neither your password nor a code that is valid now."))
        code.save()
        return str(given)
