"""Whom the outbox tells of a deposit: before the opening its supplier's people, and nobody else."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.notifications.services import notify
from accounts.notifications.texts import say
from accounts.roles import Role
from core.audit.outbox import handles
from core.money import display
from core.time import today
from payments.deposits.models import Deposit

say("deposit.held", _("Your deposit %(reference)s of %(amount)s is here."))
say("deposit.refunded", _("Your deposit %(reference)s of %(amount)s has gone back to you."))
say(
    "deposit.refund_refused",
    _("Your deposit %(reference)s could not be sent back: name a bank account on its page, and it is paid there."),
)
say("deposit.forfeited", _("Your deposit %(reference)s of %(amount)s is kept: %(reason)s"))
say("deposit.forfeit_proposed", _("It is proposed to keep the deposit %(reference)s of %(amount)s: decide on it."))
say("deposit.owed_back", _("The deposit %(reference)s of %(amount)s has to go back by %(due)s."))


def _tell(topic: str, deposit: Deposit, organisation_id: int, *roles: str) -> None:
    people = Membership.objects.people([organisation_id], *roles, day=today())
    notify(
        people,
        topic,
        key=deposit.reference,
        deposit=deposit.pk,
        reference=deposit.reference,
        amount=display(deposit.amount_fen),
        reason=deposit.forfeit_reason,
        due=deposit.refund_due_on.isoformat() if deposit.refund_due_on else "–",
    )


@handles("deposit.held")
def tell_held(payload: dict[str, Any]) -> None:
    """Tell the supplier that the money is here."""
    _to_supplier("deposit.held", payload)


@handles("deposit.refunded")
def tell_refunded(payload: dict[str, Any]) -> None:
    """Tell the supplier that the money went back."""
    _to_supplier("deposit.refunded", payload)


@handles("deposit.refund_refused")
def tell_refund_refused(payload: dict[str, Any]) -> None:
    """Tell the supplier that a bank account is wanted."""
    _to_supplier("deposit.refund_refused", payload)


@handles("deposit.forfeited")
def tell_forfeited(payload: dict[str, Any]) -> None:
    """Tell the supplier why the deposit is kept."""
    _to_supplier("deposit.forfeited", payload)


@handles("deposit.forfeit_proposed")
def tell_proposed(payload: dict[str, Any]) -> None:
    """Tell those who may decide; the buyer knows of the deposit by now."""
    deposit = Deposit.objects.get(pk=payload["deposit"])
    _tell("deposit.forfeit_proposed", deposit, deposit.buyer_id, Role.APPROVER, Role.FINANCE)


@handles("deposit.owed_back")
def tell_owed_back(payload: dict[str, Any]) -> None:
    """Tell the finance officers by when it has to be back; said only of what the buyer knows."""
    deposit = Deposit.objects.get(pk=payload["deposit"])
    if deposit.disclosed_at is not None:
        _tell("deposit.owed_back", deposit, deposit.buyer_id, Role.FINANCE)


def _to_supplier(topic: str, payload: dict[str, Any]) -> None:
    deposit = Deposit.objects.get(pk=payload["deposit"])
    _tell(topic, deposit, deposit.supplier_id, Role.SUPPLIER)
