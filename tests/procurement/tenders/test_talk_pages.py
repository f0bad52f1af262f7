"""The pages on which people speak to a tender, and on which its keys are made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from accounts.roles import Role
from core.time import core_now
from procurement.tenders.models import ClauseComment, CustodianKey, Question, Tender
from tests.factories.accounts import member
from tests.factories.custody import be_quick, give_keys
from tests.factories.tenders import ISSUED, WHILE_OPEN
from tests.pages import Browser, queries_of
from tests.procurement.cast import Cast
from tests.procurement.tenders.test_pages import todos

pytestmark = pytest.mark.django_db

Make = Callable[..., Tender]


class TestResidents:
    def test_are_asked_comment_and_are_answered(self, cast: Cast, tender_of: Make, clock: Any) -> None:
        clock(ISSUED)
        tender = tender_of("review")
        until = (core_now() + timedelta(days=8)).strftime("%Y-%m-%dT%H:%M")
        assert Browser(cast.approver).post("tender_ask_public", tender.pk, until=until, sure="1").status_code == 302
        assert ("Say what you think of the draft", f"/en/desk/tenders/{tender.pk}/") in todos(cast.resident)
        data = {"clause": "scope", "text": "请包括夜间。"}
        assert Browser(cast.resident_next_door).post("comment_on_tender", tender.pk, **data).status_code == 403
        assert Browser(cast.resident).post("comment_on_tender", tender.pk, **data).status_code == 302
        comment = ClauseComment.objects.get()
        assert ("Answer the residents' comments", f"/en/desk/tenders/{tender.pk}/") in todos(cast.officer)
        outcome = {"outcome": "accepted", "reason": "已写入。"}
        assert Browser(cast.resident).post("answer_comment", comment.pk, **outcome).status_code == 403
        assert Browser(cast.officer).post("answer_comment", comment.pk, **outcome).status_code == 302
        page = Browser(cast.resident).get("tender", tender.pk).content.decode()
        assert "已写入。" in page
        assert Browser(cast.officer).get("tender_comments", tender.pk).status_code == 200
        assert Browser(cast.officer).post("tender_settle", tender.pk).status_code == 409
        clock(core_now() + timedelta(days=9))
        assert ("Settle the comments", f"/en/desk/tenders/{tender.pk}/") in todos(cast.officer)
        assert Browser(cast.officer).post("tender_settle", tender.pk).status_code == 302


class TestQuestions:
    def test_a_supplier_asks_and_everybody_reads_the_answer_but_not_who_asked(
        self, cast: Cast, tender_of: Make, clock: Any
    ) -> None:
        clock(WHILE_OPEN)
        tender = tender_of("open")
        assert Browser(cast.resident).post("ask_question", tender.pk, text="?").status_code == 403
        assert Browser(cast.supplier).post("ask_question", tender.pk, text="").status_code == 422
        assert Browser(cast.supplier).post("ask_question", tender.pk, text="可以联合投标吗？").status_code == 302
        question = Question.objects.get()
        assert ("Answer the suppliers' questions", f"/en/desk/tenders/{tender.pk}/") in todos(cast.officer)
        assert Browser(cast.officer).post("answer_question", question.pk, answer="可以。", sure="1").status_code == 302
        page = Browser(cast.resident).get("tender_questions", tender.pk).content.decode()
        assert "可以联合投标吗？" in page
        assert "可以。" in page
        for person in (cast.resident, cast.officer):
            page = Browser(person).get("tender", tender.pk).content.decode()
            assert cast.supplier.name not in page
            assert question.asker.name not in page


class TestKeys:
    def test_custodians_make_and_prove_their_keys(
        self, cast: Cast, tender_of: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        be_quick(monkeypatch)
        tender = tender_of("review")
        keeper = member(cast.office, Role.CUSTODIAN)
        assert ("Make your key for this tender and prove it", f"/en/desk/tenders/{tender.pk}/keys/") in todos(keeper)
        browser, words = Browser(keeper), "four words are long enough"
        assert "Make my key" in browser.get("tender_keys", tender.pk).content.decode()
        differ = browser.post("make_key", tender.pk, "A", passphrase=words, again="other words, also long")
        assert differ.status_code == 422
        assert words not in differ.content.decode()
        assert browser.post("make_key", tender.pk, "B", passphrase=words, again=words).status_code == 403
        assert browser.post("make_key", tender.pk, "A", passphrase=words, again=words).status_code == 302
        key = CustodianKey.objects.get()
        assert Browser(cast.officer).post("prove_key", key.pk, passphrase=words).status_code == 404
        assert browser.post("prove_key", key.pk, passphrase="not these words at all").status_code == 409
        assert browser.post("prove_key", key.pk, passphrase=words).status_code == 302
        assert CustodianKey.objects.get().proven_at is not None
        assert todos(keeper) == []

    def test_a_supervising_custodian_finds_the_keys_of_a_draft_but_not_the_draft(
        self, cast: Cast, tender_of: Make
    ) -> None:
        tender = tender_of("review")
        people = give_keys(tender)
        assert Browser(people.b1).get("tender_keys", tender.pk).status_code == 200
        assert Browser(people.b1).get("tender", tender.pk).status_code == 404
        assert Browser(cast.stranger).get("tender_keys", tender.pk).status_code == 404
        assert queries_of(people.b1, "tender_keys", tender.pk) <= 12

    def test_nobody_guesses_at_a_passphrase(self, cast: Cast, tender_of: Make, monkeypatch: pytest.MonkeyPatch) -> None:
        be_quick(monkeypatch)
        cache.clear()
        tender, keeper, words = tender_of("review"), member(cast.office, Role.CUSTODIAN), "four words are long enough"
        browser = Browser(keeper)
        browser.post("make_key", tender.pk, "A", passphrase=words, again=words)
        key = CustodianKey.objects.get()
        for number in range(10):
            assert browser.post("prove_key", key.pk, passphrase=f"the guess {number} of many").status_code == 409
        page = browser.post("prove_key", key.pk, passphrase=words)
        assert page.status_code == 409
        assert "Wait five minutes" in page.content.decode()
        assert CustodianKey.objects.get().proven_at is None
