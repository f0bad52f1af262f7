"""Plan items in every state, with their money, and the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

import factory

from accounts.roles import Role
from accounts.service_kinds import ServiceKind
from procurement.plans.models import BudgetLine, CatalogueEntry, PlanItem
from procurement.plans.states import BudgetSource, Method, PlanItemState, Quarter
from tests.factories.accounts import ONCE, BuyerFactory, CommunityFactory, UserFactory, member
from tests.factories.base import MachineFactory

FIVE_CENTRES_FEN = 407_500_000  # 25 posts at 163,000 yuan


class CatalogueEntryFactory(factory.django.DjangoModelFactory):
    """An entry of the guidance catalogue that is in force."""

    class Meta:
        model = CatalogueEntry

    code = factory.Sequence(lambda n: f"A{n:04d}")
    name_zh = factory.Sequence(lambda n: f"养老服务{n}")
    name_en = factory.Sequence(lambda n: f"Care for the aged {n}")
    service_kind = ServiceKind.ELDER_CARE


class BudgetLineFactory(MachineFactory):
    """The money of one source; also for items whose budget is fixed already."""

    class Meta:
        model = BudgetLine

    plan_item = factory.SubFactory("tests.factories.plans.PlanItemFactory", budget={})
    source = BudgetSource.FINANCE
    amount_fen = FIVE_CENTRES_FEN


class PlanItemFactory(MachineFactory):
    """A draft with 4,075,000 yuan from public finance; every other state is a trait.

    `budget={source: fen}` gives other money (`{}` none), `needs=[…]` the needs it takes up.
    """

    class Meta:
        model = PlanItem
        skip_postgeneration_save = True

    ocid = factory.Sequence(lambda n: f"ocds-linli1-2026-{900_000 + n:06d}")
    area = factory.SubFactory(CommunityFactory)
    buyer = factory.LazyAttribute(lambda made: BuyerFactory.create(area=made.area.parent or made.area))
    year = 2026
    quarter = Quarter.SECOND
    title = factory.Sequence(lambda n: f"居家养老上门服务{n}")
    service_kind = ServiceKind.ELDER_CARE
    catalogue_entry = factory.SubFactory(CatalogueEntryFactory, service_kind=factory.SelfAttribute("..service_kind"))
    method = Method.OPEN_TENDER
    drafted_by = factory.LazyAttribute(lambda made: member(made.buyer, Role.BUYER_OFFICER))
    state = PlanItemState.DRAFT

    class Params:
        ready = factory.Trait(approved_by=factory.SubFactory(UserFactory), approved_at=ONCE)
        shown = factory.Trait(ready=True, published_by=factory.SubFactory(UserFactory), published_at=ONCE)
        approved = factory.Trait(ready=True, state=PlanItemState.APPROVED)
        published = factory.Trait(shown=True, state=PlanItemState.PUBLISHED)
        used = factory.Trait(shown=True, state=PlanItemState.USED)
        withdrawn = factory.Trait(state=PlanItemState.WITHDRAWN, withdraw_reason="预算未获批准。")

    @factory.post_generation
    def budget(made: PlanItem, create: bool, amounts: Mapping[str, int] | None, **kwargs: object) -> None:
        """Gives the item its money."""
        for source, fen in ({BudgetSource.FINANCE: FIVE_CENTRES_FEN} if amounts is None else amounts).items():
            BudgetLineFactory.create(plan_item=made, source=source, amount_fen=fen)

    @factory.post_generation
    def needs(made: PlanItem, create: bool, given: list[object] | None, **kwargs: object) -> None:
        """Lets the item take up needs."""
        made.needs.set(given or [])
