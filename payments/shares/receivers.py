"""What residents are told about their shares."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.notifications.services import notify
from accounts.notifications.texts import say
from core.audit.outbox import handles
from core.money import display
from payments.shares import settling
from payments.shares.models import Share

__all__ = ["settling"]  # registers who settles shares

say("share.owed", _("%(amount)s is to be paid for %(service)s (%(reference)s)."))
say("share.paid", _("%(amount)s for %(service)s is paid; your receipt is %(receipt)s."))
say("share.returned", _("%(back)s for %(service)s (%(reference)s) went back to you."))


def _tell(topic: str, payload: dict[str, Any], **more: Any) -> None:
    share = Share.objects.for_list().get(pk=payload["share"])
    facts = {
        "share": share.pk,
        "amount": display(share.amount_fen),
        "service": share.price.name,
        "reference": share.reference,
        "receipt": share.receipt_number,
    }
    notify([share.resident.user_id], topic, **{**facts, **more})


@handles("share.owed")
def tell_owed(payload: dict[str, Any]) -> None:
    """Tell the resident what is to be paid."""
    _tell("share.owed", payload)


@handles("share.paid")
def tell_paid(payload: dict[str, Any]) -> None:
    """Tell the resident that it is paid."""
    _tell("share.paid", payload)


@handles("share.returned")
def tell_returned(payload: dict[str, Any]) -> None:
    """Tell the resident what went back."""
    _tell("share.returned", payload, back=payload["amount"])
