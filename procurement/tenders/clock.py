"""The clocks of a tender that people must not miss: the deadline, and questions that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.clock import RunningClock, clocks
from core.law.calendar import load_calendar
from core.law.periods import clock_end
from core.law.refusals import UncoveredYear
from core.time import day_of, end_of_day
from procurement.tenders.models import Question, Tender
from procurement.tenders.states import TenderState


def concerned(tender: Tender) -> tuple[int, ...]:
    """Return the ids of the people who run the tender."""
    return tuple(sorted({tender.drafted_by_id, *(pk for pk in (tender.published_by_id,) if pk)}))


@clocks
def deadlines(until: date) -> Iterator[RunningClock]:
    """Open tenders whose deadline comes on or before a day."""
    for tender in Tender.objects.closing_before(end_of_day(until)).order_by("deadline", "pk"):
        if tender.deadline is not None:
            yield RunningClock(
                "tender_period", "procurement.Tender", tender.pk, day_of(tender.deadline), concerned(tender)
            )


@clocks
def inquiries(until: date) -> Iterator[RunningClock]:
    """Questions of open tenders whose answer is due on or before a day."""
    waiting = Question.objects.unanswered().filter(tender__state=TenderState.OPEN).select_related("tender")
    calendar = load_calendar() if waiting else None
    for question in waiting:
        try:
            ends = clock_end("inquiry_reply", day_of(question.asked_at), calendar).result  # type: ignore[arg-type]
        except UncoveredYear:
            continue  # not computable yet; the question itself still stands on the officer's list
        if ends <= until:
            yield RunningClock("inquiry_reply", "procurement.Question", question.pk, ends, concerned(question.tender))
