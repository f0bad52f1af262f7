"""One purchase, project, need or notice as everybody reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from cms.deadline_file import deadline_file
from cms.models import HomePage, TenderPage
from cms.tree import put_up
from tests.factories.accounts import ResidentFactory, UserFactory
from tests.factories.awards import AwardFactory
from tests.factories.bids import BidFactory
from tests.factories.contracts import WHILE_RUNNING, ContractFactory
from tests.factories.milestones import MilestoneFactory
from tests.factories.needs import NeedFactory
from tests.factories.payouts import PayoutFactory, PerformanceDecisionFactory
from tests.factories.ratings import RatingRoundFactory
from tests.factories.tenders import WHILE_OPEN, ClauseCommentFactory, LotFactory, QuestionFactory, TenderFactory
from tests.pages import Browser, queries_of

RESULT = {"counted": {"publishable": True, "index": 76.2, "interval": [71.5, 81.0], "n": 72}, "target": "75.00"}


def page_of(name: str, *args: object) -> str:
    answer = Browser().get(name, *args)
    assert answer.status_code == 200
    return answer.content.decode()


class TestTender:
    def test_it_shows_everything_that_is_public(self, site: HomePage, clock: Callable[..., None]) -> None:
        clock(WHILE_OPEN)
        tender = TenderFactory.create(open=True, lots=("A", "B"))
        QuestionFactory.create(tender=tender, answered=True, text="可以周末上门吗？")
        put_up(tender)
        page = page_of("opportunity", tender.ocid)
        wanted = [
            tender.objective,
            tender.scope,
            "可以周末上门吗？",
            "可以。",
            "投标报价",
            "合同生效",
            "10 April 2026, 09:30 (UTC+8)",
            'data-countdown="2026-04-10T01:30:00+00:00"',
            "Stage",
            f"/en/opportunities/{tender.ocid}/deadline.ics",
            "Government Procurement Law, art. 35",
        ]
        assert [text for text in wanted if text not in page] == []

    def test_strangers_are_asked_to_take_part_only_while_they_can(
        self, site: HomePage, clock: Callable[..., None]
    ) -> None:
        clock(WHILE_OPEN)
        running, over = TenderFactory.create(open=True), TenderFactory.create(concluded=True)
        type(over).objects.filter(pk=over.pk).update(deadline=over.issued_at + timedelta(days=1))
        said = "Sign in to bid, ask or comment"
        assert (said in page_of("opportunity", running.ocid), said in page_of("opportunity", over.ocid)) == (
            True,
            False,
        )

    def test_it_names_the_deposits_how_to_pay_them_and_when_they_are_back(self, site: HomePage) -> None:
        asked = {"deposit_percent": Decimal(2), "performance_deposit_percent": Decimal(5), "deposit_waiver": "GRADE_3A"}
        tender = TenderFactory.create(open=True, lots=(), budget_fen=40_000_000, **asked)
        LotFactory.create(tender=tender, budget_fen=None)
        page = page_of("opportunity", tender.ocid)
        wanted = (
            "Bid deposit",
            "¥8,000.00",
            "By card or bank transfer, at the supplier&#x27;s desk; never in cash.",
            "Social organisations assessed 3A or better are exempt",
            "Losers get the bid deposit back within 5 working days of the award letter.",
            "Performance deposit",
            "The performance deposit is at most 10 % of the contract and not in cash.",
        )
        assert [text for text in wanted if text not in page] == []
        assert "Deposits" not in page_of("opportunity", TenderFactory.create(open=True).ocid)

    def test_before_the_opening_nothing_tells_of_bids(self, site: HomePage) -> None:
        tender = TenderFactory.create(closed=True, lots=())
        lot = LotFactory.create(tender=tender, state="CLOSED")
        bid = BidFactory.create(sealed=True, lot=lot)
        asked = QuestionFactory.create(tender=tender, asker=bid.supplier)
        page = page_of("opportunity", tender.ocid)
        assert bid.supplier.name not in page
        assert asked.asked_by.name not in page
        purchase = Browser().get("opportunity", tender.ocid).context["purchase"]
        assert (purchase.is_opened, hasattr(purchase.lots[0], "bids_received")) == (False, False)

    def test_after_the_opening_it_says_how_many(self, site: HomePage) -> None:
        award = AwardFactory.create(published=True)
        purchase = Browser().get("opportunity", award.ocid).context["purchase"]
        assert [lot.bids_received for lot in purchase.lots] == [3]
        assert award.bid.supplier.name in page_of("opportunity", award.ocid)

    def test_an_unpublished_award_is_not_told(self, site: HomePage) -> None:
        award = AwardFactory.create(confirmed=True)
        assert award.bid.supplier.name not in page_of("opportunity", award.ocid)

    def test_comments_on_a_draft_stand_with_their_answers(self, site: HomePage) -> None:
        comment = ClauseCommentFactory.create(answered=True)
        page = page_of("opportunity", comment.tender.ocid)
        assert comment.text in page
        assert comment.reason in page

    def test_an_editors_words_stand_on_it_and_a_page_taken_down_hides_nothing(self, site: HomePage) -> None:
        tender = TenderFactory.create(open=True)
        page = put_up(tender)
        page.body_en = [("rule", {"text": "Read the sheet first.", "article": "§ 1"})]
        page.save()
        assert "Read the sheet first." in page_of("opportunity", tender.ocid)
        page.unpublish()
        assert tender.objective in page_of("opportunity", tender.ocid)

    def test_a_draft_is_not_there(self, site: HomePage) -> None:
        assert Browser().get("opportunity", TenderFactory.create().ocid).status_code == 404

    @pytest.mark.parametrize("ocid", ["ocds-nothing", "0", "-"])
    def test_an_unknown_number_is_not_there(self, site: HomePage, ocid: str) -> None:
        answer = Browser().get("opportunity", ocid)
        assert answer.status_code == 404
        assert 'class="masthead"' in answer.content.decode()

    def test_it_asks_at_most_twelve_questions(self, site: HomePage) -> None:
        small = TenderFactory.create(open=True)
        large = AwardFactory.create(published=True).lot.tender
        for tender in (small, large):
            put_up(tender)
            QuestionFactory.create_batch(3, tender=tender)
        person = UserFactory.create()
        assert queries_of(person, "opportunity", small.ocid) <= 12
        assert queries_of(person, "opportunity", large.ocid) <= 12

    def test_the_tree_and_the_address_lead_to_the_same_page(self, site: HomePage) -> None:
        page = put_up(TenderFactory.create(open=True))
        assert TenderPage.objects.get().url.endswith(f"/opportunities/{page.slug}/")

    def test_an_earlier_attempt_stands_beneath_the_new_one(self, site: HomePage) -> None:
        first = TenderFactory.create(cancelled=True)
        again = TenderFactory.create(open=True, plan_item=first.plan_item)
        context = Browser().get("opportunity", first.ocid).context
        assert context["tender"].pk == again.pk
        assert [one.pk for one in context["purchase"].earlier] == [first.pk]


class TestDeadlineFile:
    def test_it_is_one_instant_for_every_calendar(self, site: HomePage) -> None:
        tender = TenderFactory.create(open=True)
        answer = Browser().get("opportunity_deadline", tender.ocid)
        text = answer.content.decode()
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert "DTSTART:20260410T013000Z\r\n" in text
        assert f"URL:http://testserver/en/opportunities/{tender.ocid}/" in text.replace("\r\n ", "")

    def test_no_line_is_too_long_and_no_mark_escapes(self, site: HomePage) -> None:
        tender = TenderFactory.create(open=True, title="服务；a;b,c\\d\r\nX:" + "长" * 100)
        lines = deadline_file(tender, "http://x/").split("\r\n")
        assert max(len(line.encode()) for line in lines) <= 75
        assert not any(line.startswith("X:") for line in lines)

    def test_a_draft_for_comment_has_none(self, site: HomePage) -> None:
        tender = TenderFactory.create(public_comment=True)
        assert Browser().get("opportunity_deadline", tender.ocid).status_code == 404


class TestProject:
    def test_it_shows_milestones_days_to_payment_and_the_rating(self, site: HomePage) -> None:
        contract = ContractFactory.create(in_force=True)
        milestone = MilestoneFactory.create(contract=contract, paid=True)
        PayoutFactory.create(paid=True, milestone=milestone)
        RatingRoundFactory.create(contract=contract, published=True, result=RESULT)
        page = page_of("project", contract.purchase_ocid)
        for wanted in (contract.supplier.name, milestone.title, "Days from acceptance to payment", "76.2", "71.5"):
            assert wanted in page
        assert "76.2" in page_of("projects")

    def test_every_payment_stands_with_its_part_its_last_day_and_its_days(self, site: HomePage) -> None:
        contract = ContractFactory.create(in_force=True)
        accepted = WHILE_RUNNING - timedelta(days=9)
        milestone = MilestoneFactory.create(contract=contract, accepted=True, accepted_at=accepted)
        PayoutFactory.create(paid=True, milestone=milestone)
        decision = PerformanceDecisionFactory.create(contract=contract, at=accepted)
        PayoutFactory.create(performance=True, decision=decision)
        PayoutFactory.create(cancelled=True, milestone=MilestoneFactory.create(contract=contract, accepted=True))
        page = page_of("project", contract.purchase_ocid)
        lines = [
            row.partition("</tr>")[0] for row in re.split(r"<tr[^>]*>", page) if "Base part" in row or "Perf" in row
        ]
        rows = [re.sub(r"<[^>]+>", " ", line).split() for line in lines]
        assert [" ".join(row) for row in rows] == [
            f"{milestone.title} Base part ¥90,000.00 15 July 2026 15 June 2026 9",
            f"{decision.period} Performance part ¥10,000.00 15 July 2026 Payment is being checked –",
        ]

    def test_too_few_answers_show_no_figure(self, site: HomePage) -> None:
        contract = ContractFactory.create(in_force=True)
        RatingRoundFactory.create(contract=contract, published=True)
        assert "too few answered" in page_of("project", contract.purchase_ocid)

    def test_a_contract_that_is_not_published_is_not_there(self, site: HomePage) -> None:
        contract = ContractFactory.create(signed=True)
        assert Browser().get("project", contract.purchase_ocid).status_code == 404

    def test_it_asks_at_most_twelve_questions_at_any_length(self, site: HomePage) -> None:
        contract = ContractFactory.create(in_force=True)
        MilestoneFactory.create(contract=contract)
        person = UserFactory.create()
        one = queries_of(person, "project", contract.purchase_ocid)
        MilestoneFactory.create_batch(2, contract=contract)
        assert queries_of(person, "project", contract.purchase_ocid) == one <= 12


class TestNeedAndNotice:
    def test_a_need_says_what_became_of_it(self, site: HomePage) -> None:
        declined = NeedFactory.create(declined=True)
        merged = NeedFactory.create(merged=True)
        assert declined.decline_reason in page_of("public_need", declined.pk)
        assert merged.merged_into.title in page_of("public_need", merged.pk)

    def test_a_need_asks_at_most_twelve_questions(self, site: HomePage) -> None:
        need = NeedFactory.create(voices=3)
        assert queries_of(ResidentFactory.create(community=need.area).user, "public_need", need.pk) <= 12

    def test_a_notice_shows_winner_points_and_draw(self, site: HomePage) -> None:
        award = AwardFactory.create(published=True)
        assert Browser().get("notice", award.notice.pk).status_code == 200

    @pytest.mark.parametrize("name", ["notice", "public_need"])
    @pytest.mark.parametrize("pk", [0, 10**30])
    def test_an_unknown_number_is_not_there(self, site: HomePage, name: str, pk: int) -> None:
        assert Browser().get(name, pk).status_code == 404

    def test_who_says_what_is_missing_is_led_to_the_form(self, site: HomePage) -> None:
        assert Browser().get("say_what_is_missing")["Location"] == "/en/desk/needs/propose/"


@pytest.mark.parametrize("address", ["/en/nothing/", "/en/opportunities/a/b/", "/en/guides/nothing/", "/zh-hans/%00/"])
def test_an_address_that_leads_nowhere_is_answered_in_the_sites_look(site: HomePage, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 404
    assert 'class="masthead"' in answer.content.decode()
