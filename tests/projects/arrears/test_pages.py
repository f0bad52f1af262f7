"""Pages of interest and repayments, as either side and the supervisor meet them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.arrears.models import OverdueInterest, Repayment
from tests.factories.arrears import OverdueInterestFactory, RepaymentFactory
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.milestones import MilestoneFactory
from tests.factories.payouts import PayoutFactory, PerformanceDecisionFactory
from tests.pages import Browser, queries_of, statuses
from tests.projects.story import Story, begin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def papers(settings: Any, tmp_path: Any) -> Any:
    settings.VAR_DIR = tmp_path
    return tmp_path / "papers"


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_RUNNING)
    return begin()


@pytest.fixture
def contract(story: Story) -> Any:
    return story.contract(in_force=True)


def interest_on(contract: Any, **traits: Any) -> OverdueInterest:
    payout = PayoutFactory.create(milestone=MilestoneFactory.create(contract=contract, paid=True), paid=True)
    return OverdueInterestFactory.create(payout=payout, amount_fen=payout.amount_fen // 200, **traits)


def repayment_of(contract: Any, **traits: Any) -> Repayment:
    decision = PerformanceDecisionFactory.create(contract=contract, amount_fen=0, claw_back_fen=250_000)
    return RepaymentFactory.create(decision=decision, **traits)


def paper(name: str = "凭证.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 paper")


def test_interest_from_the_second_person_to_the_voucher(story: Story, contract: Any, papers: Any) -> None:
    interest = interest_on(contract)
    approver, finance = Browser(story.cast.approver), Browser(story.cast.finance)
    assert "Check the overdue interest" in approver.get("desk").content.decode()
    assert "¥90,000.00 × 10 d × 0.05 % a day" in approver.get("overdueinterest", interest.pk).content.decode()
    assert approver.post("overdueinterest_approve", interest.pk).status_code == 302
    assert "Pay the overdue interest" in finance.get("desk").content.decode()
    assert finance.post("overdueinterest_pay", interest.pk, voucher="LX1").status_code == 422
    assert not papers.exists()
    assert finance.post("overdueinterest_pay", interest.pk, voucher="LX1", file=paper()).status_code == 302
    paid = OverdueInterest.objects.get(pk=interest.pk)
    assert (paid.state, paid.voucher_number) == ("PAID", "LX1")
    answer = Browser(story.cast.supplier).get("overdueinterest_voucher", interest.pk)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 paper"


def test_what_is_refused_leaves_no_file(story: Story, contract: Any, papers: Any) -> None:
    interest = interest_on(contract)  # nobody has approved it
    answer = Browser(story.cast.finance).post("overdueinterest_pay", interest.pk, voucher="LX1", file=paper())
    assert answer.status_code == 409
    assert [one for one in papers.rglob("*") if one.is_file()] == []


def test_a_repayment_from_the_demand_to_the_treasury(story: Story, contract: Any) -> None:
    repayment = repayment_of(contract)
    supplier, finance = Browser(story.cast.supplier), Browser(story.cast.finance)
    desk = supplier.get("desk").content.decode()
    assert ("Pay back what the rating asks for" in desk, contract.lot.tender.title_en in desk) == (True, True)
    assert "¥2,500.00" in supplier.get("repayment", repayment.pk).content.decode()
    money = supplier.get("money").content.decode()
    assert ("To pay back" in money, "¥2,500.00" in money) == (True, True)
    answer = supplier.post("repayment_report", repayment.pk, transfer="HK1", file=paper("回单.pdf"))
    assert answer.status_code == 302
    assert "Look for the supplier&#x27;s repayment" in finance.get("desk").content.decode()
    assert finance.post("repayment_miss", repayment.pk, reason="账户没有这笔款。").status_code == 302
    assert "账户没有这笔款。" in supplier.get("repayment", repayment.pk).content.decode()
    given = {"voucher": "SK1", "sure": "1"}
    assert finance.post("repayment_receive", repayment.pk, **given).status_code == 409  # the supplier speaks first
    answer = supplier.post("repayment_report", repayment.pk, transfer="HK2", file=paper("回单.pdf"))
    assert answer.status_code == 302
    assert finance.post("repayment_receive", repayment.pk, **given).status_code == 302
    assert Repayment.objects.get(pk=repayment.pk).state == "RECEIVED"
    assert "To pay back" not in supplier.get("money").content.decode()


@pytest.mark.parametrize("name", ["overdueinterest", "repayment"])
def test_both_sides_and_the_supervisor_read(story: Story, contract: Any, name: str) -> None:
    thing = interest_on(contract) if name == "overdueinterest" else repayment_of(contract)
    people = {who: getattr(story.cast, who) for who in ("supplier", "finance", "supervisor", "stranger", "resident")}
    assert statuses(people, name, thing.pk) == {
        "supplier": 200,
        "finance": 200,
        "supervisor": 200,
        "stranger": 404,
        "resident": 404,
    }


def test_the_list_is_for_those_who_owe_or_are_owed(story: Story, contract: Any) -> None:
    people = {who: getattr(story.cast, who) for who in ("supplier", "finance", "officer", "resident", "stranger")}
    assert statuses(people, "arrears") == {
        "supplier": 200,
        "finance": 200,
        "officer": 200,
        "resident": 403,
        "stranger": 403,
    }


@pytest.mark.parametrize("who", ["supplier", "finance"])
def test_queries_do_not_grow(story: Story, contract: Any, who: str) -> None:
    interest_on(contract)
    repayment_of(contract)
    person = getattr(story.cast, who)
    few = queries_of(person, "arrears")
    for _row in range(3):
        interest_on(contract)
        repayment_of(contract)
    assert queries_of(person, "arrears") == few
    assert few <= 15


def test_lists_go_on_by_key_and_are_narrowed(story: Story, contract: Any) -> None:
    made = [interest_on(contract) for _ in range(3)]
    repayment = repayment_of(contract)
    finance, supplier = Browser(story.cast.finance), Browser(story.cast.supplier)
    page = finance.get("overdue_interests").content.decode()
    assert [one.payout.invoice_number in page for one in made] == [True] * 3
    wanted = made[1].payout.invoice_number
    found = supplier.get("overdue_interests", query=f"?q={wanted}").content.decode()
    assert [one.payout.invoice_number in found for one in made] == [False, True, False]
    assert "Nothing matches" in finance.get("overdue_interests", query="?state=PAID").content.decode()
    assert repayment.decision.period in finance.get("repayments", query="?state=DEMANDED").content.decode()
    assert statuses({"stranger": story.cast.stranger}, "repayments") == {"stranger": 403}
    for name in ("overdue_interests", "repayments"):
        assert queries_of(story.cast.finance, name) <= 15
