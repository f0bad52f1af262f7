"""One opened tender whose lot is ready for evaluation, and everybody who has a part in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Expert, User
from accounts.roles import Role
from core.time import SHANGHAI, set_clock
from procurement.bids.models import Bid
from procurement.evaluations.models import BlindName, CommitteeMember, Evaluation
from procurement.evaluations.services import (
    conform_bid,
    declare_interests,
    draw_committee,
    enter_objective,
    enter_scores,
    freeze_scores,
    settle_evaluation,
    sign_report,
    start_evaluation,
)
from procurement.evaluations.services.filling import sheet_items
from procurement.tenders.models import Lot, Tender
from tests.factories.accounts import ExpertFactory, OrganisationFactory, SupervisorFactory, member
from tests.factories.bids import BidFactory
from tests.factories.tenders import TenderFactory

# A Wednesday.
REVIEW = datetime(2026, 4, 15, 9, 0, tzinfo=SHANGHAI)
PRICES = (3_900_000_00, 3_800_000_00, 4_000_000_00)


@dataclass
class World:
    """The tender, its lot with qualified bids, the buyer's people, and a register of experts."""

    tender: Tender
    lot: Lot
    bids: list[Bid]
    experts: list[Expert]
    officer: User
    approver: User
    supervisor: User
    suppliers: list[User] = field(default_factory=list)

    @property
    def evaluation(self) -> Evaluation:
        """The lot's newest evaluation, freshly read."""
        return Evaluation.objects.filter(lot=self.lot).order_by("-attempt").first()

    def start(self, **facts: Any) -> Evaluation:
        """Hand the lot over to a committee."""
        return start_evaluation(self.tender.pk, by=self.officer, **facts)[0]

    def draw(self, **facts: Any) -> Evaluation:
        """Start, and draw the committee."""
        self.start()
        return draw_committee(self.lot.pk, by=self.officer, **facts)

    def seats(self) -> list[CommitteeMember]:
        """The sitting members, experts first, in the order of the draw."""
        rows = self.evaluation.members.sitting().select_related("user", "expert")
        return sorted(rows, key=lambda seat: (seat.draw_position is None, seat.draw_position or 0))

    @property
    def leader(self) -> User:
        """The leader of the committee."""
        return self.evaluation.members.get(is_leader=True).user

    def scoring(self, **facts: Any) -> Evaluation:
        """Draw, and let everybody declare to have no interest."""
        evaluation = self.draw(**facts)
        for seat in self.seats():
            declare_interests(evaluation.pk, interest=False, by=seat.user)
        return self.evaluation

    def letter_of(self, bid: Bid) -> str:
        """The letter of a bid in the evaluation."""
        return BlindName.objects.get(evaluation=self.evaluation, bid=bid).letter

    def conform(self, *bids: Bid) -> None:
        """Let the leader find the bids conforming; all where none is named."""
        for bid in bids or self.bids:
            conform_bid(self.evaluation.pk, letter=self.letter_of(bid), by=self.leader)

    def fill_objective(self, points: Decimal = Decimal(5)) -> None:
        """Let the leader enter the objective points that the register does not know."""
        items = sheet_items(self.evaluation, "objective")
        for bid in self.bids:
            known = set(self.evaluation.objective_scores.filter(bid=bid).values_list("item_id", flat=True))
            missing = {item.pk: points for item in items if item.pk not in known}
            if missing:
                enter_objective(
                    self.evaluation.pk, letter=self.letter_of(bid), points=missing, source="合同", by=self.leader
                )

    def score(self, by: User, share: Mapping[int, str] | None = None) -> None:
        """Let a member give every judged bid a share of each item's weight; 0.8 where none is given, by bid id."""
        for name in BlindName.objects.filter(evaluation=self.evaluation):
            part = Decimal((share or {}).get(name.bid_id, "0.8"))
            points = {item.pk: item.weight * part for item in sheet_items(self.evaluation, "subjective")}
            rounded = {pk: given.quantize(Decimal("0.01")) for pk, given in points.items()}
            enter_scores(self.evaluation.pk, letter=name.letter, points=rounded, by=by)

    def frozen(self, shares: Mapping[int, str] | None = None, **facts: Any) -> Evaluation:
        """Let every member score alike and freeze."""
        self.scoring(**facts)
        self.conform()
        self.fill_objective()
        for seat in self.seats():
            self.score(seat.user, shares)
        for seat in self.seats():
            freeze_scores(self.evaluation.pk, by=seat.user)
        return self.evaluation

    def settled(self, **facts: Any) -> Evaluation:
        """Freeze, and let the leader settle."""
        self.frozen(**facts)
        settle_evaluation(self.evaluation.pk, by=self.leader)
        return self.evaluation

    def reported(self, **facts: Any) -> Evaluation:
        """Settle, and let everybody sign."""
        self.settled(**facts)
        for seat in self.seats():
            sign_report(self.evaluation.pk, by=seat.user)
        return self.evaluation


def a_world(*, experts: int = 8, prices: tuple[int, ...] = PRICES, at: datetime = REVIEW, **tender_facts: Any) -> World:
    """Build an opened tender with one lot, a qualified bid a price, and experts who know the field."""
    set_clock(at)
    tender = TenderFactory.create(opened=True, **tender_facts)
    lot = tender.lots.get()
    city = tender.plan_item.area.parent.parent.parent
    bids, suppliers = [], []
    for price in prices:
        organisation = OrganisationFactory.create()
        suppliers.append(member(organisation, Role.SUPPLIER))
        bids.append(BidFactory.create(lot=lot, supplier=organisation, qualified=True, price_fen=price))
    return World(
        tender=tender,
        lot=lot,
        bids=bids,
        experts=[ExpertFactory.create(area=city) for _number in range(experts)],
        officer=member(tender.buyer, Role.BUYER_OFFICER),
        approver=member(tender.buyer, Role.APPROVER),
        supervisor=member(SupervisorFactory.create(area=city), Role.SUPERVISOR),
        suppliers=suppliers,
    )


MINUTE = timedelta(minutes=1)
