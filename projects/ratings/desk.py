"""What waits on people among the ratings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import RESIDENT, Role, holds, supervised_paths
from core.desk import Waiting, waits
from core.views import thing_url
from projects.ratings.frame import asked_for, token_of
from projects.ratings.models import RatingRound
from projects.ratings.states import RatingRoundState

MOST = 50  # lines a desk shows of one kind


def title_of(rating_round: RatingRound) -> str:
    """The service and the period."""
    lot = rating_round.contract.lot
    return f"{lot.title or lot.tender.title} · {rating_round.period}"


@waits(Role.BUYER_OFFICER, Role.APPROVER)
def for_the_buyer(user: Any) -> Iterator[Waiting]:
    """Held ballots to decide, rounds to review and to publish."""
    for found in RatingRound.objects.waiting_for_buyer(user).order_by("closes_at", "pk")[:MOST]:
        buyer = found.contract.buyer_id
        if found.has_held:
            if found.has_held_for_me:
                url = reverse("ratinground_ballots", args=[found.pk])
                yield Waiting(title_of(found), _("Decide the held ballots"), url, None, found.ocid)
        elif found.state == RatingRoundState.REVIEWED:
            if holds(user, buyer, Role.APPROVER) and found.reviewed_by_id != user.pk:
                yield Waiting(title_of(found), _("Publish the residents' rating"), thing_url(found), None, found.ocid)
        elif holds(user, buyer, Role.BUYER_OFFICER):
            yield Waiting(title_of(found), _("Finish the review of the rating"), thing_url(found), None, found.ocid)


@waits(Role.SUPERVISOR)
def for_the_supervisor(user: Any) -> Iterator[Waiting]:
    """Held ballots to decide."""
    for found in RatingRound.objects.with_held_in(supervised_paths(user), user).order_by("closes_at", "pk")[:MOST]:
        url = reverse("ratinground_ballots", args=[found.pk])
        yield Waiting(title_of(found), _("Decide the held ballots"), url, None, found.ocid)


@waits(Role.GRID_WORKER)
def for_the_grid_worker(user: Any) -> Iterator[Waiting]:
    """Open rounds in which people wait to be asked."""
    for found in RatingRound.objects.collected_by(user)[:MOST]:
        url = reverse("ratinground_collect", args=[found.pk])
        yield Waiting(title_of(found), _("Ask the people who need help"), url, found.closes_at, found.ocid)


@waits(RESIDENT)
def for_the_served(user: Any) -> Iterator[Waiting]:
    """Services that the person was served by and has not rated."""
    for place in asked_for(user)[:MOST]:
        url = reverse("rate", args=[token_of(place)])
        yield Waiting(
            title_of(place.round), _("Say how satisfied you are"), url, place.round.closes_at, place.round.ocid
        )
