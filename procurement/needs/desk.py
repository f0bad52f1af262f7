"""What waits on people among the needs, and where they find them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import RESIDENT, Role
from core.desk import Place, places, waits_in
from core.words import TitleColumn
from procurement.needs.models import Need
from procurement.needs.queries import NeedQuerySet

FEW = 10  # lines of what one may do, and nobody has to
TITLED = Concat("title", Value(" · "), TitleColumn("area__name_zh", "area__name_en"))


@waits_in(Role.BUYER_OFFICER, todo=_("Answer the residents' need"), page="need", title=TITLED)
def to_answer(user: Any) -> NeedQuerySet:
    """Needs that enough residents stand behind and the officer's street office has to answer."""
    return Need.objects.to_answer_by(user).order_by("pk")


@waits_in(RESIDENT, todo=_("Do you miss this too? Stand behind it"), page="need", title=TITLED, most=FEW)
def to_stand_behind(user: Any) -> NeedQuerySet:
    """Needs near a resident's home that wait for voices."""
    return Need.objects.to_stand_behind(user).order_by("-proposed_at", "-pk")


@waits_in(
    Role.GRID_WORKER,
    todo=_("Ask residents without an account, and write down their voices"),
    page="need",
    title=TITLED,
    most=FEW,
)
def to_collect(user: Any) -> NeedQuerySet:
    """Needs of the grid that have not reached their threshold: residents without an account may be behind them."""
    return Need.objects.looking_for_voices(user).order_by("-proposed_at", "-pk")


@places(RESIDENT, Role.GRID_WORKER, at=9)
def to_propose(user: Any) -> Iterator[Place]:
    """Where a need is brought."""
    yield Place(reverse("propose_need"), _("Say what is missing"), _("Ask for a service that your community lacks."))


@places(RESIDENT, Role.GRID_WORKER, Role.BUYER_OFFICER, Role.APPROVER, Role.SUPERVISOR, at=10)
def entrances(user: Any) -> Iterator[Place]:
    """Where the needs of the person's areas stand."""
    yield Place(reverse("desk_needs"), _("Needs"), _("What residents miss, and what became of it."))
