"""One tender that is open for bids, and everybody who has a part in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import Organisation, User
from accounts.roles import Role
from procurement.bids.models import Bid
from procurement.bids.services import draft_bid, finalise_bid
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import LotState, TenderState
from tests.factories.accounts import OrganisationFactory, SupervisorFactory, UserFactory, member
from tests.factories.base import fixture_mode
from tests.factories.custody import Custodians, give_keys
from tests.factories.plans import PlanItemFactory

DEADLINE = datetime(2026, 3, 16, 1, 30, tzinfo=UTC)
BEFORE = DEADLINE - timedelta(hours=1)
AFTER = DEADLINE + timedelta(minutes=1)


@dataclass
class World:
    """A tender of one buyer with its lots, custodians and suppliers."""

    tender: Tender
    lots: list[Lot]
    custodians: Custodians
    officer: User
    supervisor: User
    resident: User
    suppliers: list[Organisation] = field(default_factory=list)
    people: list[User] = field(default_factory=list)

    @property
    def lot(self) -> Lot:
        """The first lot."""
        return self.lots[0]

    def supplier(self, **facts: Any) -> User:
        """Add a supplier; return the person who acts for it."""
        organisation = OrganisationFactory.create(**facts)
        person = member(organisation, Role.SUPPLIER)
        self.suppliers.append(organisation)
        self.people.append(person)
        return person

    def draft(self, person: User, *, lot: Lot | None = None, price_fen: int = 100_000_00, **content: Any) -> Bid:
        """Write a bid through the service."""
        supplier = self.suppliers[self.people.index(person)]
        return draft_bid((lot or self.lot).pk, supplier_id=supplier.pk, price_fen=price_fen, content=content, by=person)

    def bid(self, person: User, **facts: Any) -> Bid:
        """Write and hand in a bid through the services."""
        return finalise_bid(self.draft(person, **facts).pk, by=person)

    def sealed(self, number: int, *, lot: Lot | None = None) -> list[Bid]:
        """Hand in bids of that many new suppliers."""
        return [self.bid(self.supplier(), lot=lot, price_fen=100_000_00 + place) for place in range(number)]


def an_open_tender(*, lots: int = 1, state: str = TenderState.OPEN, deadline: datetime = DEADLINE) -> World:
    """Insert a published tender with its lots and the four custodians' keys."""
    item = PlanItemFactory.create(used=True)
    published = {
        "published_by": UserFactory.create(),
        "published_at": deadline - timedelta(days=25),
        "issued_at": deadline - timedelta(days=25),
        "deadline": deadline,
    }
    with fixture_mode():
        tender = Tender.objects.create(
            plan_item=item,
            buyer=item.buyer,
            state=state,
            title="居家养老上门服务",
            method="open_tender",
            budget_fen=407_500_000,
            drafted_by=item.drafted_by,
            **(published if state not in (TenderState.DRAFT, TenderState.REVIEW) else {}),
        )
        made = [
            Lot.objects.create(tender=tender, code=str(number), title=f"包{number}", state=LotState.OPEN)
            for number in range(1, lots + 1)
        ]
    city = item.area.line[0]
    return World(
        tender=tender,
        lots=made,
        custodians=give_keys(tender),
        officer=member(item.buyer, Role.BUYER_OFFICER),
        supervisor=member(SupervisorFactory.create(area_id=city), Role.SUPERVISOR),
        resident=UserFactory.create(),
    )
