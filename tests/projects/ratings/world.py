"""A rating round as its tests tell it: so many people served, so many answers of each level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from core.time import SHANGHAI
from projects.contracts.models import Contract
from projects.ratings import services
from projects.ratings.collecting import rate, rate_for
from projects.ratings.models import Ballot, Beneficiary, RatingRound
from projects.ratings.services import Served, token_for
from tests.projects.story import Story

CLOSES_AT = datetime(2026, 6, 26, 18, 0, tzinfo=SHANGHAI)
AFTER = datetime(2026, 6, 26, 18, 0, 1, tzinfo=SHANGHAI)

Levels = Mapping[int, int]
BY_THEMSELVES: Levels = {5: 14, 4: 12, 3: 5, 2: 3, 1: 1}
WITH_HELP: Levels = {5: 15, 4: 14, 3: 5, 2: 2, 1: 1}
BURST = 12  # twelve more answers, all of level 5, make vector A of vector B


def frame(**strata: int) -> list[Served]:
    """Return so many people of each stratum."""
    return [Served(f"{key}-{number}", key) for key, size in strata.items() for number in range(size)]


def opened(
    story: Story, contract: Contract, served: Sequence[Served] | None = None, *, by: Any = None, **given: Any
) -> RatingRound:
    """Open a round among 70 people who rate by themselves and 110 who are helped, or those given."""
    terms = {"period": "2026-01/2026-06", "closes_at": CLOSES_AT, **given}
    people = frame(self=70, assist=110) if served is None else served
    return services.open_round(contract.pk, frame=people, by=by or story.cast.officer, **terms)


def people(rating_round: RatingRound, stratum: str = "self") -> list[Beneficiary]:
    """Return the people of a stratum, in order."""
    return list(Beneficiary.objects.filter(round=rating_round, stratum__key=stratum).order_by("pk"))


def token(person: Beneficiary) -> str:
    """Return the token in a person's link."""
    return token_for(person.round, person.person_key)


def answer(rating_round: RatingRound, levels: Levels, *, stratum: str = "self", by: Any = None) -> list[Ballot]:
    """Let the next people of a stratum who have not answered rate, or let a grid worker take their answers down."""
    waiting = iter(Beneficiary.objects.filter(round=rating_round, stratum__key=stratum, ballots=None).order_by("pk"))
    answers = [level for level, number in levels.items() for _ in range(number)]
    return [
        rate_for(next(waiting).pk, level=level, by=by) if by else rate(token(next(waiting)), level=level)
        for level in answers
    ]


def published(story: Story, rating_round: RatingRound, clock: Any) -> RatingRound:
    """Close, review and publish a round; return it as its readers find it. Nobody of the drawn is asked once more."""
    clock(AFTER)
    services.close_round_if_due(rating_round.pk)
    until = RatingRound.objects.get(pk=rating_round.pk).back_check_until
    if until:
        clock(datetime.combine(until + timedelta(days=1), time(9), SHANGHAI))
    services.review_round(rating_round.pk, by=story.cast.officer)
    services.publish_round(rating_round.pk, by=story.cast.approver)
    return RatingRound.objects.get(pk=rating_round.pk)
