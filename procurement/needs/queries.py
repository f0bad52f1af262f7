"""Questions about needs, as words of the QuerySet."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import models

from accounts.areas.queries import within
from accounts.roles import Role, paths_of, resident_of, supervised_paths
from procurement.buyers import paths_bought_for
from procurement.needs.states import WAITING, NeedState

if TYPE_CHECKING:
    from accounts.models import Area, Resident
    from procurement.needs.models import Need

ALIKE_FROM = 0.2  # trigram similarity of two titles from which a person should look at both
ALIKE_AT_MOST = 10


class NeedQuerySet(models.QuerySet["Need"]):
    """Words for needs."""

    def visible_to(self, user: Any) -> NeedQuerySet:
        """Needs that `user` may read: all, for a need is public from its proposal on."""
        return self.all()

    def in_area(self, area: Area) -> NeedQuerySet:
        """Needs of an area and of all areas below it."""
        return self.filter(area__path__startswith=area.path)

    def waiting(self) -> NeedQuerySet:
        """Needs that still wait for the buyer's answer."""
        return self.filter(state__in=WAITING)

    def to_answer_by(self, user: Any) -> NeedQuerySet:
        """Supported needs of the areas for which the person is a buyer's officer."""
        within = [models.Q(area__path__startswith=path) for path in paths_of(user, Role.BUYER_OFFICER)]
        mine = reduce(or_, within, models.Q(pk__in=[]))
        return self.filter(mine, state=NeedState.SUPPORTED)

    def for_list(self) -> NeedQuerySet:
        """Each with its area read along and the number of residents behind it."""
        return self.select_related("area").with_support()

    def with_purchases(self) -> NeedQuerySet:
        """Each with `purchases`, the published plan items that take it up."""
        items: Any = self.model._meta.get_field("plan_items").related_model
        return self.prefetch_related(
            models.Prefetch("plan_items", items.objects.public().order_by("pk"), to_attr="purchases")
        )

    def below(self, paths: Iterable[str]) -> NeedQuerySet:
        """Needs of the areas at these paths and of all areas below them."""
        return self.filter(within(paths))

    def in_state(self, state: str) -> NeedQuerySet:
        """Needs in one state; without one, in whatever state."""
        return self.filter(state=state) if state else self

    def for_service(self, service_kind: str) -> NeedQuerySet:
        """Needs for one service; without one, for all."""
        return self.filter(service_kind=service_kind) if service_kind else self

    def at_desk_of(self, user: Any) -> NeedQuerySet:
        """Needs of the areas that the person buys for, supervises or works the grid of, and those around their home."""
        paths = (*paths_bought_for(user), *supervised_paths(user), *paths_of(user, Role.GRID_WORKER))
        resident = resident_of(user)
        around = models.Q(area__in=resident.community.line) if resident else models.Q(pk__in=[])
        return self.filter(around | within(paths))

    def to_stand_behind(self, user: Any) -> NeedQuerySet:
        """Needs around a resident's home that wait for voices, without those that have the resident's already."""
        resident = resident_of(user)
        if resident is None:
            return self.none()
        near = self.waiting().filter(area__in=resident.community.line)
        return near.exclude(proposed_by=user).exclude(supports__resident=resident)

    def backed_by(self, resident: Resident) -> NeedQuerySet:
        """Needs that have the resident's voice."""
        return self.filter(supports__resident=resident)

    def proposed_by_person(self, user: Any) -> NeedQuerySet:
        """Needs that the person brought."""
        return self.filter(proposed_by=user)

    def not_proposed_by(self, user: Any) -> NeedQuerySet:
        """Needs that somebody else brought."""
        return self.exclude(proposed_by=user)

    def newest(self) -> NeedQuerySet:
        """The newest first."""
        return self.order_by("-proposed_at", "-pk")

    def looking_for_voices(self, user: Any) -> NeedQuerySet:
        """Needs of the areas where the person is a grid worker that have not reached their threshold."""
        return self.filter(within(paths_of(user, Role.GRID_WORKER)), state=NeedState.PROPOSED)

    def adopted(self) -> NeedQuerySet:
        """Needs that a plan item may take up."""
        return self.filter(state=NeedState.ADOPTED)

    def with_support(self) -> NeedQuerySet:
        """Each need with `support_count`, the number of residents behind it."""
        return self.annotate(support_count=models.Count("supports", distinct=True))

    def alike(self, need: Need) -> NeedQuerySet:
        """Needs for the same service nearby whose titles read like this one's, most alike first; at most ten.

        Nearby: the need's own area, those below it and those above it.
        """
        above = [int(pk) for pk in need.area.path.strip("/").split("/")]
        return (
            self.exclude(pk=need.pk)
            .exclude(state__in=[NeedState.DECLINED, NeedState.MERGED])
            .filter(models.Q(area__path__startswith=need.area.path) | models.Q(area__in=above))
            .filter(service_kind=need.service_kind)
            .annotate(likeness=TrigramSimilarity("title", need.title))
            .filter(likeness__gte=ALIKE_FROM)
            .select_related("area")
            .order_by("-likeness", "pk")[:ALIKE_AT_MOST]
        )

    def people_behind(self) -> set[int]:
        """Ids of the users who proposed or support any of these needs; a resident without an account has none."""
        proposers = self.order_by().values_list("proposed_by", flat=True)
        supporters = self.order_by().filter(supports__resident__user__isnull=False)
        return {*proposers, *supporters.values_list("supports__resident__user", flat=True)}
