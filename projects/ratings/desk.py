"""What waits on people among the ratings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import BUYER_ROLES, RESIDENT, Role, supervised_paths
from core.desk import MOST, Waiting, waits, waits_in
from core.instants import months
from procurement.tenders.queries import title_of_lot
from procurement.tenders.words import lot_in_plain_words
from projects.ratings.frame import asked_for, token_of
from projects.ratings.models import RatingRound
from projects.ratings.queries import RatingRoundQuerySet

GAP = " · "


def with_months(title: str) -> str:
    """A title that ends in its period, with the period in words."""
    service, gap, period = title.rpartition(GAP)
    return f"{service}{gap}{months(period)}"


LINE: dict[str, Any] = {
    "title": Concat(title_of_lot("contract__lot__"), Value(GAP), "period"),
    "number": "contract__purchase_ocid",
    "worded": with_months,
}
CLOSING = _("the end of the round")
HELD: dict[str, Any] = {
    "todo": _("Decide the held ballots"),
    "page": "ratinground_ballots",
    "by_when": "first_held_at",
    "clock": "rating_held",
    **LINE,
}


@waits_in(*BUYER_ROLES, **HELD)
def to_decide(user: Any) -> RatingRoundQuerySet:
    """Closed rounds of the person's offices with held ballots."""
    return RatingRound.objects.closed_of(user, *BUYER_ROLES).with_held_for(user)


@waits_in(Role.SUPERVISOR, **HELD)
def to_decide_above(user: Any) -> RatingRoundQuerySet:
    """Rounds of supervised buyers with held ballots."""
    return RatingRound.objects.with_held_in(supervised_paths(user), user)


@waits_in(Role.BUYER_OFFICER, todo=_("Finish the review of the rating"), page="ratinground", **LINE)
def to_review(user: Any) -> RatingRoundQuerySet:
    """Closed rounds whose ballots are all decided."""
    return RatingRound.objects.closed_of(user, Role.BUYER_OFFICER).to_review()


@waits_in(Role.APPROVER, todo=_("Publish the residents' rating"), page="ratinground", **LINE)
def to_publish(user: Any) -> RatingRoundQuerySet:
    """Rounds that somebody else has reviewed."""
    return RatingRound.objects.closed_of(user, Role.APPROVER).to_publish_by(user)


@waits_in(
    Role.GRID_WORKER,
    todo=_("Ask the people who need help"),
    page="ratinground_collect",
    by_when="closes_at",
    basis=CLOSING,
    **LINE,
)
def to_collect(user: Any) -> RatingRoundQuerySet:
    """Open rounds in which people wait to be asked."""
    return RatingRound.objects.collected_by(user)


@waits_in(
    Role.GRID_WORKER,
    todo=_("Ask those whom the draw names once more"),
    page="ratinground_collect",
    by_when="closes_at",
    clock="rating_back_check",
    **LINE,
)
def to_ask_once_more(user: Any) -> RatingRoundQuerySet:
    """Closed rounds of a last period with too few answers."""
    return RatingRound.objects.back_checked_by(user)


@waits(RESIDENT)
def for_the_served(user: Any) -> Iterator[Waiting]:
    """Services that the person was served by and has not rated."""
    for place in asked_for(user)[:MOST]:
        asked, lot = place.round, place.round.contract.lot
        title = f"{lot_in_plain_words(lot)}{GAP}{months(asked.period)}"
        url = reverse("rate", args=[token_of(place)])
        yield Waiting(title, _("Say how satisfied you are"), url, asked.closes_at, asked.ocid, CLOSING)
