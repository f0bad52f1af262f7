"""What time wakes among the awards: final ones, and the buyer's two short clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.clock import RunningClock, clocks, sweep
from core.law.calendar import load_calendar
from core.law.periods import clock_end
from core.law.refusals import UncoveredYear
from core.time import day_of, today
from procurement.awards.models import Award
from procurement.awards.services import finalise_award_if_due, officers_of


@sweep
def finalise_due_awards() -> int:
    """Make every award final whose window for challenges is over; returns how many."""
    due = list(Award.objects.unchallenged_on(today()).order_by("pk").values_list("pk", flat=True))
    return len([finalise_award_if_due(award_id) for award_id in due])


@clocks
def buyers_clocks(until: date) -> Iterator[RunningClock]:
    """Yield the buyer's clocks that end by a day: to confirm a proposal, and to publish what is confirmed."""
    calendar = load_calendar()
    running = [
        ("buyer_confirm", "proposed_at", Award.objects.waiting_for_confirmation()),
        ("award_publish", "confirmed_at", Award.objects.waiting_for_publication()),
    ]
    for key, field, waiting in running:
        for award in waiting.select_related("lot__tender").order_by("pk"):
            try:
                ends_on = clock_end(key, day_of(getattr(award, field)), calendar).result
            except UncoveredYear:
                continue  # shown as not computable yet; a reminder needs a day
            if ends_on <= until:
                yield RunningClock(key, Award._meta.label, award.pk, ends_on, tuple(officers_of(award)))
