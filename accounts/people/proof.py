"""Whoever signs up with another's address gains nothing: what was set before an address is proven does not last."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.people.models import User
from accounts.people.sessions import end_sessions

KEPT_FOR = timedelta(days=1)  # how long a sign-up waits for its code


@receiver(email_confirmed, dispatch_uid="accounts.people.proof")
def drop_what_a_stranger_may_have_set(sender: Any, request: Any, email_address: EmailAddress, **about: Any) -> None:
    """Throw the password of a sign-up away where its address is proven elsewhere than in the browser that chose it.

    There the owner of the mailbox came in by a code; whoever signed up may be somebody else.
    """
    person: Any = email_address.user
    if person.last_login is not None or not _came_by_code(request, person):
        return
    if person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])
        messages.warning(request, _("Choose a password: the one from before your address was proven does not count."))
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)


def _came_by_code(request: Any, person: Any) -> bool:
    return any(record.get("method") == "code" for record in get_authentication_records(request, person))


def forget_sign_ups(now: Any = None) -> int:
    """Forget sign-ups whose address nobody has proven within a day; return how many."""
    found = User.objects.unproven().filter(date_joined__lt=(now or timezone.now()) - KEPT_FOR)
    _all, gone = found.delete()
    return gone.get(User._meta.label, 0)
