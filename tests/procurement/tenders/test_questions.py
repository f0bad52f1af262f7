"""Questions and answers: from the publication to the deadline, public, and nobody learns who asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from accounts.roles import Role
from core.audit.models import AuditRow
from core.time import SHANGHAI
from procurement.tenders.clock import deadlines, inquiries
from procurement.tenders.models import Tender
from procurement.tenders.services import answer_question, ask_question
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.tenders import DEADLINE, WHILE_OPEN, QuestionFactory
from tests.procurement.cast import Cast, by_denial
from tests.refusals import why

pytestmark = pytest.mark.django_db
Maker = Callable[..., Tender]
Clock = Callable[[datetime], None]
CLOSED = "Questions are taken from the publication until the deadline."


@pytest.fixture(autouse=True)
def while_open(clock: Clock) -> None:
    clock(WHILE_OPEN)


def test_a_supplier_asks_and_everybody_reads_the_answer(tender_of: Maker, cast: Cast) -> None:
    tender = tender_of("open")
    question = ask_question(tender.pk, text="上门时间可以商定吗？", by=cast.supplier)
    (membership,) = cast.supplier.memberships.all()
    assert (question.asker_id, question.asked_by) == (membership.organisation_id, cast.supplier)
    answered = answer_question(question.pk, answer="可以。", by=cast.officer)
    assert (answered.answer, answered.answered_by) == ("可以。", cast.officer)
    assert why(answer_question, question.pk, answer="不可以。", by=cast.officer) == [
        "This question is answered already. Everybody has read the answer, so it stays."
    ]


def test_the_record_hides_who_asked_until_the_opening(tender_of: Maker, cast: Cast) -> None:
    tender = tender_of("open")
    question = ask_question(tender.pk, text="上门时间可以商定吗？", by=cast.supplier)
    row = AuditRow.objects.get(thing_kind="procurement.Question", verb="ask")
    assert (row.seal, row.party) == (f"tender:{tender.pk}", str(question.asker_id))


def test_questions_stop_at_the_deadline_by_the_clock_alone(tender_of: Maker, cast: Cast, clock: Clock) -> None:
    tender = tender_of("open")
    clock(DEADLINE - timedelta(seconds=30))
    ask_question(tender.pk, text="还来得及吗？", by=cast.supplier)
    clock(DEADLINE)
    assert why(ask_question, tender.pk, text="还来得及吗？", by=cast.supplier) == [CLOSED]
    assert Tender.objects.get(pk=tender.pk).state == "OPEN"


@pytest.mark.parametrize("trait", ["public_comment", "closed", "opened", "cancelled"])
def test_only_open_tenders_are_asked_about(tender_of: Maker, cast: Cast, trait: str) -> None:
    assert why(ask_question, tender_of(trait).pk, text="可以吗？", by=cast.supplier) == [CLOSED]


def test_who_represents_several_suppliers_says_for_which(tender_of: Maker, cast: Cast) -> None:
    tender = tender_of("open")
    second = OrganisationFactory.create()
    MembershipFactory.create(person=cast.supplier, organisation=second, role=Role.SUPPLIER)
    choose = ["Choose the supplier that you ask for."]
    assert why(ask_question, tender.pk, text="可以吗？", by=cast.supplier) == choose
    foreign = OrganisationFactory.create()
    assert why(ask_question, tender.pk, text="可以吗？", asker_id=foreign.pk, by=cast.supplier) == choose
    assert ask_question(tender.pk, text="可以吗？", asker_id=second.pk, by=cast.supplier).asker == second


def test_only_suppliers_ask_and_only_the_office_answers(tender_of: Maker, cast: Cast) -> None:
    tender = tender_of("open")
    question = QuestionFactory.create(tender=tender)
    asking = by_denial(
        cast.but("supplier", "anonymous", "left"), lambda by: ask_question(tender.pk, text="可以吗？", by=by)
    )
    answering = by_denial(
        cast.but("officer", "colleague", "both", "anonymous", "left"),
        lambda by: answer_question(question.pk, answer="可以。", by=by),
    )
    assert set(asking.values()) == set(answering.values()) == {"wrong_role"}


def test_empty_words_are_refused(tender_of: Maker, cast: Cast) -> None:
    tender = tender_of("open")
    assert why(ask_question, tender.pk, text="  ", by=cast.supplier) == ["Write your question."]
    question = QuestionFactory.create(tender=tender)
    assert why(answer_question, question.pk, answer="", by=cast.officer) == ["Write the answer."]


def test_people_are_reminded_of_answers_and_deadlines(tender_of: Maker, cast: Cast) -> None:
    tender = tender_of("open")
    QuestionFactory.create(tender=tender, answered=True)
    asked = datetime(2026, 4, 2, 15, 0, tzinfo=SHANGHAI)
    question = QuestionFactory.create(tender=tender, asked_at=asked)
    people = tuple(sorted({cast.officer.pk, tender.published_by_id}))
    # Three working days from Thursday 2 April, over the Qingming holiday of 4 to 6 April: 3, 7 and 8 April.
    assert list(inquiries(date(2026, 4, 7))) == []
    (waiting,) = inquiries(date(2026, 4, 8))
    assert (waiting.rule_key, waiting.thing_id, waiting.ends_on, waiting.people) == (
        "inquiry_reply",
        question.pk,
        date(2026, 4, 8),
        people,
    )
    assert list(deadlines(date(2026, 4, 9))) == []
    (closing,) = deadlines(date(2026, 4, 10))
    assert (closing.thing_id, closing.ends_on, closing.people) == (tender.pk, date(2026, 4, 10), people)
