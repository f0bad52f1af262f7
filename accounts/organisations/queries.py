"""Questions about organisations and what stands about them in the registers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.areas.queries import within
from accounts.organisations.kinds import OrganisationKind
from accounts.organisations.states import OrganisationState
from accounts.roles import Role, organisations_of, paths_of, supervised_paths
from core.law.credit_codes import in_capitals

if TYPE_CHECKING:
    from accounts.areas.models import Area
    from accounts.organisations.models import Organisation
    from accounts.organisations.track_record import TrackRecordEntry  # noqa: F401


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Questions about organisations."""

    def visible_to(self, user: Any) -> OrganisationQuerySet:
        """The register is public; an application is seen by its people, its registrars and its supervisors."""
        public = ~Q(state=OrganisationState.APPLIED)
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.filter(public)
        if user.is_superuser:
            return self.all()
        return self.filter(
            public
            | Q(pk__in=organisations_of(user))
            | Q(registered_by_id=user.pk)
            | within((*paths_of(user, Role.REGISTRAR), *supervised_paths(user)))
        )

    def of_person(self, user: Any) -> OrganisationQuerySet:
        """Organisations for which the person acts, in whatever role, or which the person has registered."""
        return self.filter(Q(pk__in=organisations_of(user)) | Q(registered_by_id=user.pk))

    def called(self, words: str) -> OrganisationQuerySet:
        """Organisations whose name holds the words or whose credit code begins with them; without words, all."""
        return self.filter(Q(name__icontains=words) | Q(credit_code__istartswith=words)) if words else self

    def with_credit_code(self, code: str) -> Organisation | None:
        """The organisation of the public register with this credit code, or None."""
        return self.exclude(state=OrganisationState.APPLIED).filter(credit_code=in_capitals(code.strip())).first()

    def of_kind(self, kind: str) -> OrganisationQuerySet:
        """Organisations of one kind; without one, of all."""
        return self.filter(kind=kind) if kind else self

    def in_state(self, state: str) -> OrganisationQuerySet:
        """Organisations in one state; without one, in whatever state."""
        return self.filter(state=state) if state else self

    def to_verify_by(self, user: Any) -> OrganisationQuerySet:
        """Applications in the areas of which the person keeps the register, filed by somebody else."""
        rows = self.filter(within(paths_of(user, Role.REGISTRAR)), state=OrganisationState.APPLIED)
        return rows.exclude(registered_by=user).exclude(pk__in=organisations_of(user))

    def numbered(self, organisation_ids: Iterable[int]) -> OrganisationQuerySet:
        """The organisations with these numbers, their areas read along, by name."""
        return self.filter(pk__in=list(organisation_ids)).select_related("area").order_by("name", "pk")

    def agencies(self) -> OrganisationQuerySet:
        """Verified agencies, by name."""
        return self.filter(kind=OrganisationKind.AGENCY, state=OrganisationState.VERIFIED).order_by("name", "pk")

    def buyers_of(self, area: Area) -> OrganisationQuerySet:
        """Verified buyers whose area is `area` or one above it, the nearest first."""
        return self.filter(
            kind=OrganisationKind.BUYER, state=OrganisationState.VERIFIED, area_id__in=area.line
        ).order_by("-area__path", "pk")

    def bars_over_on(self, day: date) -> OrganisationQuerySet:
        """Organisations whose bar has ended before a day and has not been lifted yet."""
        return self.filter(state=OrganisationState.BARRED, barred_until__lt=day)

    def owing_a_report(self, year: int) -> OrganisationQuerySet:
        """Social organisations in the register whose annual report on a year (not their first) has not been filed."""
        rows = self.filter(kind=OrganisationKind.SOCIAL, registered_on__year__lt=year)
        return rows.exclude(state=OrganisationState.APPLIED).exclude(annual_reports__year=year).order_by("pk")

    def related_to(self, organisation: Organisation) -> OrganisationQuerySet:
        """Other organisations under the same head, or in one line of direct control (I18)."""
        same = Q(pk__in=[])
        if organisation.legal_representative:
            same |= Q(legal_representative=organisation.legal_representative)
        if organisation.controller_id:
            same |= Q(pk=organisation.controller_id) | Q(controller_id=organisation.controller_id)
        return self.filter(same | Q(controller_id=organisation.pk)).exclude(pk=organisation.pk)


class TrackRecordQuerySet(models.QuerySet["TrackRecordEntry"]):
    """Questions about track records; they are public."""

    def of(self, organisation_id: int) -> TrackRecordQuerySet:
        """The lines of one organisation, newest first."""
        return self.filter(organisation_id=organisation_id).order_by("-at", "-pk")

    def visible_to(self, user: Any) -> TrackRecordQuerySet:
        """Everybody reads every track record."""
        return self.all()
