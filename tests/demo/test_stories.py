"""The demo: five purchases through the services, in time order, without duplicates."""

import io
import json
from datetime import date

import pytest
from django.apps import apps
from django.core.management import call_command

from core.audit.chain import verify
from core.audit.models import AuditRow, OutboxMessage
from core.time import core_now, day_of, today
from demo.models import Story
from payments.ledger.services import check
from payments.models import BankReceipt, OfficeAccount
from procurement.admissions.states import TaskFamily
from procurement.models import Admission, Bid, BidDraft, Evaluation, HalfOpened, Need, PlanItem, Tender
from projects.models import Ballot, Contract, OverdueInterest, RatingRound, Repayment

pytestmark = [pytest.mark.usefixtures("played"), pytest.mark.django_db]
STAGES = ("need", "plan_item", "tender", "award", "contract", "rating_round")
KEYS = {*STAGES, "ocid", "title", "lots", "bids", "milestones", "payouts_paid", "url"}


def told() -> list[dict[str, object]]:
    out = io.StringIO()
    call_command("demo", "--json", stdout=out)
    return json.loads(out.getvalue())["purchases"]


def rows() -> dict[str, int]:
    """Return how many rows there are of everything that is ours."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.managed}


def tender_of(story: str) -> Tender:
    """Return the tender of a story."""
    return Tender.objects.get(plan_item__ocid=Story.objects.get(key=story).ocid)


def test_five_purchases_are_played_once() -> None:
    care, centres, childcare, greening, next_year = first = told()
    assert [set(purchase) for purchase in first] == [KEYS] * 5
    assert [care[stage] for stage in STAGES] == ["ADOPTED", "USED", "CONCLUDED", "FINAL", "COMPLETED", "PUBLISHED"]
    assert (care["lots"], care["bids"], care["payouts_paid"]) == (["AWARDED"], 4, 4)
    assert care["milestones"] == ["PAID", "PAID", "PAID"]
    assert [centres[stage] for stage in STAGES] == [None, "USED", "EVALUATING", None, None, None]
    assert (centres["lots"], centres["bids"]) == (["EVALUATING"], 5)
    assert [childcare[stage] for stage in STAGES] == ["ADOPTED", "USED", "OPEN", None, None, None]
    assert (childcare["lots"], childcare["bids"]) == (["OPEN"], 0)
    assert [greening[stage] for stage in STAGES] == [None, "USED", "FAILED", None, None, None]
    assert (greening["lots"], greening["bids"]) == (["FAILED"], 2)
    assert [next_year[stage] for stage in STAGES] == ["ADOPTED", "APPROVED", None, None, None, None]
    assert (next_year["lots"], next_year["milestones"], next_year["url"]) == ([], [], None)
    assert today() == date(2026, 3, 16)
    _home_care()
    _its_rating()
    _community_centres()
    _childcare()
    _greening()
    _next_year()
    _besides_the_payments()
    _the_record_and_the_books()
    before = rows()
    assert told() == first
    assert rows() == before


def _home_care() -> None:
    tender = tender_of("home_care")
    assert (tender.buyer.name, tender.plan_item.area.name_zh) == ("侯马市路东街道办事处", "紫南社区")
    # Sheet and split of the tender for a civil affairs centre in Guangming.
    assert [section.weight for section in tender.sections.order_by("order")] == [10, 65, 20, 5]
    assert [one.percent for one in tender.milestones.order_by("order")] == [50, 30, 20]
    assert sorted(Bid.objects.filter(lot__tender=tender).values_list("state", flat=True)) == ["LOST"] * 3 + ["WON"]
    assert Evaluation.objects.get(lot__tender=tender).members.sitting().count() == 5
    contract = Contract.objects.get(lot__tender=tender)
    assert [one.rectifications for one in contract.milestones.order_by("order")] == [0, 1, 0]
    assert [(one.part, one.state) for one in contract.payouts.order_by("pk")] == [("BASE", "PAID")] * 3 + [
        ("PERFORMANCE", "PAID")
    ]
    assert sum(payout.amount_fen for payout in contract.payouts.all()) == contract.amount_fen
    kinds = set(contract.supplier.track_record.values_list("kind", flat=True))
    assert kinds == {"DELIVERED", "ON_TIME", "RECTIFICATIONS", "RATING", "CONTRACT"}


def _its_rating() -> None:
    rating_round = RatingRound.objects.get(contract__lot__tender=tender_of("home_care"))
    rating = rating_round.result
    assert rating["population"] == {"self": 70, "assist": 110}
    assert (rating["counted"]["n"], rating["with_all"]["n"], rating["held"]) == (72, 84, 12)
    assert rating["counted"]["index"] == pytest.approx(76.24, abs=0.05)
    assert rating["with_all"]["index"] == pytest.approx(79.68, abs=0.05)
    assert (rating["counted"]["commendation"], rating["with_all"]["commendation"]) == (False, True)
    # The term is over at the closing: the round is the last one, and target and floor are the document's.
    assert (rating_round.is_last, rating_round.target, rating_round.floor) == (True, 75, 50)
    held = Ballot.objects.filter(beneficiary__round=rating_round, held_at__isnull=False)
    assert {(one.counts, one.first_decider_id == one.second_decider_id) for one in held} == {(False, False)}


def _community_centres() -> None:
    tender = tender_of("community_centres")
    assert tender.budget_fen == 25 * 163_000_00 == 4_075_000_00
    assert tender.buyer.name == "深圳市光明区凤凰街道办事处"
    assert sorted(section.weight for section in tender.sections.all()) == [5, 10, 40, 45]
    assert [one.percent for one in tender.milestones.order_by("order")] == [30, 50, 20]
    bids = Bid.objects.filter(lot__tender=tender)
    assert (bids.count(), bids.filter(price_fen__gt=0, price_fen__lte=tender.budget_fen).count()) == (5, 5)


def _childcare() -> None:
    tender = tender_of("childcare")
    assert (tender.deadline - core_now()).days == 25
    assert (day_of(tender.deadline) - today()).days == 25
    assert [bool(question.answer) for question in tender.questions.order_by("pk")] == [True, False]
    drafts = BidDraft.objects.filter(bid__lot__tender=tender)
    assert [draft.bid.state for draft in drafts] == ["DRAFT", "DRAFT"]


def _greening() -> None:
    tender = tender_of("greening")
    bids = Bid.objects.filter(lot__tender=tender)
    assert [(bid.state, bid.price_fen, bid.content) for bid in bids] == [("RETURNED", None, None)] * 2
    assert not HalfOpened.objects.filter(envelope__event__bid__in=bids).exists()


def _next_year() -> None:
    wishes = Need.objects.order_by("pk")[2:]
    assert [(need.state, need.supports.count()) for need in wishes] == [
        ("ADOPTED", 26),
        ("SUPPORTED", 12),
        ("PROPOSED", 4),
    ]
    assert PlanItem.objects.get(year=2027).budget_lines.count() == 2
    assert sorted(task.task_family for task in Admission.objects.all()) == sorted(TaskFamily.values)
    [refused] = Admission.objects.exclude(state="ADMITTED")
    assert (refused.state, refused.task_family, refused.money_fen) == ("REFUSED", "statistics", None)
    assert AuditRow.objects.of_thing(refused).get(verb="refuse").reason != ""


def _besides_the_payments() -> None:
    """The desk of the finance office has one of each: late interest, a repayment, a transfer to be confirmed."""
    [interest] = OverdueInterest.objects.all()
    assert (interest.state, interest.days, interest.contract.supplier.name) == ("OWED", 11, "侯马市新田为老服务社")
    [repayment] = Repayment.objects.all()
    decision = repayment.decision
    assert (repayment.state, decision.amount_fen) == ("REPORTED", 0)
    assert repayment.amount_fen == decision.claw_back_fen > decision.stake_fen
    assert [one.state for one in OfficeAccount.objects.all()] == ["IN_FORCE"]
    assert [one.state for one in BankReceipt.objects.all()] == ["RECORDED"]


def _the_record_and_the_books() -> None:
    assert verify().is_whole
    assert check() == []
    rows = AuditRow.objects.order_by("pk").values_list("at", flat=True)
    assert list(rows) == sorted(rows)  # played in time order
    assert not OutboxMessage.objects.filter(delivered_at=None).exists()  # with no worker
