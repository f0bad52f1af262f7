"""What the operator does where somebody has lost a telephone, an account was stolen, or its person has gone."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.notifications.services import notify
from accounts.people.models import User
from accounts.people.phones import plain_number
from accounts.people.sessions import end_sessions
from core.audit.record import record
from core.time import core_now
from core.transitions import check, refuse

RIGHT = "accounts.keep_account"


class Remedy(models.TextChoices):
    """What an account needs."""

    FACTOR = "FACTOR", _("The telephone or the key is lost: take the second proof away")
    CLOSE = "CLOSE", _("It was stolen, or its person has gone: close it")
    OPEN = "OPEN", _("It was closed: open it again")


@transaction.atomic
def keep_account(*, address: str, remedy: str, reason: str, by: Any) -> User:
    """Do what an account needs; its person is signed out everywhere, and told. Raises Refused.

    What the person has done, and for whom they act, stays: a closed account only lets nobody in.
    """
    check(RIGHT, by=by, thing=None)
    person = _account_of(address.strip())
    if person.pk == by.pk:
        raise refuse(_("This is your own account: ask another operator."))
    if remedy == Remedy.FACTOR:
        _take_factor_away(person)
    else:
        _set_active(person, remedy == Remedy.OPEN)
    end_sessions(person)
    record(person, verb=f"keep_account_{remedy.lower()}", by=by, role=RIGHT, reason=reason)
    return person


def _account_of(address: str) -> User:
    """Return the account with an address or a number, locked."""
    of_address = models.Q(email=address.lower()) if "@" in address else models.Q(phone=plain_number(address))
    person = User.objects.select_for_update().filter(of_address).first()
    if person is None:
        raise refuse(_("No account has this address or number. Compare it with what the person says."))
    return person


def _take_factor_away(person: User) -> None:
    taken, _of_what = Authenticator.objects.filter(user=person).delete()
    if not taken:
        raise refuse(_("This account has no second proof: there is nothing to take away."))
    notify([person.pk], "account.factor_taken", key=core_now().isoformat(), url="/accounts/factors/")


def _set_active(person: User, active: bool) -> None:
    if person.is_active == active:
        raise refuse(_("This account is open already.") if active else _("This account is closed already."))
    person.is_active = active
    person.save(update_fields=["is_active"])
