"""What waits on people among the bids: suppliers before the deadline, custodians after it, then the officer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.desk import Place, places, waits_in
from core.words import TitleColumn
from procurement.bids.models import Bid
from procurement.bids.queries import BidQuerySet, lots_to_check, lots_to_end, openings_ahead, waiting_for_opening
from procurement.tenders.models_custody import CustodianGroup

TITLE_OF_BID = Concat(TitleColumn("lot__tender__title", "lot__tender__title_en"), Value(" "), "lot__code")
TITLE_OF_LOT = Concat(TitleColumn("tender__title", "tender__title_en"), Value(" "), "code")
NUMBER = "plan_item__ocid"


@waits_in(
    Role.SUPPLIER,
    todo=_("Finish your bid and hand it in"),
    page="bid",
    title=TITLE_OF_BID,
    by_when="lot__tender__deadline",
    basis=_("the deadline of the tender"),
    number="lot__tender__plan_item__ocid",
)
def to_hand_in(user: Any) -> BidQuerySet:
    """Drafts that are not handed in yet."""
    return Bid.objects.to_hand_in_by(user)


@waits_in(
    Role.CUSTODIAN,
    todo=_("Take part in the opening: the supervision takes off the outer seal"),
    page="tender_open",
    by_when="deadline",
    law="opening_at_deadline",
    number=NUMBER,
)
def to_take_off(user: Any) -> QuerySet[Any]:
    """Tenders past their deadline whose outer seal is on: both custodians come."""
    return waiting_for_opening(user, *CustodianGroup.values, is_off=False)


@waits_in(
    Role.CUSTODIAN,
    todo=_("Open the bids: the outer seal is off"),
    page="tender_open",
    by_when="deadline",
    law="opening_at_deadline",
    number=NUMBER,
)
def to_open(user: Any) -> QuerySet[Any]:
    """Tenders whose outer seal is off: the buyer's custodian opens."""
    return waiting_for_opening(user, CustodianGroup.A, is_off=True)


@waits_in(
    Role.CUSTODIAN,
    todo=_("Be there when the bids are opened, with your passphrase"),
    page="tender_open",
    by_when="deadline",
    law="opening_at_deadline",
    number=NUMBER,
)
def to_come_to(user: Any) -> QuerySet[Any]:
    """Open tenders of which the person keeps a key: the opening is at the deadline."""
    return openings_ahead(user)


@waits_in(
    Role.BUYER_OFFICER,
    todo=_("Check whether the suppliers qualify"),
    page="lot",
    title=TITLE_OF_LOT,
    number="tender__plan_item__ocid",
)
def to_check(user: Any) -> QuerySet[Any]:
    """Opened lots with suppliers that are not checked."""
    return lots_to_check(user)


@waits_in(
    Role.BUYER_OFFICER,
    todo=_("Finish the check of the suppliers: too few qualify"),
    page="lot",
    title=TITLE_OF_LOT,
    number="tender__plan_item__ocid",
)
def to_finish(user: Any) -> QuerySet[Any]:
    """Opened lots that fail for want of suppliers; every other goes on to its evaluation."""
    return lots_to_end(user)


@places(Role.SUPPLIER, at=40)
def entrances(user: Any) -> Iterator[Place]:
    """Where the supplier's bids are."""
    what = _("Drafts, bids that were handed in, and what became of them.")
    yield Place(reverse("org_bids"), _("Our bids"), what)


@places(Role.CUSTODIAN, at=40)
def openings(user: Any) -> Iterator[Place]:
    """Where a custodian finds keys and openings."""
    what = _("Make and prove your keys; take part when a deadline has passed.")
    yield Place(reverse("openings"), _("My openings"), what)
