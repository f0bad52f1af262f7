"""Questions about ratings."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Q

if TYPE_CHECKING:
    from projects.ratings.models import Ballot, RatingRound  # noqa: F401 (named in the types below)

HELD = Q(held_at__isnull=False, decided_at__isnull=True)
COUNTED = Q(is_effective=True) & (Q(held_at__isnull=True) | Q(decided_at__isnull=False, counts=True))


class RatingRoundQuerySet(models.QuerySet["RatingRound"]):
    """Rounds by who may read them and by what time asks of them."""

    def visible_to(self, user: Any) -> RatingRoundQuerySet:
        """Every round is public: that people are asked, and later what they said; ballots never are."""
        return self

    def published_for(self, period: str) -> RatingRoundQuerySet:
        """Published rounds of a period."""
        return self.filter(state="PUBLISHED", period=period)

    def due_to_close(self, now: datetime) -> RatingRoundQuerySet:
        """Open rounds whose closing time has come."""
        return self.filter(state="OPEN", closes_at__lte=now)

    def closing_after(self, now: datetime) -> RatingRoundQuerySet:
        """Open rounds that still run, the next to close first."""
        return self.filter(state="OPEN", closes_at__gt=now).order_by("closes_at")


class BallotQuerySet(models.QuerySet["Ballot"]):
    """Ballots of a round by what may be done with them."""

    def of_round(self, round_id: int) -> BallotQuerySet:
        """The effective ballots of a round, held ones included."""
        return self.filter(beneficiary__round=round_id, is_effective=True)

    def held(self) -> BallotQuerySet:
        """Ballots that two people still have to decide."""
        return self.filter(HELD)

    def undecided(self) -> BallotQuerySet:
        """Held ballots of every round with their contract, the longest held first."""
        rounds = "beneficiary__round__contract"
        return self.held().filter(is_effective=True).select_related(rounds).order_by("held_at", "pk")

    def counted(self) -> BallotQuerySet:
        """Ballots that make the figure: effective, and not held or decided to count."""
        return self.filter(COUNTED)

    def levels_by_stratum(self) -> dict[str, dict[str, int]]:
        """How many ballots of each level in each stratum; one query."""
        levels: dict[str, dict[str, int]] = {}
        cells = self.values("beneficiary__stratum__key", "level").annotate(n=Count("pk")).order_by()
        for cell in cells:
            levels.setdefault(cell["beneficiary__stratum__key"], {})[str(cell["level"])] = cell["n"]
        return levels
