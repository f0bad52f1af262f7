"""The demo: five purchases through the services, in time order, without duplicates."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from core.audit.chain import verify
from core.audit.record import record
from core.law.models import CalendarYear
from core.time import day_of, today
from core.transitions import CLOCK
from demo.models import Story
from demo.report import purchases
from procurement.models import Admission, BidDraft, Evaluation, Tender
from projects.models import Contract, RatingRound
from tests.factories.custody import be_quick

pytestmark = pytest.mark.django_db
STAGES = ("need", "plan_item", "tender", "award", "contract", "rating_round")


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    be_quick(monkeypatch)


def told() -> list[dict[str, object]]:
    out = io.StringIO()
    call_command("demo", "--json", stdout=out)
    return json.loads(out.getvalue())["purchases"]


def test_five_purchases_are_played_once() -> None:
    care, centres, childcare, greening, next_year = first = told()
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
    assert told() == first
    assert verify().is_whole
    assert today() == date(2026, 3, 16)
    _the_facts_of_the_first_story()


def _the_facts_of_the_first_story() -> None:
    rating = RatingRound.objects.get().result
    assert rating["population"] == {"self": 70, "assist": 110}
    assert (rating["counted"]["n"], rating["with_all"]["n"], rating["held"]) == (72, 84, 12)
    assert rating["counted"]["index"] == pytest.approx(76.24, abs=0.05)
    assert rating["with_all"]["index"] == pytest.approx(79.68, abs=0.05)
    assert (rating["counted"]["commendation"], rating["with_all"]["commendation"]) == (False, True)
    contract = Contract.objects.get()
    assert sum(payout.amount_fen for payout in contract.payouts.all()) == contract.amount_fen
    assert Evaluation.objects.get(state="REPORTED").members.sitting().count() == 5
    assert Admission.objects.get(state="REFUSED").task_family == "statistics"
    tender = Tender.objects.get(plan_item__ocid=Story.objects.get(key="community_centres").ocid)
    assert tender.budget_fen == 25 * 163_000_00 == 4_075_000_00
    childcare = Tender.objects.get(plan_item__ocid=Story.objects.get(key="childcare").ocid)
    assert (day_of(childcare.deadline) - today()).days == 25
    assert childcare.questions.count() == 2
    assert BidDraft.objects.filter(bid__lot__tender=childcare).count() == 2


def test_a_database_in_use_is_refused() -> None:
    record(CalendarYear(year=2026), verb="look", by=CLOCK, role="clock")
    with pytest.raises(CommandError, match="in use"):
        call_command("demo", "--json")
    assert purchases() == []


def test_where_the_clock_tells_the_truth_there_is_no_demo(settings: Settings) -> None:
    settings.CLOCK_MAY_MOVE = False
    with pytest.raises(CommandError, match="production"):
        call_command("demo", "--json")
