"""A passkey proves who it is before an act that binds, on the page of the act itself, as the password does."""

from __future__ import annotations

from http import HTTPStatus

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.utils import get_form_class
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.generic import View


class PasskeyProof(LoginRequiredMixin, View):
    """Asked by the script of a form that wants to know who it is: first for a challenge, then with its answer.

    Nobody without a passkey finds anything here. What the answer was worth is told by its status alone: 204 right (the
    session believes it for the next minutes), 422 wrong, 429 too often.
    """

    def post(self, request: HttpRequest) -> HttpResponse:
        """Give a challenge for the person's own passkeys, or take the answer to it."""
        user = request.user
        if not user.is_authenticated or not is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN]):
            raise Http404
        if "credential" not in request.POST:
            return JsonResponse(begin_authentication(user))
        kind = get_form_class(mfa_settings.FORMS, "reauthenticate_webauthn", ReauthenticateWebAuthnForm)
        form = kind(request.POST, user=user)
        if not form.is_valid():  # the door itself answers whoever tries too often
            return HttpResponse(status=HTTPStatus.UNPROCESSABLE_ENTITY)
        form.save()
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
