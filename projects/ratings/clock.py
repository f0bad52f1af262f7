"""What time wakes in ratings: rounds whose closing time has come."""

from __future__ import annotations

from datetime import datetime

from core.clock import instants, sweep
from projects.ratings.models import RatingRound
from projects.ratings.services import close_due_rounds

sweep(close_due_rounds)


@instants
def next_closing(now: datetime) -> datetime | None:
    """The next closing time of an open round."""
    following = RatingRound.objects.closing_after(now).first()
    return following.closes_at if following else None
