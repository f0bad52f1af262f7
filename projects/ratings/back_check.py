"""Asking once more in the last period: too few answers are no reason to pay less, nor to stop asking."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from core.audit.record import record
from core.law.ratings import answers_missing
from core.time import core_now, day_of, today
from core.transitions import CLOCK, check, refuse
from projects.periods import last_day
from projects.ratings.models import Ballot, Beneficiary, RatingRound
from projects.ratings.models_back_check import BackCheck, Met
from projects.ratings.states import RatingRoundState

RULE = "rating_back_check"
# Where the holidays that the ten working days may meet are not announced yet.
AT_MOST = timedelta(days=21)
NOT_NEXT = _("This person is not among those whom the draw names next. Ask those first.")


def missing_in(rating_round: RatingRound) -> int:
    """Return how many answers that count are missing until the rating may move money."""
    return answers_missing(rating_round.ballots().counted().count(), rating_round.asked)


def draw(rating_round: RatingRound) -> int:
    """Draw the order in which those are asked once more who did not answer the last period; return how many they are.

    For a round that closes now and whose answers are too few; `back_check_until` is set and saved by the closing. The
    seed stands in the record: whoever has it sorts the same people into the same order.
    """
    if not rating_round.is_last or not missing_in(rating_round):
        return 0
    answered = Ballot.objects.filter(beneficiary=OuterRef("pk"), is_effective=True)
    silent = Beneficiary.objects.filter(~Exists(answered), round=rating_round)
    seed = secrets.token_hex(16)
    drawn = sorted(silent, key=lambda person: sha256(f"{seed}:{person.token_hash}".encode()).hexdigest())
    BackCheck.objects.bulk_create(
        BackCheck(round=rating_round, beneficiary=person, place=place) for place, person in enumerate(drawn, start=1)
    )
    if drawn:
        closed_on = day_of(rating_round.closes_at)
        rating_round.back_check_until = last_day(RULE, closed_on) or closed_on + AT_MOST
        detail = {"seed": seed, "people": len(drawn)}
        record(rating_round, verb="draw_back_check", by=CLOCK, role="clock", detail=detail)
    return len(drawn)


def is_running(rating_round: RatingRound) -> bool:
    """Whether people are asked once more now."""
    until = rating_round.back_check_until
    return rating_round.state == RatingRoundState.CLOSED and until is not None and today() <= until


def to_ask(rating_round: RatingRound, *, missing: int | None = None) -> list[BackCheck]:
    """Return whom to ask next: as many of the drawn as answers are missing, in the drawn order."""
    if not is_running(rating_round):
        return []
    people = rating_round.back_checks.open().select_related("beneficiary__stratum", "beneficiary__resident")
    return list(people[: missing_in(rating_round) if missing is None else missing])


def refuse_unless_next(rating_round: RatingRound, beneficiary_id: int) -> None:
    """Raise Refused where a person is not among those who are asked next."""
    if beneficiary_id not in {one.beneficiary_id for one in to_ask(rating_round)}:
        raise refuse(NOT_NEXT)


def note_answer(rating_round: RatingRound, beneficiary_id: int, *, by: Any) -> None:
    """Note that a drawn person has answered."""
    _note(rating_round, beneficiary_id, met="", by=by)


@transaction.atomic
def note_attempt(round_id: int, *, beneficiary_id: int, met: str, by: Any) -> RatingRound:
    """Note that a drawn person was asked and gave no answer; the next of the draw takes the place. Raises Refused."""
    rating_round = RatingRound.objects.select_for_update().get(pk=round_id)
    check("projects.collect_rating", by=by, thing=rating_round)
    if met not in Met.values:
        raise refuse(_("Say what you met."))
    refuse_unless_next(rating_round, beneficiary_id)
    _note(rating_round, beneficiary_id, met=met, by=by)
    detail = {"beneficiary": beneficiary_id, "met": met}
    record(rating_round, verb="note_attempt", by=by, role="projects.collect_rating", detail=detail)
    return rating_round


def _note(rating_round: RatingRound, beneficiary_id: int, *, met: str, by: Any) -> None:
    """Write what came of one person, and end the back-check where nothing is missing or nobody is left."""
    drawn = rating_round.back_checks.get(beneficiary=beneficiary_id)
    drawn.met, drawn.tried_by, drawn.tried_at = met, by, core_now()
    drawn.save()
    if not missing_in(rating_round) or not rating_round.back_checks.open().exists():
        rating_round.back_check_until = None
        rating_round.save(update_fields=["back_check_until"])
