"""Questions to bids. Before the opening a bid exists for its own supplier alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.areas.queries import within
from accounts.roles import organisations_of, supervised_paths
from procurement.bids.states import RECEIVED, UNOPENED, BidState

if TYPE_CHECKING:
    from procurement.bids.models import Bid, BidFile, HalfOpened  # noqa: F401 (named in the types below)


def bid_seen_by(user: Any, organisations: set[int], prefix: str = "") -> Q:
    """Return the condition that `user` may know of a bid (at a lookup prefix); the twin of rules.can_see_bid."""
    officials = (
        Q(**{f"{prefix}lot__tender__buyer__in": organisations})
        | Q(**{f"{prefix}lot__tender__agency__in": organisations})
        | within(supervised_paths(user), f"{prefix}lot__tender__plan_item__area")
    )
    return Q(**{f"{prefix}supplier__in": organisations}) | (~Q(**{f"{prefix}state__in": UNOPENED}) & officials)


class BidQuerySet(models.QuerySet["Bid"]):
    """Bids in the words of the trade."""

    def visible_to(self, user: Any) -> BidQuerySet:
        """Bids that `user` may know of: the supplier's members always, officials once they are opened.

        Officials are buyer, agency and supervisors. The twin of rules.can_see_bid.
        """
        return self.filter(bid_seen_by(user, organisations_of(user)))

    def of_suppliers(self, user: Any) -> BidQuerySet:
        """The bids of the organisations that the person belongs to."""
        return self.filter(supplier__in=organisations_of(user))

    def sealed(self) -> BidQuerySet:
        """Bids that stand sealed."""
        return self.filter(state=BidState.SEALED)

    def received(self) -> BidQuerySet:
        """Bids that were handed in and not withdrawn."""
        return self.filter(state__in=RECEIVED)

    def waiting_for_the_buyer(self) -> BidQuerySet:
        """Bids whose supplier the buyer has not checked yet."""
        return self.filter(state=BidState.OPENED)

    def of_tender(self, tender_id: int) -> BidQuerySet:
        """Bids on any lot of a tender, lot by lot, in the order they were begun."""
        return self.filter(lot__tender_id=tender_id).order_by("lot_id", "pk")

    def related_to(self, bid: Bid) -> BidQuerySet:
        """Bids handed in on the same lot by others with the same head or controller, or control between them."""
        supplier = bid.supplier
        tie = Q(supplier__controller=supplier.pk)
        if supplier.controller_id:
            tie |= Q(supplier=supplier.controller_id) | Q(supplier__controller=supplier.controller_id)
        if supplier.legal_representative:
            tie |= Q(supplier__legal_representative=supplier.legal_representative)
        return self.received().filter(tie, lot=bid.lot_id).exclude(supplier=supplier.pk)


class BidFileQuerySet(models.QuerySet["BidFile"]):
    """Files of bids; their content is read only where it is asked for."""

    def of_bid(self, bid: Bid) -> BidFileQuerySet:
        """The files of a bid without their content, in the order they were added."""
        return self.filter(bid=bid).defer("data").order_by("pk")

    def visible_to(self, user: Any) -> BidFileQuerySet:
        """Files of the bids that `user` may know of."""
        organisations = organisations_of(user)
        return self.filter(bid_seen_by(user, organisations, "bid__"))


class HalfOpenedQuerySet(models.QuerySet["HalfOpened"]):
    """Envelopes whose outer seal was taken off."""

    def of_tender(self, tender_id: int) -> HalfOpenedQuerySet:
        """The half-opened envelopes of a tender."""
        return self.filter(envelope__event__bid__lot__tender_id=tender_id)
