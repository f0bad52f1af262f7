"""Questions about organisations and what stands about them in the registers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import F, Q

from accounts.areas.queries import within
from accounts.organisations.kinds import SUPPLIER_KINDS, OrganisationKind, PaperKind
from accounts.organisations.states import UNVERIFIED, OrganisationState
from accounts.roles import Role, organisations_of, paths_of, supervised_paths
from core.law.credit_codes import in_capitals

if TYPE_CHECKING:
    from accounts.areas.models import Area
    from accounts.organisations.models import Organisation
    from accounts.organisations.papers import OrganisationPaper  # noqa: F401
    from accounts.organisations.track_record import TrackRecordEntry  # noqa: F401


def lacks_certificate() -> Q:
    """Return the condition that whoever registered the organisation is to act for it and has brought no certificate."""
    own = Q(kind__in=SUPPLIER_KINDS) & Q(memberships__person_id=F("registered_by_id"))
    return Q(pk__in=_organisations().filter(own).exclude(papers__kind=PaperKind.CERTIFICATE).values("pk"))


def _organisations() -> Any:
    return apps.get_model("accounts", "Organisation")._default_manager.order_by()


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Questions about organisations."""

    def visible_to(self, user: Any) -> OrganisationQuerySet:
        """The register is public; an application is seen by its people, its registrars and its supervisors."""
        public = ~Q(state__in=UNVERIFIED)
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
        return self.exclude(state__in=UNVERIFIED).filter(credit_code=in_capitals(code.strip())).first()

    def of_kind(self, kind: str) -> OrganisationQuerySet:
        """Organisations of one kind; without one, of all."""
        return self.filter(kind=kind) if kind else self

    def in_state(self, state: str) -> OrganisationQuerySet:
        """Organisations in one state; without one, in whatever state."""
        return self.filter(state=state) if state else self

    def to_verify_by(self, user: Any) -> OrganisationQuerySet:
        """Applications in the areas of which the person keeps the register, filed by somebody else."""
        rows = self.filter(within(paths_of(user, Role.REGISTRAR)), state=OrganisationState.APPLIED)
        return rows.exclude(registered_by=user).exclude(pk__in=organisations_of(user)).exclude(lacks_certificate())

    def to_complete_by(self, user: Any) -> OrganisationQuerySet:
        """Registrations of the person that wait for papers or corrections."""
        waits = Q(state=OrganisationState.INCOMPLETE) | (Q(state=OrganisationState.APPLIED) & lacks_certificate())
        return self.filter(waits, registered_by_id=user.pk)

    def in_use(self) -> OrganisationQuerySet:
        """Without refused registrations, whose credit code is free again."""
        return self.exclude(state=OrganisationState.REFUSED)

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
        return rows.exclude(state__in=UNVERIFIED).exclude(annual_reports__year=year).order_by("pk")

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


class OrganisationPaperQuerySet(models.QuerySet["OrganisationPaper"]):
    """Questions about the papers of organisations."""

    def of_organisation(self, organisation_id: int) -> OrganisationPaperQuerySet:
        """Those of one organisation, as they came in."""
        return self.filter(organisation_id=organisation_id).order_by("pk")

    def visible_to(self, user: Any) -> OrganisationPaperQuerySet:
        """Those of one's own organisations and registrations, and those that a registrar compares."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        own = Q(organisation_id__in=organisations_of(user)) | Q(organisation__registered_by_id=user.pk)
        if user.is_superuser:
            return self.all()
        return self.filter(own | within(paths_of(user, Role.REGISTRAR), "organisation__area"))
