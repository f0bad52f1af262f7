"""Questions about ratings."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from accounts.areas.queries import within
from accounts.roles import Role, organisations_of
from core.time import CoreNow, today
from projects.ratings.spans import share_a_month

if TYPE_CHECKING:
    from projects.ratings.models import Ballot, RatingRound

HELD = Q(held_at__isnull=False, decided_at__isnull=True)
COUNTED = Q(is_effective=True) & (Q(held_at__isnull=True) | Q(decided_at__isnull=False, counts=True))


class RatingRoundQuerySet(models.QuerySet["RatingRound"]):
    """Rounds by who may read them and by what time asks of them."""

    def visible_to(self, user: Any) -> RatingRoundQuerySet:
        """Every round is public: that people are asked, and later what they said; ballots never are."""
        return self

    def for_reading(self) -> RatingRoundQuerySet:
        """With everything that a page of one round says about it."""
        return self.select_related(
            "contract__buyer__area", "contract__supplier", "contract__lot__tender__plan_item__area"
        )

    def by_number(self, pk: int) -> RatingRound | None:
        """The round of a number with its contract, if it is among these."""
        return self.for_reading().filter(pk=pk).first()

    def closed_of(self, user: Any, *roles: str) -> RatingRoundQuerySet:
        """Rounds whose time is over and that are not published, of the offices where the person holds a role."""
        over = Q(state__in=["CLOSED", "REVIEWED"]) | Q(state="OPEN", closes_at__lte=CoreNow())
        return self.filter(over, contract__buyer__in=organisations_of(user, *roles)).order_by("closes_at", "pk")

    def with_held_for(self, user: Any) -> RatingRoundQuerySet:
        """Rounds with held ballots that the person has not decided, the first of them held since `first_held_at`."""
        first = _held().exclude(first_decider=user.pk).order_by("held_at").values("held_at")[:1]
        return self.annotate(first_held_at=Subquery(first)).filter(first_held_at__isnull=False)

    def to_review(self) -> RatingRoundQuerySet:
        """Rounds without held ballots that nobody has reviewed."""
        return self.filter(~Exists(_held())).exclude(state="REVIEWED").exclude(back_check_until__gte=today())

    def to_publish_by(self, user: Any) -> RatingRoundQuerySet:
        """Rounds that somebody else has reviewed."""
        return self.filter(~Exists(_held()), state="REVIEWED").exclude(reviewed_by=user.pk)

    def with_held_in(self, paths: tuple[str, ...], user: Any) -> RatingRoundQuerySet:
        """Rounds of buyers in these areas with held ballots that the person has not decided."""
        return self.filter(within(paths, "contract__buyer__area")).with_held_for(user).order_by("closes_at", "pk")

    def collected_by(self, user: Any) -> RatingRoundQuerySet:
        """Open rounds of the offices for which the person collects, and not of their own organisation's service."""
        return (
            self.filter(state="OPEN", closes_at__gt=CoreNow())
            .filter(contract__buyer__in=organisations_of(user, Role.GRID_WORKER))
            .exclude(contract__supplier__in=organisations_of(user))
            .order_by("closes_at", "pk")
        )

    def to_back_check(self) -> RatingRoundQuerySet:
        """Closed rounds of a last period in which people are asked once more."""
        return self.filter(state="CLOSED", back_check_until__gte=today())

    def ending_by(self, day: date) -> RatingRoundQuerySet:
        """Those whose back-check ends by a day, with their contract."""
        return self.filter(back_check_until__lte=day).select_related("contract")

    def back_checked_by(self, user: Any) -> RatingRoundQuerySet:
        """Those of the offices for which the person collects, and not of their own organisation's service."""
        mine = self.to_back_check().filter(contract__buyer__in=organisations_of(user, Role.GRID_WORKER))
        return mine.exclude(contract__supplier__in=organisations_of(user)).order_by("closes_at", "pk")

    def published_for(self, period: str) -> RatingRoundQuerySet:
        """Published rounds of a period."""
        return self.filter(state="PUBLISHED", period=period)

    def asks_about(self, period: str) -> bool:
        """Whether one of these asks about a month of a period."""
        return any(share_a_month(one, period) for one in self.values_list("period", flat=True))

    def due_to_close(self, now: datetime) -> RatingRoundQuerySet:
        """Open rounds whose closing time has come."""
        return self.filter(state="OPEN", closes_at__lte=now)

    def closing_after(self, now: datetime) -> RatingRoundQuerySet:
        """Open rounds that still run, the next to close first."""
        return self.filter(state="OPEN", closes_at__gt=now).order_by("closes_at")


def _held() -> Any:
    """The held ballots of the round of the outer query."""
    ballots = apps.get_model("projects", "Ballot").objects.held()
    return ballots.filter(beneficiary__round=OuterRef("pk"), is_effective=True)


class BallotQuerySet(models.QuerySet["Ballot"]):
    """Ballots of a round by what may be done with them."""

    def of_round(self, round_id: int) -> BallotQuerySet:
        """The effective ballots of a round, held ones included."""
        return self.filter(beneficiary__round=round_id, is_effective=True)

    def for_reading(self) -> BallotQuerySet:
        """With the round, the stratum and the people who have touched it; the answer itself is not shown to anybody."""
        return self.select_related(
            "beneficiary__stratum",
            "beneficiary__round__contract__buyer__area",
            "beneficiary__round__contract__lot__tender",
            "collector",
            "held_by",
            "first_decider",
            "second_decider",
        )

    def by_number(self, pk: int) -> Ballot | None:
        """The ballot of a number, if it is among these."""
        return self.for_reading().filter(pk=pk).first()

    def by_receipt(self, receipt: str) -> Ballot | None:
        """The ballot of a receipt with its round, replaced ones included."""
        return self.filter(receipt=receipt).select_related("beneficiary__round").first()

    def ever_held(self) -> BallotQuerySet:
        """Ballots that were held, decided or not; the oldest hold first."""
        return self.filter(held_at__isnull=False).order_by("held_at", "pk")

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
