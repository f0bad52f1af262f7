"""What waits on people among the bids: suppliers before the deadline, custodians after it, then the officer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.desk import Place, Waiting, places, waits
from core.views import thing_url
from procurement.bids.models import Bid
from procurement.bids.queries import lots_to_check, waiting_for_opening
from procurement.tenders.models_custody import CustodianGroup

MOST = 50  # lines a desk shows of one kind; the list behind it shows all


@waits(Role.SUPPLIER)
def to_hand_in(user: Any) -> Iterator[Waiting]:
    """Drafts that are not handed in yet."""
    for bid in Bid.objects.to_hand_in_by(user).for_list()[:MOST]:
        tender = bid.lot.tender
        todo = _("Finish your bid and hand it in")
        yield Waiting(f"{tender.title} {bid.lot.code}".strip(), todo, thing_url(bid), tender.deadline, tender.ocid)


@waits(Role.CUSTODIAN)
def to_open(user: Any) -> Iterator[Waiting]:
    """Tenders past their deadline whose keys the person holds."""
    for tender in waiting_for_opening(user).select_related("plan_item")[:MOST]:
        if tender.group == CustodianGroup.B and tender.is_off:
            continue  # their part is done
        todo = _("Take part in the opening: the supervision takes off the outer seal")
        if tender.is_off:
            todo = _("Open the bids: the outer seal is off")
        yield Waiting(tender.title, todo, reverse("tender_open", args=[tender.pk]), number=tender.ocid)


@waits(Role.BUYER_OFFICER)
def to_check(user: Any) -> Iterator[Waiting]:
    """Opened lots whose suppliers are checked."""
    for lot in lots_to_check(user)[:MOST]:
        todo = _("Check whether the suppliers qualify")
        if not lot.has_waiting:
            todo = _("Finish the check of the suppliers and start the evaluation")
        yield Waiting(f"{lot.tender.title} {lot.code}".strip(), todo, thing_url(lot), number=lot.ocid)


@places(Role.SUPPLIER)
def entrances(user: Any) -> Iterator[Place]:
    """Where the supplier's bids are."""
    what = _("Drafts, bids that were handed in, and what became of them.")
    yield Place(reverse("org_bids"), _("Our bids"), what)
