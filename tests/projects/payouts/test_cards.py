"""A payout by the card rail: one transfer whatever happens, and never beside a treasury order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from core.audit.outbox import relay
from core.time import core_now
from core.transitions import Refused
from payments.inbox import act_on_waiting
from payments.ledger.services import balance, check
from payments.payees.services import refresh
from payments.rail.funds import funds_fen
from payments.rail.models import Difference, Order, ProviderEvent
from payments.rail.reconciling import reconcile
from payments.rail.sending import LEASE, send_waiting
from payments.transfers.models import TopUp
from payments.transfers.services import confirm_top_up
from projects.milestones.models import Milestone
from projects.payouts import services
from projects.payouts.books import owed_to, services_of, treasury_of
from projects.payouts.cards import transfer_payout
from projects.payouts.models import Payout
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.payouts import PayoutFactory
from tests.fakes.stripe import FakeStripe
from tests.pages import Browser, statuses
from tests.projects.payouts.cards import BASE_FEN, again, approved, fund, ready
from tests.projects.story import Story, acts, begin
from tests.refusals import why

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_RUNNING)
    return begin()


@pytest.fixture
def payout(fake: FakeStripe, story: Story) -> Payout:
    """Approved; the supplier's account is ready and the office has the money there."""
    ready(fake, story.supplier, story.cast.supplier)
    fund(fake, story, BASE_FEN)
    return approved(story, story.contract(in_force=True))


@pytest.fixture
def told(fake: FakeStripe) -> Callable[[], list[int]]:
    """The provider's news wait until they are told over the webhook's own page; returns the answers."""
    events: list[dict[str, Any]] = []
    answers: list[int] = []

    def listen(body: bytes, header: str) -> None:
        kind = {"Stripe-Signature": header}
        answers.append(Client().post("/webhooks/stripe/", body, "application/json", headers=kind).status_code)

    def tell_all() -> list[int]:
        while events:
            fake.tell(events.pop(0))
        return answers

    fake.listener, fake.books.tell = listen, events.append
    return tell_all


def transferred(payout: Payout, story: Story) -> Payout:
    transfer_payout(payout.pk, by=story.cast.finance)
    send_waiting()
    return again(payout)


def transfers(fake: FakeStripe) -> list[int]:
    return [one["amount"] - one["amount_reversed"] for one in fake.books.tables["transfers"].values()]


def test_the_whole_way(fake: FakeStripe, story: Story, payout: Payout) -> None:
    transfer_payout(payout.pk, by=story.cast.finance)
    sent = again(payout)
    assert (sent.state, sent.rail, transfers(fake)) == ("SENT", "CARD", [])
    assert str(sent.names.officer) == "Sent to the card provider"
    send_waiting()
    paid = again(payout)
    [transfer] = fake.books.tables["transfers"].values()
    assert (paid.state, paid.voucher_number, paid.paid_by) == ("PAID", transfer["id"], None)
    assert transfer["metadata"] == {"reference": sent.order_number}  # and nothing that names purchase or payee
    assert Milestone.objects.get(pk=payout.milestone_id).state == "PAID"
    assert balance(services_of(story.cast.office.pk)) == BASE_FEN
    assert balance(owed_to(story.supplier.pk)) == 0
    assert funds_fen(story.cast.office.pk) == 0
    assert balance(treasury_of(story.cast.office.pk)) == -BASE_FEN
    assert check() == []
    assert [(verb, after) for verb, _before, after, _why in acts(payout)][-2:] == [
        ("transfer", "SENT"),
        ("arrive", "PAID"),
    ]
    while relay():
        pass
    assert "has been paid" in Browser(story.cast.supplier).get("notifications").content.decode()


class TestOneRail:
    def test_a_transfer_is_asked_once(self, fake: FakeStripe, story: Story, payout: Payout) -> None:
        transferred(payout, story)
        with pytest.raises(Refused):
            transfer_payout(payout.pk, by=story.cast.finance)
        send_waiting()
        assert transfers(fake) == [BASE_FEN]
        assert Order.objects.get(kind="TRANSFER").key == f"payout:{payout.pk}:transfer"

    def test_no_treasury_order_beside_a_transfer(self, fake: FakeStripe, story: Story, payout: Payout) -> None:
        transfer_payout(payout.pk, by=story.cast.finance)
        finance = story.cast.finance
        by_card = ["This payment goes by the card rail: the card provider tells whether it arrived."]
        with pytest.raises(Refused, match="not possible now"):
            services.send_payout(payout.pk, order_number="ZF1", by=finance)
        assert why(services.confirm_payout_paid, payout.pk, voucher="PZ1", by=finance) == by_card
        assert why(services.fail_payout, payout.pk, reason="退回。", by=finance) == by_card
        with pytest.raises(Refused, match="not possible now"):
            services.cancel_payout(payout.pk, reason="重复。", by=finance)

    def test_no_transfer_beside_a_treasury_order(self, fake: FakeStripe, story: Story, payout: Payout) -> None:
        services.send_payout(payout.pk, order_number="ZF1", by=story.cast.finance)
        with pytest.raises(Refused, match="not possible now"):
            transfer_payout(payout.pk, by=story.cast.finance)
        services.confirm_payout_paid(payout.pk, voucher="PZ1", by=story.cast.finance)
        assert not Order.objects.exists()

    def test_who_approved_does_not_send(self, fake: FakeStripe, story: Story) -> None:
        ready(fake, story.supplier, story.cast.supplier)
        fund(fake, story, BASE_FEN)
        contract = story.contract(in_force=True)
        payout = approved(story, contract)
        Payout.objects.filter(pk=payout.pk).update(approved_by=story.cast.finance)
        assert why(transfer_payout, payout.pk, by=story.cast.finance) != []
        assert not Order.objects.exists()


class TestReasons:
    def test_without_an_account_the_treasury_pays(self, fake: FakeStripe, story: Story) -> None:
        fund(fake, story, BASE_FEN)
        payout = approved(story, story.contract(in_force=True))
        assert why(transfer_payout, payout.pk, by=story.cast.finance) == [
            "The supplier has no account at the card provider that may be paid. Send the order to the treasury."
        ]

    def test_what_is_under_way_is_spent(self, fake: FakeStripe, story: Story, payout: Payout) -> None:
        other = approved(story, payout.contract)
        transfer_payout(payout.pk, by=story.cast.finance)
        assert why(transfer_payout, other.pk, by=story.cast.finance)[0].startswith("Your office has not enough money")
        send_waiting()
        assert why(transfer_payout, other.pk, by=story.cast.finance)[0].startswith("Your office has not enough money")

    def test_without_a_key_there_is_no_rail(self, story: Story, payout: Payout, settings: Any) -> None:
        settings.STRIPE_API_KEY = ""
        assert why(transfer_payout, payout.pk, by=story.cast.finance)[0].startswith("There is no card rail here.")
        assert "Pay by the card rail" not in Browser(story.cast.finance).get("payout", payout.pk).content.decode()


class TestHostile:
    @pytest.mark.parametrize("mood", ["fail", "lost", "drop", "slow"])
    def test_one_transfer_whatever_becomes_of_its_answer(
        self, fake: FakeStripe, story: Story, payout: Payout, settings: Any, mood: str
    ) -> None:
        settings.STRIPE_TIMEOUT = (0.3, 0.3)
        fake.mood.posts, fake.mood.delay = [mood], 0.6
        transferred(payout, story)
        for _ in range(3):
            send_waiting()
        assert again(payout).state == "PAID"
        assert transfers(fake) == [BASE_FEN]
        assert check() == []

    def test_a_sender_that_was_killed_lets_go(
        self, fake: FakeStripe, story: Story, payout: Payout, clock: Callable[[Any], None]
    ) -> None:
        transfer_payout(payout.pk, by=story.cast.finance)
        Order.objects.filter(kind="TRANSFER").update(claimed_until=core_now() + LEASE)
        assert send_waiting() == 0
        clock(core_now() + LEASE)
        assert send_waiting() == 1
        assert again(payout).state == "PAID"

    def test_a_sender_that_was_killed_after_the_last_money_left_is_told_so(
        self,
        fake: FakeStripe,
        story: Story,
        payout: Payout,
        clock: Callable[[Any], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        transfer_payout(payout.pk, by=story.cast.finance)
        with monkeypatch.context() as killed, pytest.raises(SystemExit):
            killed.setattr("payments.rail.sending._note", Mock(side_effect=SystemExit))
            send_waiting()
        assert (fake.books.available(), again(payout).state) == (0, "SENT")
        clock(core_now() + LEASE)
        assert send_waiting() == 1
        assert (again(payout).state, transfers(fake)) == ("PAID", [BASE_FEN])

    def test_with_too_little_there_it_waits_and_leaves_by_itself(
        self, fake: FakeStripe, story: Story, payout: Payout
    ) -> None:
        fake.books.add_funds(-1)  # the money that the books say is there is not
        finance = Browser(story.cast.finance)
        answer = finance.post("payout_transfer", payout.pk, sure="1")
        assert (answer.status_code, again(payout).state) == (409, "APPROVED")
        assert "too little to pay out just now" in answer.content.decode()
        waiting = transferred(payout, story)
        assert (waiting.state, transfers(fake)) == ("SENT", [])
        assert "waits until the card provider has the money" in finance.get("payout", payout.pk).content.decode()
        desk = finance.get("payouts").content.decode()
        assert "The card provider has less than that" in desk
        assert "¥90,000.00 waits there" in desk
        assert str(fake.books.available()) not in desk.replace(",", "")  # it holds deposits that nobody may know of
        fake.books.add_funds(1)
        assert (send_waiting(), again(payout).state, transfers(fake)) == (1, "PAID", [BASE_FEN])
        assert "It can be paid out" in finance.get("payouts").content.decode()
        assert not Difference.objects.exists()

    def test_the_provider_refuses(self, fake: FakeStripe, story: Story, payout: Payout) -> None:
        [account] = fake.books.tables["accounts"]
        fake.books.refuse_account(account)  # and we have not heard of it
        failed = transferred(payout, story)
        assert (failed.state, failed.why) == ("FAILED", "The card provider could not make the transfer.")
        assert balance(owed_to(story.supplier.pk)) == balance(services_of(story.cast.office.pk)) == 0
        assert funds_fen(story.cast.office.pk) == BASE_FEN
        [difference] = Difference.objects.all()
        assert (difference.kind, difference.buyer_id) == ("REFUSED", story.cast.office.pk)
        fake.books.complete_account(account)
        next_one = PayoutFactory.create(milestone=payout.milestone)
        services.approve_payout(next_one.pk, by=story.cast.approver)
        assert transferred(next_one, story).state == "PAID"
        assert transfers(fake) == [BASE_FEN]
        assert Order.objects.filter(kind="TRANSFER").values("key").distinct().count() == 2

    @pytest.mark.parametrize("moods", [[""], ["twice"], ["lost"]])
    def test_a_transfer_taken_back_is_taken_back_once(
        self, fake: FakeStripe, story: Story, payout: Payout, told: Callable[[], list[int]], moods: list[str]
    ) -> None:
        transferred(payout, story)
        told()
        act_on_waiting()
        fake.mood.webhooks = moods
        [transfer] = fake.books.tables["transfers"]
        fake.books.reverse_transfer(transfer)
        told()
        for _ in range(2):
            act_on_waiting()
            reconcile()
        with translation.override("en"):  # the provider's call speaks the language of the office
            back = again(payout)
        assert (back.state, back.why) == ("FAILED", "The card provider took the transfer back.")
        assert funds_fen(story.cast.office.pk) == BASE_FEN
        assert balance(owed_to(story.supplier.pk)) == balance(services_of(story.cast.office.pk)) == 0
        assert Milestone.objects.get(pk=payout.milestone_id).state == "ACCEPTED"
        assert [one.kind for one in Difference.objects.all()] == ["CAME_BACK"]
        assert check() == []
        assert "Send the invoice" in Browser(story.cast.supplier).get("money").content.decode()

    def test_a_part_taken_back_is_a_difference(self, fake: FakeStripe, story: Story, payout: Payout) -> None:
        transferred(payout, story)
        [transfer] = fake.books.tables["transfers"]
        fake.books.reverse_transfer(transfer, 1_000)
        reconcile()
        assert again(payout).state == "PAID"
        found = [(one.kind, one.ours_fen, one.theirs_fen) for one in Difference.objects.all()]
        assert found == [("OTHER_AMOUNT", BASE_FEN, BASE_FEN - 1_000)]
        page = Browser(story.cast.finance).get("deposit_desk").content.decode()
        assert "The provider has another amount than our books" in page
        assert "Compare both" in page

    @pytest.mark.parametrize("mood", ["wrong", "old"])
    def test_forged_news_move_nothing(
        self, fake: FakeStripe, story: Story, payout: Payout, told: Callable[[], list[int]], mood: str
    ) -> None:
        transferred(payout, story)
        told()
        kept = ProviderEvent.objects.count()
        fake.mood.webhooks = [mood]
        [transfer] = fake.books.tables["transfers"]
        fake.books.happen("transfer.reversed", {**fake.books.tables["transfers"][transfer], "reversed": True})
        assert told()[-1] == 400
        assert ProviderEvent.objects.count() == kept
        assert again(payout).state == "PAID"

    def test_a_transfer_that_nobody_asked_is_noted(self, fake: FakeStripe, story: Story, payout: Payout) -> None:
        transferred(payout, story)
        fake.books.add_funds(500)
        [account] = fake.books.tables["accounts"]
        fake.books.create_transfer({"destination": account, "amount": "500", "currency": "cny"})
        reconcile()
        assert reconcile().differences == 1
        assert [(one.kind, one.theirs_fen) for one in Difference.objects.all()] == [("UNKNOWN_TRANSFER", 500)]


class TestPages:
    def test_from_the_desk_to_the_money(self, fake: FakeStripe, story: Story) -> None:
        ready(fake, story.supplier, story.cast.supplier)
        finance, payout = Browser(story.cast.finance), approved(story, story.contract(in_force=True))
        assert "has not enough money" in finance.get("payout", payout.pk).content.decode()
        fake.books.add_funds(BASE_FEN)

        def paper() -> SimpleUploadedFile:
            return SimpleUploadedFile("凭证.pdf", b"%PDF-1.7 paper")

        answer = finance.post("topup_record", amount_fen="90,000.00", number="PZ9", file=paper())
        assert answer.status_code == 302
        assert finance.post("topup_record", amount_fen="1.00", number="PZ9", file=paper()).status_code == 409
        top_up = TopUp.objects.get()
        assert finance.post("topup_confirm", top_up.pk).status_code == 403
        money = '<strong class="money">¥90,000.00</strong>'
        assert money not in finance.get("payouts").content.decode()
        confirm_top_up(top_up.pk, by=story.cast.approver)
        assert money in finance.get("payouts").content.decode()
        assert finance.post("payout_transfer", payout.pk, sure="1").status_code == 302
        assert again(payout).state == "PAID"
        page = finance.get("payout", payout.pk).content.decode()
        assert "the card provider" in page
        received = Browser(story.cast.supplier).get("money").content.decode()
        assert "Ready: it can be paid" in received
        assert "Paid tr_" in received

    def test_who_may(self, fake: FakeStripe, story: Story, payout: Payout) -> None:
        people = {name: getattr(story.cast, name) for name in ("approver", "officer", "supplier", "stranger")}
        found = {"approver": 403, "officer": 403, "supplier": 403, "stranger": 404}
        assert statuses(people, "payout_transfer", payout.pk, post={"sure": "1"}) == found
        assert statuses({"officer": story.cast.officer}, "topup_record") == {"officer": 403}
        assert not Order.objects.exists()

    def test_a_refused_account_is_paid_nothing(self, fake: FakeStripe, story: Story, payout: Payout) -> None:
        [account] = fake.books.tables["accounts"]
        fake.books.refuse_account(account)
        refresh(account)
        page = Browser(story.cast.supplier).get("payee_account").content.decode()
        assert "Refused by the card provider" in page
        assert "rejected.listed" in page
        with pytest.raises(Refused, match="no account"):
            transfer_payout(payout.pk, by=story.cast.finance)
