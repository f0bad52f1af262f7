"""Needs as everybody reads them, with the voices behind each."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.roles import resident_of
from procurement.needs.models import Need, NeedSupport
from procurement.needs.states import NEED_STATE_NAMES, WAITING, NeedState
from procurement.plans.models import PlanItem
from procurement.tenders.models import Tender

ON_THE_FIRST_PAGE = 3
NEED_STATES = [(str(state), NEED_STATE_NAMES[state].public) for state in NeedState]


def listed() -> QuerySet[Need]:
    """Needs with their area and `voices`, the residents behind each."""
    behind = NeedSupport.objects.filter(need=OuterRef("pk")).order_by().values("need").annotate(n=Count("pk"))
    return Need.objects.select_related("area").annotate(voices=Coalesce(Subquery(behind.values("n")), 0))


def looking_for_voices(areas: Any = None) -> list[Need]:
    """The newest needs that have not yet the voices they need, of these areas where any are named."""
    looking: QuerySet[Need] = listed().in_state(NeedState.PROPOSED)  # type: ignore[attr-defined]
    near = looking if areas is None else looking.filter(area__in=areas)
    return list(near.order_by("-pk")[:ON_THE_FIRST_PAGE])


def one(pk: int) -> Need | None:
    """A need with the need it goes on in."""
    return listed().select_related("merged_into").filter(pk=pk).first()


def purchases_of(need: Need) -> list[PlanItem]:
    """The published purchases that take the need up, with the English title of their tender."""
    tenders = Tender.objects.public().filter(plan_item=OuterRef("pk")).order_by("-pk")
    named = PlanItem.objects.public().annotate(title_en=Subquery(tenders.values("title_en")[:1]))
    return list(named.filter(needs=need).order_by("pk"))


def open_to(user: Any, rows: list[Need]) -> set[int]:
    """Which of these needs take a voice of the reader, who may still have to sign in."""
    waiting = [need for need in rows if need.state in WAITING]
    if user.is_authenticated:
        resident = resident_of(user)
        waiting = [need for need in waiting if resident and need.area.covers(resident.community)]
    return {need.pk for need in waiting}


def supported_by(user: Any, rows: list[Need]) -> set[int]:
    """Which of these needs the person supports already."""
    if not user.is_authenticated:
        return set()
    voices = NeedSupport.objects.filter(resident__user=user, need__in=[need.pk for need in rows])
    return set(voices.values_list("need", flat=True))
