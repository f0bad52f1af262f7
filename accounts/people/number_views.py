"""The page on which somebody changes the mobile number of the account."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account.views import ChangePhoneView
from allauth.core.exceptions import RateLimited
from django.http import HttpResponse
from django.utils.translation import gettext as _


class ChangeNumber(ChangePhoneView):
    """A new number, to which a code goes; whoever asks too often is told so beside what was written."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Send the code; a number gets one every half minute, and a place three a minute."""
        try:
            return super().form_valid(form)
        except RateLimited:
            form.add_error("phone", _("A code was sent just now. Wait a minute, then send the form again."))
            context = self.get_context_data(form=form)
            return self.render_to_response(context, status=HTTPStatus.TOO_MANY_REQUESTS)
