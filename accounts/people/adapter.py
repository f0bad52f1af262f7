"""How people come in: by e-mail or telephone, with a password or a code."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.notifications.posting import post
from accounts.notifications.sms import send_sms
from accounts.people.known import browser_of
from accounts.people.models import User
from accounts.people.phones import LONGEST_ADDRESS, PhoneField, plain_number
from core.limits import LOCK_MINUTES, too_many
from core.proxies import address_of

log = logging.getLogger(__name__)
TOO_OFTEN = {"too_many_login_attempts", "rate_limited"}  # as allauth calls it, for passwords, codes and second proofs


class Door(DefaultAccountAdapter):
    """A telephone number on an account has been proven, by its owner's code or by the office that made the account."""

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Whoever has tried too often is told when to come again, whether the account is there or not."""
        if code in TOO_OFTEN and self.request is not None:
            is_of_an_address = self.request.path_info.endswith("/confirm-email/")  # a code every ten seconds
            raise ImmediateHttpResponse(too_many(self.request, 1 if is_of_an_address else LOCK_MINUTES))
        return super().validation_error(code, *args)

    def clean_email(self, email: str) -> str:
        """Refuse an address that is longer than mail goes; allauth would cut it off."""
        if len(email) > LONGEST_ADDRESS:
            raise ValidationError(_("An e-mail address has at most 254 letters. Compare it with yours."))
        return super().clean_email(email)

    def get_client_ip(self, request: Any) -> str:
        """The visitor's address, as far as our own proxies tell it."""
        return address_of(request) or "0.0.0.0"  # noqa: S104 — a socket without addresses; nobody listens there

    def _get_login_attempts_cache_key(self, request: Any, **credentials: Any) -> str:
        """Count wrong passwords for each login by itself, and apart in a browser that its owner has used before.

        allauth counts all telephone numbers as one, so that five wrong guesses at one would lock out everybody.
        """
        login = str(credentials.get("email") or plain_number(credentials.get("phone") or "")).strip().lower()
        return f"{login}:{browser_of(request, login)}"

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        """A mainland mobile number."""
        return PhoneField(**{"label": _("Mobile number"), **kwargs})

    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        """The number of an account, proven."""
        return (user.phone, True) if user.phone else None

    def set_phone(self, user: Any, phone: str, verified: bool) -> None:
        """Keep a number, once it is proven."""
        if verified:
            user.phone = phone
            user.save(update_fields=["phone"])

    def set_phone_verified(self, user: Any, phone: str) -> None:
        """Keep a number whose code has been given."""
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> User | None:
        """The account with a number, however it was written."""
        return User.objects.with_phone(plain_number(phone))

    def send_verification_code_sms(self, user: Any, phone: str, code: str, **kwargs: Any) -> None:
        """Send a code."""
        self.show_in_demo(code)
        post(send_sms, phone, _("Linli: your code is %(code)s. Give it to nobody.") % {"code": code})

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Nobody is told whether a number has an account; a stranger's telephone stays quiet."""

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Nobody is told whether a number has an account."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail; the demo, which sends none, shows its code."""
        if "code" in context:
            self.show_in_demo(context["code"])
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as failure:  # of the mail server, whatever it says: smtplib's errors are among them
            log.error("a mail of the door could not be sent: %s", type(failure).__name__)
            sorry = _("The mail server does not answer: no mail could be sent. Try again in a few minutes.")
            if self.request is not None:
                messages.error(self.request, sorry)

    def show_in_demo(self, code: str) -> None:
        """Show a code on the next page, where the demo is on; a check refuses the demo in production."""
        if settings.DEMO_BAR and self.request is not None:
            messages.info(self.request, _("Demo: the code is %(code)s.") % {"code": code})
