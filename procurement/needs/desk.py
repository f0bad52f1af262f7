"""What waits on people among the needs, and where they find them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import RESIDENT, Role
from core.desk import Place, Waiting, places, waits
from core.views import thing_url
from procurement.needs.models import Need

MOST = 50  # lines a desk shows of one kind; the list behind it shows all
FEW = 10  # what one may do, and nobody has to


def _titled(need: Need) -> str:
    return f"{need.title} · {need.area}"


@waits(Role.BUYER_OFFICER)
def to_answer(user: Any) -> Iterator[Waiting]:
    """Needs that enough residents stand behind and the officer's street office has to answer."""
    for need in Need.objects.to_answer_by(user).select_related("area").order_by("pk")[:MOST]:
        yield Waiting(_titled(need), _("Answer the residents' need"), thing_url(need))


@waits(RESIDENT)
def to_stand_behind(user: Any) -> Iterator[Waiting]:
    """Needs near a resident's home that wait for voices."""
    for need in Need.objects.to_stand_behind(user).select_related("area").order_by("-proposed_at", "-pk")[:FEW]:
        yield Waiting(_titled(need), _("Do you miss this too? Stand behind it"), thing_url(need))


@waits(Role.GRID_WORKER)
def to_collect(user: Any) -> Iterator[Waiting]:
    """Needs of the grid that have not reached their threshold: residents without an account may be behind them."""
    for need in Need.objects.looking_for_voices(user).select_related("area").order_by("-proposed_at", "-pk")[:FEW]:
        yield Waiting(
            _titled(need), _("Ask residents without an account, and write down their voices"), thing_url(need)
        )


@places(RESIDENT, Role.GRID_WORKER)
def to_propose(user: Any) -> Iterator[Place]:
    """Where a need is brought."""
    yield Place(reverse("propose_need"), _("Say what is missing"), _("Ask for a service that your community lacks."))


@places(RESIDENT, Role.GRID_WORKER, Role.BUYER_OFFICER, Role.APPROVER, Role.SUPERVISOR)
def entrances(user: Any) -> Iterator[Place]:
    """Where the needs of the person's areas stand."""
    yield Place(reverse("desk_needs"), _("Needs"), _("What residents miss, and what became of it."))
