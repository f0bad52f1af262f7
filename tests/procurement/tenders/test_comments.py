"""The residents' word: who comments, until when, and that every comment gets its outcome with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from core.audit.models import OutboxMessage
from core.time import SHANGHAI
from procurement.tenders.models import Tender
from procurement.tenders.services import answer_comment, ask_public, comment_on_clause, settle_tender
from tests.factories.tenders import ClauseCommentFactory
from tests.procurement.cast import Cast, by_denial
from tests.refusals import why

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
INSIDE = datetime(2026, 3, 10, 9, 0, tzinfo=SHANGHAI)
UNTIL = datetime(2026, 3, 13, tzinfo=SHANGHAI)
Maker = Callable[..., Tender]
Clock = Callable[[datetime], None]


def test_residents_are_asked_and_what_they_say_is_answered(tender_of: Maker, cast: Cast, clock: Clock) -> None:
    clock(START)
    tender = tender_of("review")
    assert ask_public(tender.pk, until=UNTIL, by=cast.approver).state == "PUBLIC_COMMENT"
    clock(INSIDE)
    comment = comment_on_clause(tender.pk, clause="requirements", text="每周应当上门一次。", by=cast.resident)
    answered = answer_comment(comment.pk, outcome="accepted", reason="已写入服务要求。", by=cast.officer)
    assert (answered.outcome, answered.reason, answered.answered_by) == ("accepted", "已写入服务要求。", cast.officer)
    assert OutboxMessage.objects.get(topic="tender.comment_answered").payload["people"] == [cast.resident.pk]
    clock(UNTIL)
    assert settle_tender(tender.pk, by=cast.officer).state == "REVIEW"


def test_the_promised_time_is_kept(tender_of: Maker, cast: Cast, clock: Clock) -> None:
    clock(INSIDE)
    tender = tender_of("public_comment")
    assert why(settle_tender, tender.pk, by=cast.officer) == [
        "The comment period still runs. Residents were promised that time; settle when it is over."
    ]


def test_a_period_lies_ahead(tender_of: Maker, cast: Cast, clock: Clock) -> None:
    clock(UNTIL)
    tender = tender_of("review")
    assert why(ask_public, tender.pk, until=UNTIL, by=cast.officer) == [
        "The comment period must end in the future. Choose a later end."
    ]


def test_every_comment_needs_its_outcome_before_settling(tender_of: Maker, cast: Cast, clock: Clock) -> None:
    clock(UNTIL)
    tender = tender_of("public_comment")
    comment = ClauseCommentFactory.create(tender=tender)
    assert [reason.split(".")[0] for reason in why(settle_tender, tender.pk, by=cast.officer)] == [
        "A resident's comment has no outcome yet"
    ]
    assert why(answer_comment, comment.pk, outcome="maybe", reason="原因", by=cast.officer) == [
        "Say accepted, partly or declined."
    ]
    assert why(answer_comment, comment.pk, outcome="declined", reason="", by=cast.officer) == [
        "Say why, in a sentence that the others can read."
    ]
    answer_comment(comment.pk, outcome="declined", reason="预算不足。", by=cast.officer)
    assert why(answer_comment, comment.pk, outcome="accepted", reason="改变主意。", by=cast.officer) == [
        "This comment has its outcome already."
    ]
    assert settle_tender(tender.pk, by=cast.officer).state == "REVIEW"


def test_only_residents_of_the_area_comment(tender_of: Maker, cast: Cast, clock: Clock) -> None:
    clock(INSIDE)
    tender = tender_of("public_comment")
    told = by_denial(
        cast.but("resident", "anonymous", "left"),
        lambda by: comment_on_clause(tender.pk, clause="scope", text="请扩大范围。", by=by),
    )
    assert set(told.values()) == {"wrong_role"}


def test_a_comment_has_its_time_its_clause_and_its_words(tender_of: Maker, cast: Cast, clock: Clock) -> None:
    clock(INSIDE)
    tender = tender_of("public_comment")
    assert why(comment_on_clause, tender.pk, clause="price", text="太贵。", by=cast.resident) == [
        "Choose the clause that you comment on."
    ]
    assert why(comment_on_clause, tender.pk, clause="scope", text=" ", by=cast.resident) == [
        "Say in a sentence what should change."
    ]
    clock(UNTIL)
    closed = "The draft takes no comments now. You can still follow what becomes of the purchase."
    assert why(comment_on_clause, tender.pk, clause="scope", text="太晚了。", by=cast.resident) == [closed]
    opened = tender_of("open")
    assert why(comment_on_clause, opened.pk, clause="scope", text="太晚了。", by=cast.resident) == [closed]


def test_only_the_writers_answer_and_only_the_buyer_asks_and_settles(
    tender_of: Maker, cast: Cast, clock: Clock
) -> None:
    clock(UNTIL)
    tender = tender_of("public_comment")
    comment = ClauseCommentFactory.create(tender=tender)
    others = cast.but("officer", "colleague", "approver", "both", "left", "anonymous")
    answering = by_denial(others, lambda by: answer_comment(comment.pk, outcome="accepted", reason="好。", by=by))
    settling = by_denial(others, lambda by: settle_tender(tender.pk, by=by))
    assert set(answering.values()) == set(settling.values()) == {"wrong_role"}
    hidden = tender_of("review")
    asking = by_denial(others, lambda by: ask_public(hidden.pk, until=UNTIL, by=by))
    assert {asking[name] for name in ("grid_worker", "finance", "supervisor")} == {"wrong_role"}
    assert {asking[name] for name in ("resident", "supplier", "officer_elsewhere")} == {"stranger"}


def test_the_database_wants_a_reason_with_every_outcome(tender_of: Maker) -> None:
    with pytest.raises(IntegrityError, match="comment_answered_with_reason"), transaction.atomic():
        ClauseCommentFactory.create(tender=tender_of("public_comment"), outcome="accepted")
