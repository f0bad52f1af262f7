"""Who holds which role where: the cheap questions that every stage's rights are made of.

A person's memberships are read once and kept on the user object; saving any membership, organisation or resident
makes all of them be read again. A membership counts while since ≤ today ≤ until, the person is active and the
organisation has been verified. A suspended or barred organisation keeps its members' roles for what is running, and
loses `may_supply`.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.organisations.kinds import OrganisationKind
from accounts.organisations.states import UNVERIFIED, OrganisationState
from core.time import CoreNow, day_of, today

if TYPE_CHECKING:
    from accounts.areas.models import Area
    from accounts.people.models import Resident


class Role(models.TextChoices):
    """What a person does for an organisation; one person may hold several."""

    BUYER_OFFICER = "BUYER_OFFICER", _("Buyer's officer")
    APPROVER = "APPROVER", _("Approver")
    CUSTODIAN = "CUSTODIAN", _("Opening custodian")
    SUPPLIER = "SUPPLIER", _("Supplier's representative")
    SUPERVISOR = "SUPERVISOR", _("Supervisor")
    FINANCE = "FINANCE", _("Finance officer")
    REGISTRAR = "REGISTRAR", _("Registrar")
    AGENT = "AGENT", _("Agency's officer")
    GRID_WORKER = "GRID_WORKER", _("Grid worker")


# Who decides for a buyer; no agency does.
BUYER_ROLES = (Role.BUYER_OFFICER, Role.APPROVER)

# What members of an organisation of each kind may be appointed to.
ROLES_OF_KIND: dict[str, frozenset[Role]] = {
    OrganisationKind.BUYER: frozenset(
        {Role.BUYER_OFFICER, Role.APPROVER, Role.CUSTODIAN, Role.FINANCE, Role.REGISTRAR, Role.GRID_WORKER}
    ),
    OrganisationKind.SUPERVISOR: frozenset({Role.SUPERVISOR, Role.CUSTODIAN, Role.REGISTRAR, Role.FINANCE}),
    OrganisationKind.AGENCY: frozenset({Role.AGENT}),
    OrganisationKind.COMMITTEE: frozenset({Role.SUPPLIER, Role.GRID_WORKER}),
    OrganisationKind.SOCIAL: frozenset({Role.SUPPLIER}),
    OrganisationKind.ENTERPRISE: frozenset({Role.SUPPLIER}),
    OrganisationKind.INSTITUTION: frozenset({Role.SUPPLIER}),
    OrganisationKind.COLLECTIVE: frozenset({Role.SUPPLIER}),
}


@dataclass(frozen=True)
class Held:
    """One membership as the questions need it."""

    organisation_id: int
    role: str
    since: date
    until: date | None
    kind: str
    state: str
    barred_until: date | None
    suspended_at: datetime | None
    path: str

    @property
    def acts(self) -> bool:
        """Whether the role counts: an organisation that nobody has verified gives none."""
        return self.state not in UNVERIFIED

    def counts_on(self, day: date) -> bool:
        """Whether the membership holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def supplies_on(self, day: date) -> bool:
        """Whether the organisation is verified, or its bar is over though nothing has written that yet."""
        if self.state == OrganisationState.BARRED:
            return self.barred_until is not None and self.barred_until < day and self.suspended_at is None
        return self.state == OrganisationState.VERIFIED

    @property
    def asks_the_day(self) -> bool:
        """Whether the passing of days changes what this membership means."""
        return self.until is not None or self.state == OrganisationState.BARRED


@dataclass(frozen=True)
class Known:
    """What was read about a person, and in which generation."""

    generation: int
    day: date
    held: tuple[Held, ...]
    resident: Resident | None


_generations = itertools.count(1)
_generation = 0


def forget() -> None:
    """Make every user object read its roles again: something about memberships has been saved."""
    global _generation
    _generation = next(_generations)


def known(user: Any) -> Known:
    """Return what is known about a person's roles, read at most once per user object and generation."""
    kept: Known | None = getattr(user, "_roles_known", None)
    if kept is None or kept.generation != _generation:
        kept = _read(user)
        user._roles_known = kept
    return kept


def _read(user: Any) -> Known:
    generation = _generation
    rows = user.memberships.annotate(read_at=CoreNow()).values_list(
        "organisation_id",
        "role",
        "since",
        "until",
        "organisation__kind",
        "organisation__state",
        "organisation__barred_until",
        "organisation__suspended_at",
        "organisation__area__path",
        "read_at",
    )
    held = [(Held(*row[:-1]), day_of(row[-1])) for row in rows]
    day = held[0][1] if held else date.min
    return Known(generation, day, tuple(one for one, _day in held), _resident(user))


def came_with(user: Any, resident: Resident | None) -> None:
    """Take over the resident, with the community, that was read in one question with the person just now."""
    user._resident_read = (_generation, resident)


def _resident(user: Any) -> Resident | None:
    """The verified resident that the person is; what came with the person holds until anything has been saved."""
    generation, resident = getattr(user, "_resident_read", (None, None))
    if generation == _generation:
        return cast("Resident | None", resident) if resident is not None and resident.verified_at is not None else None
    people = user._meta.get_field("resident").related_model.objects.select_related("community")
    return cast("Resident | None", people.filter(user=user, verified_at__isnull=False).first())


def _knowable(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False) and user.is_active and user.pk)


def _day(read: Known) -> date:
    """The day that the answers hold for; only what can end while the object lives costs a look at the clock."""
    return today() if any(one.asks_the_day or one.since > read.day for one in read.held) else read.day


def held(user: Any) -> list[Held]:
    """Return the memberships that count today, those of organisations that are not verified included."""
    if not _knowable(user):
        return []
    read = known(user)
    day = _day(read)
    return [one for one in read.held if one.counts_on(day)]


RESIDENT = "RESIDENT"  # beside the roles in organisations: who lives here
EXPERT = "EXPERT"  # and who is on the register of experts


def roles_of(user: Any) -> frozenset[str]:
    """Return every role that the person has today, in whatever organisation; residents and experts included."""
    if not _knowable(user):
        return frozenset()
    roles = {one.role for one in held(user) if one.acts}
    if is_resident(user):
        roles.add(RESIDENT)
    if user._meta.get_field("expert").related_model.objects.filter(user=user).exists():
        roles.add(EXPERT)
    return frozenset(roles)


def holds(user: Any, organisation_id: int | None, *roles: str) -> bool:
    """Whether the person holds one of the roles in the organisation today."""
    return any(one.acts and one.organisation_id == organisation_id and one.role in roles for one in held(user))


def is_member(user: Any, organisation_id: int | None) -> bool:
    """Whether the person belongs to the organisation today, in whatever role and whatever state it is in."""
    return any(one.organisation_id == organisation_id for one in held(user))


def may_supply(user: Any, organisation_id: int | None) -> bool:
    """Whether the person acts for a supplier that is neither suspended nor barred: the role behind every bid."""
    mine = [one for one in held(user) if one.organisation_id == organisation_id and one.role == Role.SUPPLIER]
    if not mine:
        return False
    day = _day(known(user))
    return any(one.supplies_on(day) for one in mine)


def organisations_of(user: Any, *roles: str) -> set[int]:
    """Return the ids of the organisations where the person holds one of the roles; without roles, of all of them."""
    if not roles:
        return {one.organisation_id for one in held(user)}
    return {one.organisation_id for one in held(user) if one.acts and one.role in roles}


def paths_of(user: Any, *roles: str, kind: str | None = None) -> tuple[str, ...]:
    """Return the paths of the areas of the organisations where the person holds one of the roles."""
    return tuple(
        sorted({one.path for one in held(user) if one.acts and one.role in roles and kind in (None, one.kind)})
    )


def covers(user: Any, area: Area, *roles: str, kind: str | None = None) -> bool:
    """Whether the person holds one of the roles in an organisation whose area is `area` or one above it."""
    return area.path.startswith(paths_of(user, *roles, kind=kind))


def supervised_paths(user: Any) -> tuple[str, ...]:
    """Return the paths of the areas that the person supervises, for `within(paths)` in queries."""
    return paths_of(user, Role.SUPERVISOR, kind=OrganisationKind.SUPERVISOR)


def supervises(user: Any, area: Area) -> bool:
    """Whether the person is a supervisor over the area."""
    return area.path.startswith(supervised_paths(user))


def keeps_register(user: Any, area: Area) -> bool:
    """Whether the person is a registrar over the area, or the operator who starts an empty register."""
    return (_knowable(user) and bool(user.is_superuser)) or covers(user, area, Role.REGISTRAR)


def resident_of(user: Any) -> Resident | None:
    """Return the verified resident that the person is, if any."""
    if not _knowable(user):
        return None
    generation, _resident_read = getattr(user, "_resident_read", (None, None))
    # Who came with the person costs no question, so that a page can ask it for a link in its foot.
    return _resident(user) if generation == _generation else known(user).resident


def is_resident(user: Any) -> bool:
    """Whether a grid worker has verified that the person lives here."""
    return resident_of(user) is not None
