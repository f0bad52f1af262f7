"""Writing a draft and mending it: everything of the sheet arrives, nothing is left half-written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.roles import Role
from core.audit.models import AuditRow
from core.rights import Denial
from procurement.tenders.facts import TenderFacts
from procurement.tenders.models import ScoringItem, Tender
from procurement.tenders.services import draft_tender, mandate_agency, revise_tender
from tests.factories.accounts import OrganisationFactory, UserFactory, member
from tests.factories.plans import PlanItemFactory
from tests.factories.tenders import TenderFactory
from tests.procurement.tenders.sheets import sheet
from tests.refusals import denial, why

pytestmark = pytest.mark.django_db
FACTS = TenderFacts.read(sheet())


def test_a_draft_holds_everything_of_the_sheet() -> None:
    item = PlanItemFactory.create(published=True)
    tender = Tender.objects.get(pk=draft_tender(item.pk, facts=FACTS, by=item.drafted_by).pk)
    assert (tender.state, tender.ocid, tender.budget_fen) == ("DRAFT", item.ocid, 66_000_000)
    assert [lot.budget_fen for lot in tender.lots.all()] == [66_000_000]
    assert [section.weight for section in tender.sections.all()] == [10, 65, 25]
    assert [row.weight for row in ScoringItem.objects.filter(section__tender=tender, section__order=2)] == [
        Decimal("12.5"),
        Decimal("12.5"),
    ]
    assert [(milestone.percent, milestone.due_after_days) for milestone in tender.milestones.all()] == [
        (30, 0),
        (50, 182),
        (20, 365),
    ]
    assert tender.small_micro_deduction == Decimal("0.1")
    assert tender.source_facts["scoring"]["sections"][2]["items"][0]["weight"] == "12.5"
    row = AuditRow.objects.get(thing_kind="procurement.Tender", thing_id=str(tender.pk))
    assert (row.verb, row.after, row.ocid, row.actor_id) == ("draft", "DRAFT", item.ocid, str(item.drafted_by_id))


def test_a_plan_item_carries_one_standing_tender() -> None:
    item = PlanItemFactory.create(published=True)
    draft_tender(item.pk, facts=FACTS, by=item.drafted_by)
    assert why(draft_tender, item.pk, facts=FACTS, by=item.drafted_by) == [
        "A tender stands on this plan item already. Go on with that one, or cancel it first."
    ]


@pytest.mark.parametrize("over", ["cancelled", "failed"])
def test_after_a_tender_that_came_to_nothing_the_item_is_tendered_again(over: str) -> None:
    former = TenderFactory.create(**{over: True})
    again = draft_tender(former.plan_item_id, facts=FACTS, by=former.plan_item.drafted_by)
    assert again.plan_item == former.plan_item


@pytest.mark.parametrize("state", ["", "withdrawn"])
def test_an_item_without_approved_money_carries_no_draft(state: str) -> None:
    item = PlanItemFactory.create(**({state: True} if state else {}))
    assert why(draft_tender, item.pk, facts=FACTS, by=item.drafted_by)[0].startswith("The plan item is not approved")


def test_only_the_buyers_officer_drafts() -> None:
    item = PlanItemFactory.create(published=True)
    for person in (UserFactory.create(), member(item.buyer, Role.APPROVER), member(item.buyer, Role.FINANCE)):
        assert denial(draft_tender, item.pk, facts=FACTS, by=person) == Denial.WRONG_ROLE
    assert not Tender.objects.exists()


def test_blanks_are_filled_one_by_one() -> None:
    item = PlanItemFactory.create(published=True)
    blank = TenderFacts.read(
        sheet(budget_yuan=None, procurement_method=None, payment=[{"when_zh": "每季度预付", "percent": None}])
    )
    tender = draft_tender(item.pk, facts=blank, by=item.drafted_by)
    revise_tender(tender.pk, budget_fen=50_000_000, method="open_tender", percents=[Decimal(100)], by=item.drafted_by)
    tender = Tender.objects.get(pk=tender.pk)
    assert (tender.budget_fen, tender.method) == (50_000_000, "open_tender")
    assert [lot.budget_fen for lot in tender.lots.all()] == [50_000_000]
    assert [milestone.percent for milestone in tender.milestones.all()] == [100]


def test_a_whole_new_sheet_replaces_the_old_one() -> None:
    tender = TenderFactory.create(lots=("A", "B"))
    revise_tender(tender.pk, facts=FACTS, by=tender.drafted_by)
    tender = Tender.objects.get(pk=tender.pk)
    assert [lot.code for lot in tender.lots.all()] == [""]
    assert [section.name_zh for section in tender.sections.all()] == ["价格", "技术部分", "综合实力"]


def test_lots_get_their_budgets() -> None:
    tender = TenderFactory.create(lots=("A", "B"))
    revise_tender(tender.pk, lot_budgets={"A": 100_00, "B": 200_00}, by=tender.drafted_by)
    assert [lot.budget_fen for lot in tender.lots.all()] == [100_00, 200_00]
    assert why(revise_tender, tender.pk, lot_budgets={"C": 1}, by=tender.drafted_by) == [
        "One of the codes is no lot of this tender."
    ]
    assert why(revise_tender, tender.pk, lot_budgets={"A": 0}, by=tender.drafted_by) == [
        "The budget of a lot is an amount above zero."
    ]


def test_what_cannot_be_is_refused_with_a_sentence() -> None:
    tender = TenderFactory.create()
    officer = tender.drafted_by
    assert why(revise_tender, tender.pk, budget_fen=0, by=officer) == ["The budget is an amount above zero."]
    assert why(revise_tender, tender.pk, state="OPEN", by=officer) == ["This is no part of the document: state."]
    assert why(revise_tender, tender.pk, percents=[Decimal(100)], by=officer) == [
        "Give one percent for each instalment, in their order."
    ]
    assert why(revise_tender, tender.pk, percents=[Decimal(0), Decimal(50), Decimal(50)], by=officer) == [
        "Each percent lies above 0 and is at most 100."
    ]


def test_only_a_draft_is_mended() -> None:
    tender = TenderFactory.create(review=True)
    assert why(revise_tender, tender.pk, title="新标题", by=tender.drafted_by) == [
        "The document is out of its draft. Return it to draft first; from then on it can be mended."
    ]


def test_the_mandated_agency_writes_and_nobody_else_from_outside() -> None:
    tender = TenderFactory.create()
    agency = OrganisationFactory.create(agency=True)
    agent = member(agency, Role.AGENT)
    assert denial(revise_tender, tender.pk, title="新标题", by=agent) == Denial.STRANGER
    mandate_agency(tender.pk, agency_id=agency.pk, by=tender.drafted_by)
    assert revise_tender(tender.pk, title="新标题", by=agent).writers == [agent.pk]
    assert denial(mandate_agency, tender.pk, agency_id=None, by=agent) == Denial.WRONG_ROLE
    mandate_agency(tender.pk, agency_id=None, by=tender.drafted_by)
    assert denial(revise_tender, tender.pk, title="标题", by=agent) == Denial.STRANGER


def test_only_a_verified_agency_is_mandated() -> None:
    tender = TenderFactory.create()
    for wrong in (OrganisationFactory.create(), OrganisationFactory.create(agency=True, applied=True)):
        assert why(mandate_agency, tender.pk, agency_id=wrong.pk, by=tender.drafted_by) == ["Choose a verified agency."]
