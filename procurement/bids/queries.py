"""Questions to bids. Before the opening a bid exists for its own supplier alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.areas.queries import within
from accounts.organisations.kinds import OrganisationKind
from accounts.roles import BUYER_ROLES, Role, organisations_of, paths_of, supervised_paths
from core.law.rulebook import rule
from core.time import CoreNow
from procurement.bids.states import OPENED, RECEIVED, UNOPENED, BidState, FilePart
from procurement.tenders.states import LotState, TenderState

if TYPE_CHECKING:
    from procurement.bids.models import Bid, BidDraft, BidEvent, BidFile, HalfOpened, OpeningRecord  # noqa: F401 (named in the types below)


def bid_seen_by(user: Any, prefix: str = "") -> Q:
    """Return the condition that `user` may know of a bid (at a lookup prefix); the twin of rules.can_see_bid."""
    officials = (
        Q(**{f"{prefix}lot__tender__buyer__in": organisations_of(user, *BUYER_ROLES)})
        | Q(**{f"{prefix}lot__tender__agency__in": organisations_of(user, Role.AGENT)})
        | within(supervised_paths(user), f"{prefix}lot__tender__plan_item__area")
    )
    own = Q(**{f"{prefix}supplier__in": organisations_of(user)})
    return own | (~Q(**{f"{prefix}state__in": UNOPENED}) & officials)


class BidQuerySet(models.QuerySet["Bid"]):
    """Bids in the words of the trade."""

    def visible_to(self, user: Any) -> BidQuerySet:
        """Bids that `user` may know of: the supplier's members always, officials once they are opened.

        Officials are the buyer's officers and approvers, its agency and supervisors. The twin of rules.can_see_bid.
        """
        return self.filter(bid_seen_by(user))

    def of_suppliers(self, user: Any) -> BidQuerySet:
        """The bids of the organisations that the person belongs to."""
        return self.filter(supplier__in=organisations_of(user))

    def by_key(self, key: int) -> Bid | None:
        """The bid of a key, if it is among these."""
        return self.filter(pk=key).first()

    def named(self) -> BidQuerySet:
        """With the lot, the tender and the supplier that every page of a bid names."""
        return self.select_related("lot__tender__plan_item__area", "lot__tender__buyer", "supplier")

    def for_page(self) -> BidQuerySet:
        """With the lines of the sheet as well, which a bid answers."""
        return self.named().prefetch_related("lot__tender__sections__items")

    def for_list(self) -> BidQuerySet:
        """With what a line shows, without the content."""
        return self.named().defer("content")

    def on_lot(self, lot: Any) -> BidQuerySet:
        """The bids on a lot, in the order they were begun."""
        return self.filter(lot=lot).order_by("pk")

    def to_hand_in_by(self, user: Any) -> BidQuerySet:
        """The person's drafts that can still be handed in, the nearest deadline first."""
        ahead = Q(lot__tender__state=TenderState.OPEN, lot__tender__deadline__gt=CoreNow(), lot__state=LotState.OPEN)
        mine = self.filter(ahead, supplier__in=organisations_of(user, Role.SUPPLIER), draft__isnull=False)
        return mine.order_by("lot__tender__deadline", "pk")

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


class BidDraftQuerySet(models.QuerySet["BidDraft"]):
    """What suppliers are writing."""

    def written_for(self, bid: Bid) -> BidDraft | None:
        """What is being written for a bid, if anything."""
        return self.filter(bid=bid).first()


class BidEventQuerySet(models.QuerySet["BidEvent"]):
    """What suppliers did with their bids."""

    def of_bid(self, bid: Bid) -> BidEventQuerySet:
        """The events of a bid, the newest first."""
        return self.filter(bid=bid).order_by("-pk")


class BidFileQuerySet(models.QuerySet["BidFile"]):
    """Files of bids; their content is read only where it is asked for."""

    def of_bid(self, bid: Bid) -> BidFileQuerySet:
        """The files of a bid without their content, in the order they were added."""
        return self.filter(bid=bid).defer("data").order_by("pk")

    def technical_of(self, bids: Collection[int]) -> BidFileQuerySet:
        """The technical files of opened bids, without their content: what a committee judges."""
        opened = self.filter(bid__in=bids, part=FilePart.TECHNICAL, bid__state__in=OPENED)
        return opened.defer("data").order_by("bid_id", "pk")

    def visible_to(self, user: Any) -> BidFileQuerySet:
        """Files of the bids that `user` may know of."""
        return self.filter(bid_seen_by(user, "bid__"))


def waiting_for_opening(user: Any, *groups: str, is_off: bool) -> models.QuerySet[Any]:
    """Tenders past their deadline of which the person holds a proven key of a group, by whether B's seal is off."""
    halves: Any = apps.get_model("procurement", "HalfOpened")
    tenders: Any = apps.get_model("procurement", "Tender")
    taken_off = models.Exists(halves.objects.filter(envelope__event__bid__lot__tender=models.OuterRef("pk")))
    due = Q(state=TenderState.CLOSED) | Q(state=TenderState.OPEN, deadline__lte=CoreNow())
    return tenders.objects.filter(
        due,
        taken_off if is_off else ~taken_off,
        custodian_keys__custodian=user.pk,
        custodian_keys__proven_at__isnull=False,
        custodian_keys__group__in=groups,
    ).order_by("deadline", "pk")


def openings_ahead(user: Any) -> models.QuerySet[Any]:
    """Open tenders before their deadline of which the person holds a proven key."""
    tenders: Any = apps.get_model("procurement", "Tender")
    return tenders.objects.filter(
        state=TenderState.OPEN,
        deadline__gt=CoreNow(),
        custodian_keys__custodian=user.pk,
        custodian_keys__proven_at__isnull=False,
    ).order_by("deadline", "pk")


def lots_to_check(user: Any) -> models.QuerySet[Any]:
    """Opened lots of the person's buyers in which a supplier is not checked yet."""
    opened, waiting = _lots_opened(user)
    return opened.filter(waiting)


def lots_to_end(user: Any) -> models.QuerySet[Any]:
    """Opened lots of the person's buyers whose suppliers are all checked, and fewer qualify than the law asks."""
    opened, waiting = _lots_opened(user)
    good = models.Count("bids", filter=Q(bids__state=BidState.QUALIFIED))
    return opened.filter(~waiting).annotate(good=good).filter(good__lt=rule("bidders_tender").whole)


def _lots_opened(user: Any) -> tuple[models.QuerySet[Any], models.Exists]:
    lots: Any = apps.get_model("procurement", "Lot")
    bids: Any = apps.get_model("procurement", "Bid")
    waiting = models.Exists(bids.objects.waiting_for_the_buyer().filter(lot=models.OuterRef("pk")))
    mine = organisations_of(user, Role.BUYER_OFFICER)
    return lots.objects.filter(state=LotState.OPENED, tender__buyer__in=mine).order_by("pk"), waiting


class OpeningRecordQuerySet(models.QuerySet["OpeningRecord"]):
    """Records of openings."""

    def readable_by(self, user: Any) -> OpeningRecordQuerySet:
        """The openings that were read out to the person; the twin of `may_read_opening`."""
        own = organisations_of(user)
        keeps = paths_of(user, Role.CUSTODIAN, kind=OrganisationKind.SUPERVISOR)
        bids: Any = apps.get_model("procurement", "Bid")
        return self.filter(
            Q(tender__buyer__in=own)
            | Q(tender__agency__in=own)
            | within(supervised_paths(user), "tender__plan_item__area")
            | within(keeps, "tender__plan_item__area")
            | Q(tender__lots__bids__in=bids.objects.of_suppliers(user).received())
        ).distinct()

    def of_tender(self, tender_id: int) -> OpeningRecord | None:
        """The record of a tender's opening, once there is one."""
        return self.filter(tender=tender_id).select_related("opened_by_a", "opened_by_b").first()


class HalfOpenedQuerySet(models.QuerySet["HalfOpened"]):
    """Envelopes whose outer seal was taken off."""

    def of_tender(self, tender_id: int) -> HalfOpenedQuerySet:
        """The half-opened envelopes of a tender."""
        return self.filter(envelope__event__bid__lot__tender_id=tender_id)
