"""What the bids hear: the end of a tender, and their own words on the way to the supplier's people, to nobody else."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.notifications.services import notify
from accounts.notifications.texts import say
from accounts.roles import Role
from core.audit.outbox import handles
from core.time import SHANGHAI, today
from core.transitions import CLOCK
from procurement.bids.closing import drop_replacements, return_bids
from procurement.bids.deposits import owe_everybody
from procurement.bids.models import Bid, BidEvent
from procurement.signals import tender_cancelled
from procurement.tenders.models import Tender

say(
    "bid.sealed",
    _("Your bid on “%(lot)s” was received sealed at %(at)s (UTC+8). Receipt number %(receipt)s."),
)
say("bid.withdrawn", _("Your bid on “%(lot)s” was withdrawn at %(at)s (UTC+8)."))
say("bid.returned", _("Your bid on “%(lot)s” goes back to you unopened. %(reason)s"))
say("bid.unreadable", _("Your bid on “%(lot)s” could not be read: %(reason)s"))
say("bid.disqualified", _("Your bid on “%(lot)s” is out: %(reason)s"))


def tell_supplier(topic: str, bid: Bid, *, key: str, **facts: Any) -> None:
    """Tell the supplier's representatives something about their own bid."""
    people = Membership.objects.people([bid.supplier_id], Role.SUPPLIER, day=today())
    lot, tender = bid.lot, bid.lot.tender
    named = f"{tender.title}（{lot}）" if lot.code else tender.title
    notify(people, topic, key=key, ocid=bid.ocid, lot=named, bid=bid.pk, **facts)


@handles("bid.sealed")
def tell_of_seal(payload: dict[str, Any]) -> None:
    """Say when the bid was received, and the number of its receipt, on which the hash stands."""
    _tell_of_event("bid.sealed", payload)


@handles("bid.withdrawn")
def tell_of_withdrawal(payload: dict[str, Any]) -> None:
    """Say when the bid was withdrawn."""
    _tell_of_event("bid.withdrawn", payload)


@handles("bid.returned")
def tell_of_return(payload: dict[str, Any]) -> None:
    """Say why the bid was never opened."""
    bid = Bid.objects.select_related("lot__tender").get(pk=payload["bid"])
    reason = bid.lot.failed_reason or bid.lot.tender.cancel_reason
    tell_supplier("bid.returned", bid, key=str(bid.pk), reason=reason)


@handles("bid.unreadable")
def tell_of_unreadable(payload: dict[str, Any]) -> None:
    """Say why the bid could not be read."""
    bid = Bid.objects.select_related("lot__tender").get(pk=payload["bid"])
    tell_supplier("bid.unreadable", bid, key=str(bid.pk), reason=bid.unreadable_reason)


@handles("bid.disqualified")
def tell_of_disqualification(payload: dict[str, Any]) -> None:
    """Say which condition the supplier does not meet."""
    bid = Bid.objects.select_related("lot__tender").get(pk=payload["bid"])
    tell_supplier("bid.disqualified", bid, key=str(bid.pk), reason=bid.disqualified_reason)


@receiver(tender_cancelled, dispatch_uid="procurement.bids.return_bids")
def return_bids_of_cancelled_tender(sender: Any, tender: Tender, **kwargs: Any) -> None:
    """Give every sealed bid back unopened when the purchase ends before the opening."""
    for lot in tender.lots.order_by("pk"):
        lot.tender = tender
        return_bids(lot)
        owe_everybody(lot.pk, by=CLOCK)
    drop_replacements(tender)


@handles("lot.failed")
def return_deposits(payload: dict[str, Any]) -> None:
    """Let every deposit on a lot that failed go back."""
    owe_everybody(payload["lot"], by=CLOCK)


def _tell_of_event(topic: str, payload: dict[str, Any]) -> None:
    event = BidEvent.objects.select_related("bid__lot__tender").get(pk=payload["event"])
    at = f"{event.received_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    url = reverse("bid_receipt", args=[event.bid_id])
    tell_supplier(topic, event.bid, key=str(event.pk), url=url, at=at, receipt=f"{event.bid_id}-{event.pk}")
