"""Questions about people: who acts for whom, who lives where, and which experts may be drawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404

from accounts.areas.queries import within
from accounts.organisations.kinds import SUPPLIER_KINDS
from accounts.organisations.terms import years_before
from accounts.roles import Role, organisations_of, paths_of, supervised_paths
from core.law.rulebook import rule

if TYPE_CHECKING:
    from accounts.areas.models import Area
    from accounts.people.experts import Expert, ExpertEmployment, ExpertTie  # noqa: F401
    from accounts.people.models import Membership, Resident


def held_on(day: date) -> Q:
    """Return the condition that something with `since` and `until` holds on a day, both days included."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about memberships."""

    def on(self, day: date) -> MembershipQuerySet:
        """Memberships that hold on a day."""
        return self.filter(held_on(day))

    def meeting(self, first: date, last: date | None) -> MembershipQuerySet:
        """Memberships that share a day with the time from a first to a last day, or without end."""
        rows = self.filter(Q(until__isnull=True) | Q(until__gte=first))
        return rows if last is None else rows.filter(since__lte=last)

    def in_offices(self) -> MembershipQuerySet:
        """Memberships in organisations that buy, supervise or run procedures: all that cannot supply."""
        return self.exclude(organisation__kind__in=SUPPLIER_KINDS)

    def people(self, organisation_ids: Iterable[int], *roles: str, day: date) -> list[int]:
        """Ids of the active people who hold one of the roles (without roles: any) in the organisations on a day."""
        rows = self.on(day).filter(organisation_id__in=list(organisation_ids), person__is_active=True)
        if roles:
            rows = rows.filter(role__in=roles)
        return sorted(set(rows.values_list("person_id", flat=True)))

    def of_organisation(self, organisation_id: int) -> MembershipQuerySet:
        """The memberships in one organisation, those that run before those that have ended, people read along."""
        rows = self.filter(organisation_id=organisation_id).select_related("person")
        return rows.order_by(models.F("until").desc(nulls_first=True), "role", "pk")

    def seen_by_or_404(self, user: Any, number: int) -> Membership:
        """The membership with this number; raises Http404 where the user may not see it."""
        rows = self.visible_to(user).select_related("person", "organisation__area")
        return get_object_or_404(rows, pk=number)

    def visible_to(self, user: Any) -> MembershipQuerySet:
        """One's own, one's colleagues', and those of the area that one keeps the register of or supervises."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(
            Q(person_id=user.pk)
            | Q(organisation_id__in=organisations_of(user))
            | within((*paths_of(user, Role.REGISTRAR), *supervised_paths(user)), "organisation__area")
        )


class ResidentQuerySet(models.QuerySet["Resident"]):
    """Questions about residents."""

    def verified(self) -> ResidentQuerySet:
        """Residents whom a grid worker has verified."""
        return self.filter(verified_at__isnull=False)

    def assisted(self) -> ResidentQuerySet:
        """Residents who answer with help, with their community, by name."""
        return self.filter(stratum="ASSISTED").select_related("community").order_by("name", "pk")

    def of_area(self, area: Area) -> ResidentQuerySet:
        """Residents of an area and everything below it."""
        return self.filter(community__path__startswith=area.path)

    def waiting(self) -> ResidentQuerySet:
        """Residents whom a grid worker still has to verify."""
        return self.filter(verified_at__isnull=True)

    def application_of(self, user: Any) -> Resident | None:
        """What the person has said about where they live, while it waits to be verified."""
        if not getattr(user, "is_authenticated", False):
            return None
        return self.waiting().filter(user_id=user.pk).select_related("community").first()

    def in_grid_of(self, user: Any) -> ResidentQuerySet:
        """The residents of the communities where the person is a grid worker."""
        return self.filter(within(paths_of(user, Role.GRID_WORKER), "community"))

    def to_verify_by(self, user: Any) -> ResidentQuerySet:
        """Residents of the person's grid who wait for their verification; nobody verifies themselves."""
        return self.waiting().in_grid_of(user).exclude(user=user)

    def seen_by_or_404(self, user: Any, number: int) -> Resident:
        """The resident with this number; raises Http404 where the user may not see them."""
        return get_object_or_404(self.visible_to(user).select_related("community", "user"), pk=number)

    def without_account(self) -> ResidentQuerySet:
        """Residents who have no account: a grid worker writes down what they say."""
        return self.filter(user__isnull=True)

    def visible_to(self, user: Any) -> ResidentQuerySet:
        """Oneself, and the residents of the communities where one is a grid worker."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        return self.filter(Q(user_id=user.pk) | within(paths_of(user, Role.GRID_WORKER), "community"))


class CloseQuerySet(models.QuerySet[Any]):
    """Questions about what binds an expert to organisations."""

    def near(self, organisation_ids: Iterable[int], day: date) -> CloseQuerySet:
        """What binds to one of the organisations on a day or within the recusal period before it (I9)."""
        start = years_before(day, rule("recusal").whole)
        return self.filter(organisation_id__in=list(organisation_ids), since__lte=day).filter(
            Q(until__isnull=True) | Q(until__gte=start)
        )


class ExpertQuerySet(models.QuerySet["Expert"]):
    """Questions about the register of experts."""

    def drawable(self, service_kind: str, area: Area | None = None) -> ExpertQuerySet:
        """Active experts with a speciality, by id; with an area only those who are registered in it or above it."""
        rows = self.filter(is_active=True, user__is_active=True, specialities__contains=[service_kind])
        if area is not None:
            rows = rows.filter(area_id__in=area.line)
        return rows.order_by("pk")

    def unbound(self, organisation_ids: Iterable[int], day: date) -> ExpertQuerySet:
        """Experts whom nothing binds to any of the organisations within the recusal period before a day (I9)."""
        near = list(organisation_ids)
        own = {"expert_id": OuterRef("pk")}
        bound = self
        for name in ("employments", "ties"):
            rows: Any = self.model._meta.get_field(name).related_model
            bound = bound.exclude(Exists(rows.objects.near(near, day).filter(**own)))
        return bound

    def visible_to(self, user: Any) -> ExpertQuerySet:
        """Oneself, and the experts of the area that one keeps the register of or supervises; never suppliers."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(Q(user_id=user.pk) | within((*paths_of(user, Role.REGISTRAR), *supervised_paths(user))))
