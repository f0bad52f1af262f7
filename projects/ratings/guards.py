"""What is asked before a rating round moves, and why not."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.time import core_now, today
from core.transitions import guard


@guard(_("The round is still open: people may rate until its closing time."))
def closing_time_has_come(rating_round: Any) -> bool:
    """Only time closes a round, so that nobody stops it when the figure pleases."""
    return bool(rating_round.closes_at <= core_now())


@guard(_("Some ballots are held. Two people have to decide each of them first."))
def no_ballot_is_undecided(rating_round: Any) -> bool:
    """A held ballot is neither counted nor dropped by silence."""
    return not rating_round.ballots().held().exists()


@guard(_("Too few answered in the last period: those who were drawn are asked once more first, for ten working days."))
def back_check_is_over(rating_round: Any) -> bool:
    """Enough have answered, everybody drawn was tried, or the time is over: no longer does the supplier wait."""
    return rating_round.back_check_until is None or bool(rating_round.back_check_until < today())
