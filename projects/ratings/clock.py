"""What time wakes in ratings: rounds whose closing time has come, and held ballots that wait for two people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from accounts.models import Membership
from accounts.roles import Role
from core.clock import RunningClock, clocks, instants, sweep
from core.time import day_of, today
from procurement.buyers import BUYING
from projects.periods import last_day
from projects.ratings.back_check import RULE
from projects.ratings.models import Ballot, RatingRound
from projects.ratings.services import close_due_rounds

sweep(close_due_rounds)


@instants
def next_closing(now: datetime) -> datetime | None:
    """The next closing time of an open round."""
    following = RatingRound.objects.closing_after(now).first()
    return following.closes_at if following else None


@clocks
def back_checks(until: date) -> Iterable[RunningClock]:
    """Closed rounds of a last period in which grid workers ask once more."""
    for rating_round in RatingRound.objects.to_back_check().ending_by(until):
        people = Membership.objects.people([rating_round.contract.buyer_id], Role.GRID_WORKER, day=today())
        assert rating_round.back_check_until is not None  # the query asked for it
        yield RunningClock(RULE, "projects.RatingRound", rating_round.pk, rating_round.back_check_until, tuple(people))


@clocks
def held_ballots(until: date) -> Iterable[RunningClock]:
    """Held ballots that the buyer's people have to decide by a day."""
    for ballot in Ballot.objects.undecided():
        assert ballot.held_at is not None  # the query asked for it
        ends_on = last_day("rating_held", day_of(ballot.held_at))
        if ends_on is not None and ends_on <= until:
            contract = ballot.beneficiary.round.contract
            people = tuple(Membership.objects.people([contract.buyer_id], *BUYING, day=today()))
            yield RunningClock("rating_held", "projects.Ballot", ballot.pk, ends_on, people, ocid=contract.ocid)
