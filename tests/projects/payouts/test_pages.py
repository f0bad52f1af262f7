"""Pages of payments: the invoice, the second person, order and voucher, and the money of each side."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.settings.files import places
from projects.contracts.models import Contract
from projects.payouts.models import Payout
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.milestones import MilestoneFactory
from tests.factories.payouts import PayoutFactory, PerformanceDecisionFactory
from tests.pages import Browser, queries_of, statuses
from tests.projects.story import Story, begin

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 voucher"
WHY = {"reason": "账号有误。"}


@pytest.fixture(autouse=True)
def papers(settings: Any, tmp_path: Any) -> Any:
    settings.STORAGES = places(tmp_path)
    return tmp_path / "papers"


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_RUNNING)
    return begin()


@pytest.fixture
def contract(story: Story) -> Any:
    return story.contract(in_force=True)


def invoice(amount: str = "90,000.00", number: str = "24000001") -> dict[str, Any]:
    upload = SimpleUploadedFile("发票.pdf", b"%PDF-1.7 invoice")
    return {"number": number, "on": "2026-06-15", "amount_fen": amount, "file": upload}


def state(payout: Payout) -> str:
    return str(Payout.objects.get(pk=payout.pk).state)


class TestRequesting:
    def test_an_invoice_of_exactly_the_amount(self, story: Story, contract: Contract) -> None:
        milestone = MilestoneFactory.create(contract=contract, accepted=True)
        browser = Browser(story.cast.supplier)
        page = browser.get("payout_request", milestone.pk).content.decode()
        assert "¥90,000.00" in page
        assert 'value="90000.00"' in page
        assert browser.post("payout_request", milestone.pk, **invoice()).status_code == 302
        payout = Payout.objects.get()
        assert (payout.invoice_number, payout.amount_fen) == ("24000001", 9_000_000)
        answer = Browser(story.cast.finance).get("payout_invoice", payout.pk)
        assert b"".join(answer.streaming_content) == b"%PDF-1.7 invoice"
        assert Browser(story.cast.resident).get("payout_invoice", payout.pk).status_code == 404

    def test_another_amount_is_refused_and_leaves_no_file(self, story: Story, contract: Contract, papers: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract, accepted=True)
        answer = Browser(story.cast.supplier).post("payout_request", milestone.pk, **invoice("90,000.01"))
        assert answer.status_code == 409
        assert "The invoice is over ¥90,000.01, but ¥90,000.00 is owed" in answer.content.decode()
        assert 'value="24000001"' in answer.content.decode()
        assert not [path for path in papers.rglob("*") if path.is_file()]

    def test_who_may(self, story: Story, contract: Contract) -> None:
        milestone = MilestoneFactory.create(contract=contract, accepted=True)
        people = {name: getattr(story.cast, name) for name in ("officer", "finance", "resident")}
        for who, person in people.items():
            assert statuses({who: person}, "payout_request", milestone.pk, post=invoice()) == {who: 403}
        assert Payout.objects.count() == 0

    def test_what_a_rating_has_released(self, story: Story, contract: Contract) -> None:
        decision = PerformanceDecisionFactory.create(contract=contract)
        browser = Browser(story.cast.supplier)
        assert "Send the invoice for the performance part" in browser.get("desk").content.decode()
        assert browser.post("payout_request_performance", decision.pk, **invoice("10000")).status_code == 302
        payout = Payout.objects.get()
        page = browser.get("payout", payout.pk).content.decode()
        assert "绩效部分" in page
        assert "¥10,000.00" in page


class TestPaying:
    def test_from_the_invoice_to_the_voucher(self, story: Story, contract: Contract) -> None:
        payout = PayoutFactory.create(milestone=MilestoneFactory.create(contract=contract, accepted=True))
        approver, finance = Browser(story.cast.approver), Browser(story.cast.finance)
        assert "Check the invoice and approve the payment" in approver.get("desk").content.decode()
        assert approver.post("payout_approve", payout.pk).status_code == 302
        assert "Send the payment order to the treasury" in finance.get("desk").content.decode()
        assert finance.post("payout_send", payout.pk).status_code == 422
        assert finance.post("payout_send", payout.pk, order_number="ZF1", sure="1").status_code == 302
        assert finance.post("payout_confirm", payout.pk, voucher="PZ1").status_code == 422
        paper = SimpleUploadedFile("凭证.pdf", PDF)
        assert finance.post("payout_confirm", payout.pk, voucher="PZ1", file=paper).status_code == 302
        assert state(payout) == "PAID"
        money = Browser(story.cast.supplier).get("money").content.decode()
        assert f"Owed {payout.invoice_number}" in money
        assert "Paid PZ1" in money

    def test_the_calculation_stands_line_by_line(self, story: Story, contract: Contract) -> None:
        payout = PayoutFactory.create(milestone=MilestoneFactory.create(contract=contract, accepted=True))
        page = Browser(story.cast.finance).get("payout_approve", payout.pk).content.decode()
        for amount in ("¥100,000.00", "-¥10,000.00", "¥90,000.00"):
            assert amount in page

    def test_the_second_person_is_another(self, story: Story, contract: Contract) -> None:
        milestone = MilestoneFactory.create(contract=contract, accepted=True, accepted_by=story.cast.both)
        payout = PayoutFactory.create(milestone=milestone)
        people = {name: getattr(story.cast, name) for name in ("both", "officer", "supplier", "stranger")}
        assert statuses(people, "payout_approve", payout.pk, post={}) == {
            "both": 403,
            "officer": 403,
            "supplier": 403,
            "stranger": 404,
        }

    @pytest.mark.parametrize(
        ("trait", "step", "who", "after"),
        [
            ("sent", "fail", "finance", "FAILED"),
            ("cancelled", "defer", "approver", "CANCELLED"),
            (None, "defer", "approver", "DEFERRED"),
            (None, "cancel", "supplier", "CANCELLED"),
            ("deferred", "take_up", "finance", "REQUESTED"),
        ],
    )
    def test_ways_out(
        self, story: Story, contract: Contract, trait: str | None, step: str, who: str, after: str
    ) -> None:
        milestone = MilestoneFactory.create(contract=contract, accepted=True)
        payout = PayoutFactory.create(milestone=milestone, **({trait: True} if trait else {}))
        if step == "fail":
            payout = self.sent(story, contract)
        before = state(payout)
        answer = Browser(getattr(story.cast, who)).post(f"payout_{step}", payout.pk, **WHY, sure="1")
        assert answer.status_code == (409 if before == after else 302)
        assert state(payout) == after

    def sent(self, story: Story, contract: Contract) -> Payout:
        payout = PayoutFactory.create(milestone=MilestoneFactory.create(contract=contract, accepted=True))
        Browser(story.cast.approver).post("payout_approve", payout.pk)
        Browser(story.cast.finance).post("payout_send", payout.pk, order_number="ZF9", sure="1")
        return payout


class TestLists:
    def test_the_finance_desk_is_the_buyers(self, story: Story, contract: Contract) -> None:
        PayoutFactory.create(milestone=MilestoneFactory.create(contract=contract, accepted=True))
        people = {
            name: getattr(story.cast, name) for name in ("finance", "approver", "officer", "supplier", "resident")
        }
        found = statuses(people, "payouts")
        assert found == {"finance": 200, "approver": 200, "officer": 200, "supplier": 403, "resident": 403}
        assert statuses({"supplier": story.cast.supplier, "finance": story.cast.finance}, "money") == {
            "supplier": 200,
            "finance": 403,
        }
        assert Browser(story.cast.finance).get("payouts", query="?after=nonsense").status_code == 400

    @pytest.mark.parametrize(("who", "name"), [("finance", "payouts"), ("supplier", "money"), ("finance", "desk")])
    def test_queries_do_not_grow(self, story: Story, contract: Contract, who: str, name: str) -> None:
        def more() -> None:
            PayoutFactory.create(milestone=MilestoneFactory.create(contract=contract, accepted=True))
            PayoutFactory.create(milestone=MilestoneFactory.create(contract=contract, paid=True), paid=True)
            MilestoneFactory.create(contract=contract, accepted=True)

        more()
        one = queries_of(getattr(story.cast, who), name)
        more()
        more()
        assert queries_of(getattr(story.cast, who), name) == one <= 15

    @pytest.mark.parametrize("who", ["finance", "supplier", "supervisor"])
    def test_the_page_takes_few_queries(self, story: Story, contract: Contract, who: str) -> None:
        payout = PayoutFactory.create(milestone=MilestoneFactory.create(contract=contract, accepted=True))
        assert queries_of(getattr(story.cast, who), "payout", payout.pk) <= 12
