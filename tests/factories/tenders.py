"""Tenders in every state with a lawful document, their lots, questions and comments.

The story of these rows: published on 2026-03-16, bids until 2026-04-10 09:30, both in Shanghai. A test that acts in
between moves the clock to WHILE_OPEN.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import factory

from accounts.roles import Role
from core.time import SHANGHAI
from procurement.tenders.models import (
    ClauseComment,
    Lot,
    PlannedMilestone,
    Question,
    ScoringItem,
    ScoringSection,
    Tender,
)
from procurement.tenders.states import LotState, TenderState
from tests.factories.accounts import ONCE, OrganisationFactory, UserFactory, member
from tests.factories.base import MachineFactory
from tests.factories.plans import FIVE_CENTRES_FEN, PlanItemFactory

ISSUED = datetime(2026, 3, 16, 9, 0, tzinfo=SHANGHAI)
DEADLINE = datetime(2026, 4, 10, 9, 30, tzinfo=SHANGHAI)
WHILE_OPEN = datetime(2026, 3, 20, 10, 0, tzinfo=SHANGHAI)
AFTER_DEADLINE = datetime(2026, 4, 10, 10, 0, tzinfo=SHANGHAI)

# (section, weight, [(item, weight, kind)]): 10 + 30 + 60
SHEET: Sequence[tuple[str, int, Sequence[tuple[str, int, str]]]] = (
    ("价格", 10, (("投标报价", 10, "price"),)),
    ("综合实力", 30, (("评估等级", 10, "objective"), ("同类经验", 20, "objective"))),
    ("技术部分", 60, (("服务计划", 40, "subjective"), ("团队", 20, "subjective"))),
)
# (title, percent, days after the start)
MILESTONES = (("合同生效", 30, 0), ("中期评估", 50, 182), ("验收合格", 20, 365))


class ScoringSectionFactory(factory.django.DjangoModelFactory):
    """A section of the sheet without items."""

    class Meta:
        model = ScoringSection

    tender = factory.SubFactory("tests.factories.tenders.TenderFactory", sheet=())
    order = factory.Sequence(lambda n: n)
    name_zh = factory.Sequence(lambda n: f"部分{n}")
    weight = Decimal(100)


class ScoringItemFactory(factory.django.DjangoModelFactory):
    """An item judged by each member."""

    class Meta:
        model = ScoringItem

    section = factory.SubFactory(ScoringSectionFactory)
    order = factory.Sequence(lambda n: n)
    name_zh = factory.Sequence(lambda n: f"评分项{n}")
    weight = Decimal(10)
    kind = "subjective"


class PlannedMilestoneFactory(factory.django.DjangoModelFactory):
    """One instalment of all the money."""

    class Meta:
        model = PlannedMilestone

    tender = factory.SubFactory("tests.factories.tenders.TenderFactory", milestones=())
    order = factory.Sequence(lambda n: n)
    title = "验收合格"
    percent = Decimal(100)
    due_after_days = 365


class TenderFactory(MachineFactory):
    """A draft with a lawful document on a published plan item; every other state is a trait.

    `lots=("A", "B")` gives lots (one without code if not given, `()` none), `sheet=` and `milestones=` other contents.
    """

    class Meta:
        model = Tender
        skip_postgeneration_save = True

    plan_item = factory.SubFactory(PlanItemFactory, published=True)
    buyer = factory.SelfAttribute("plan_item.buyer")
    state = TenderState.DRAFT
    title = factory.SelfAttribute("plan_item.title")
    title_en = "Home care for the aged"
    method = "open_tender"
    objective = "让高龄、独居和失能老人在家得到照料"
    requirements = "每位老人每年上门次数：30次/人/年"
    term_text = "合同期12个月"
    term_months = 12
    scope = "社区内180名服务对象"
    expected_effect = "居民满意度指数：≥ 75分"
    qualification = factory.LazyFunction(lambda: [{"zh": "能独立承担民事责任", "en": "Able to bear civil liability"}])
    budget_fen = FIVE_CENTRES_FEN
    drafted_by = factory.LazyAttribute(lambda made: member(made.buyer, Role.BUYER_OFFICER))

    class Params:
        submitted = factory.Trait(
            submitted_by=factory.SelfAttribute("drafted_by"),
            submitted_at=ONCE,
        )
        shown = factory.Trait(
            submitted=True,
            plan_item=factory.SubFactory(PlanItemFactory, used=True),
            published_by=factory.LazyAttribute(lambda made: member(made.buyer, Role.APPROVER)),
            published_at=ISSUED,
            issued_at=ISSUED,
            deadline=DEADLINE,
        )
        review = factory.Trait(submitted=True, state=TenderState.REVIEW)
        public_comment = factory.Trait(
            submitted=True, state=TenderState.PUBLIC_COMMENT, comment_until=datetime(2026, 3, 13, tzinfo=SHANGHAI)
        )
        open = factory.Trait(shown=True, state=TenderState.OPEN)
        closed = factory.Trait(shown=True, state=TenderState.CLOSED)
        opened = factory.Trait(shown=True, state=TenderState.OPENED)
        evaluating = factory.Trait(shown=True, state=TenderState.EVALUATING)
        decided = factory.Trait(shown=True, state=TenderState.DECIDED)
        concluded = factory.Trait(shown=True, state=TenderState.CONCLUDED)
        failed = factory.Trait(shown=True, state=TenderState.FAILED)
        cancelled = factory.Trait(shown=True, state=TenderState.CANCELLED, cancel_reason="采购任务取消。")

    @factory.post_generation
    def lots(made: Tender, create: bool, codes: Sequence[str] | None, **kwargs: Any) -> None:
        """Gives the tender its lots, in the state that goes with its own."""
        codes = ("",) if codes is None else codes
        for code in codes:
            LotFactory.create(
                tender=made,
                code=code,
                budget_fen=(made.budget_fen or FIVE_CENTRES_FEN) // len(codes),
                state=LOT_STATE.get(made.state, LotState.OPEN),
            )

    @factory.post_generation
    def sheet(made: Tender, create: bool, sections: Any, **kwargs: Any) -> None:
        """Gives the tender its scoring sheet."""
        for place, (name, weight, items) in enumerate(SHEET if sections is None else sections):
            section = ScoringSectionFactory.create(tender=made, order=place, name_zh=name, weight=Decimal(weight))
            for line, (item, points, kind) in enumerate(items):
                ScoringItemFactory.create(section=section, order=line, name_zh=item, weight=Decimal(points), kind=kind)

    @factory.post_generation
    def milestones(made: Tender, create: bool, instalments: Any, **kwargs: Any) -> None:
        """Gives the tender its instalments."""
        for place, (title, percent, days) in enumerate(MILESTONES if instalments is None else instalments):
            PlannedMilestoneFactory.create(
                tender=made, order=place, title=title, percent=Decimal(percent), due_after_days=days
            )


LOT_STATE = {
    TenderState.CLOSED: LotState.CLOSED,
    TenderState.OPENED: LotState.OPENED,
    TenderState.EVALUATING: LotState.EVALUATING,
    TenderState.DECIDED: LotState.AWARDED,
    TenderState.CONCLUDED: LotState.AWARDED,
    TenderState.FAILED: LotState.FAILED,
    TenderState.CANCELLED: LotState.CANCELLED,
}


class LotFactory(MachineFactory):
    """An open lot of an open tender; other states are traits, which leave the tender open unless it is given."""

    class Meta:
        model = Lot

    tender = factory.SubFactory(TenderFactory, open=True, lots=())
    code = ""
    title = factory.SelfAttribute("tender.title")
    budget_fen = factory.SelfAttribute("tender.budget_fen")
    state = LotState.OPEN

    class Params:
        closed = factory.Trait(state=LotState.CLOSED, tender=factory.SubFactory(TenderFactory, closed=True, lots=()))
        opened = factory.Trait(state=LotState.OPENED, tender=factory.SubFactory(TenderFactory, opened=True, lots=()))
        evaluating = factory.Trait(
            state=LotState.EVALUATING, tender=factory.SubFactory(TenderFactory, evaluating=True, lots=())
        )
        awarded = factory.Trait(state=LotState.AWARDED, tender=factory.SubFactory(TenderFactory, decided=True, lots=()))
        failed = factory.Trait(state=LotState.FAILED, tender=factory.SubFactory(TenderFactory, failed=True, lots=()))
        cancelled = factory.Trait(
            state=LotState.CANCELLED, tender=factory.SubFactory(TenderFactory, cancelled=True, lots=())
        )


class QuestionFactory(factory.django.DjangoModelFactory):
    """A supplier's question that waits for its answer."""

    class Meta:
        model = Question

    tender = factory.SubFactory(TenderFactory, open=True)
    asker = factory.SubFactory(OrganisationFactory)
    asked_by = factory.SubFactory(UserFactory)
    asked_at = WHILE_OPEN
    text = factory.Sequence(lambda n: f"上门时间可以与老人商定吗？{n}")

    class Params:
        answered = factory.Trait(answer="可以。", answered_by=factory.SubFactory(UserFactory), answered_at=WHILE_OPEN)


class ClauseCommentFactory(factory.django.DjangoModelFactory):
    """A resident's comment without outcome."""

    class Meta:
        model = ClauseComment

    tender = factory.SubFactory(TenderFactory, public_comment=True)
    clause = "requirements"
    text = factory.Sequence(lambda n: f"每周应当上门一次。{n}")
    by = factory.SubFactory(UserFactory)
    at = ONCE

    class Params:
        answered = factory.Trait(
            outcome="accepted",
            reason="已写入服务要求。",
            answered_by=factory.SubFactory(UserFactory),
            answered_at=ONCE,
        )
