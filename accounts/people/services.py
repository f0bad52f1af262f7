"""What is done with people: accounts, memberships, residents and the register of experts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.areas.levels import AreaLevel
from accounts.areas.models import Area
from accounts.organisations.kinds import SUPPLIER_KINDS
from accounts.organisations.models import Organisation
from accounts.people.experts import Expert, ExpertEmployment, ExpertTie
from accounts.people.models import Membership, Resident, Stratum, User
from accounts.people.sessions import end_sessions
from accounts.people.signals import membership_ended
from accounts.roles import ROLES_OF_KIND, Role, keeps_register
from accounts.service_kinds import ServiceKind
from core.audit.outbox import announce
from core.audit.record import record
from core.templatetags.linli import day
from core.time import core_now, today
from core.transitions import check, refuse

HOLDS_ALREADY = _("The person holds this role already.")
LIVES_ALREADY = _("This account belongs to a resident already: a person lives in one community.")


@transaction.atomic
def register_person(
    *, name: str, by: Any, email: str | None = None, phone: str | None = None, password: str | None = None
) -> User:
    """Make an account; without a password its person cannot log in yet. Raises Refused."""
    check("accounts.register_person", by=by, thing=None)
    if not name.strip():
        raise refuse(_("A person has a name: fill it in."))
    try:
        with transaction.atomic():
            User.objects.forget_unproven(email)
            person = User.objects.create_user(email=email, password=password, name=name.strip(), phone=phone)
    except IntegrityError as broken:
        raise refuse(_("Somebody has this e-mail address or phone number already: look them up.")) from broken
    record(person, verb="register", by=by, role="accounts.register_person")
    return person


def right_to_appoint(role: str) -> str:
    """Return the permission that appointing to a role, and ending it, needs."""
    return "accounts.appoint_registrar" if role == Role.REGISTRAR else "accounts.appoint_member"


@transaction.atomic
def appoint_member(
    organisation_id: int, *, person_id: int, role: str, by: Any, since: date | None = None, until: date | None = None
) -> Membership:
    """Give a person a role in an organisation, from today unless said otherwise; nobody appoints themselves.

    Raises Refused.
    """
    rows = Organisation.objects.select_for_update(of=("self",)).select_related("area")
    organisation = rows.get(pk=organisation_id)
    right = right_to_appoint(role)
    check(right, by=by, thing=organisation)
    if by.pk == person_id:
        raise refuse(_("Nobody appoints themselves: ask a colleague or the registrar."))
    if organisation.kind in SUPPLIER_KINDS and not keeps_register(by, organisation.area):
        _keep_officials_out(person_id, since or today())
    if role not in ROLES_OF_KIND[organisation.kind]:
        raise refuse(_("An organisation of this kind has no such role: choose another."))
    start = since or today()
    if until is not None and until < start:
        raise refuse(_("A membership ends after it begins: correct the days."))
    membership = Membership(organisation=organisation, person_id=person_id, role=role, since=start, until=until)
    _add_membership(membership)
    detail = {"person": person_id, "role": role, "since": start.isoformat()}
    record(organisation, verb="appoint_member", by=by, role=right, detail=detail)
    return membership


def _add_membership(membership: Membership) -> None:
    held = membership.organisation.memberships.filter(person_id=membership.person_id, role=membership.role)
    other = held.meeting(membership.since, membership.until).order_by("since").first()
    if other is not None and other.since > membership.since:
        since = {"day": day(other.since)}
        raise refuse(_("The person gets this role on %(day)s already: end that membership first.") % since)
    if other is not None:
        raise refuse(HOLDS_ALREADY)
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError as error:  # written beside this service, at the same moment
        raise refuse(HOLDS_ALREADY) from error


def _keep_officials_out(person_id: int, day: date) -> None:
    """Refuse whom a bidder might tie to itself so that they have to stand aside: an office's people, an expert."""
    is_official = Membership.objects.on(day).in_offices().filter(person_id=person_id).exists()
    if is_official or Expert.objects.filter(user=person_id).exists():
        raise refuse(_("Whoever works for an office or is on the register of experts is appointed by a registrar."))


@transaction.atomic
def end_membership(membership_id: int, *, by: Any, until: date | None = None) -> Membership:
    """End a membership after a last day; without one at once, with all that the person has open. Raises Refused.

    At once means that yesterday was the last day: whatever is asked from now on finds no role, and every session of
    the person ends. Of a supplier nobody turns out who was there before them, and the last one does not leave.
    """
    rows = Membership.objects.select_for_update(of=("self",)).select_related("organisation__area", "person")
    membership = rows.get(pk=membership_id)
    right = right_to_appoint(membership.role)
    check(right, by=by, thing=membership.organisation)
    yesterday = today() - timedelta(days=1)
    last = yesterday if until is None else until
    if membership.organisation.kind in SUPPLIER_KINDS and not keeps_register(by, membership.organisation.area):
        _keep_the_house(membership, by, at_once=last < today())
    if until is not None and last < membership.since:
        raise refuse(_("A membership ends after it begins: correct the days."))
    if membership.until is not None and membership.until < last:
        if membership.until < today():
            raise refuse(_("The membership has ended already: appoint the person anew."))
        ends = {"day": day(membership.until)}
        raise refuse(_("The membership ends on %(day)s: to prolong it, appoint the person from the day after.") % ends)
    membership.until = max(last, membership.since - timedelta(days=1))
    membership.save()
    if last < today():
        end_sessions(membership.person)
        membership_ended.send(Membership, membership=membership)
    detail = {"person": membership.person_id, "role": membership.role, "until": last.isoformat()}
    record(membership.organisation, verb="end_membership", by=by, role=right, detail=detail)
    announce(
        "membership.ended",
        str(membership.pk),
        user_id=membership.person_id,
        organisation=membership.organisation.name,
        last_day=last.isoformat(),
    )
    return membership


def _keep_the_house(membership: Membership, by: Any, *, at_once: bool) -> None:
    """Refuse what would hand a supplier over to a newcomer, or leave it to nobody."""
    running = membership.organisation.memberships.on(today()).order_by("since", "pk")
    own = running.filter(person=by).first()
    came = (membership.since, membership.pk)
    if own and membership.person_id != by.pk and came < (own.since, own.pk):
        raise refuse(_("This person was there before you: only the registrar ends their membership."))
    if at_once and not running.exclude(pk=membership.pk).exists():
        raise refuse(_("Nobody else acts for the organisation: invite a colleague first, or ask the registrar."))


@transaction.atomic
def apply_as_resident(
    *, name: str, community_id: int, by: Any, home: str = "", stratum: str = Stratum.SELF
) -> Resident:
    """Say where one lives; a grid worker has to verify it. Raises Refused."""
    community = _community(community_id)
    right = "accounts.apply_as_resident"
    check(right, by=by, thing=community)
    fresh = Resident(user=by, name=name, community=community, home=home.strip(), stratum=stratum, registered_by=by)
    return _add_resident(fresh, right, by)


@transaction.atomic
def register_resident(
    *, name: str, community_id: int, by: Any, stratum: str = Stratum.SELF, user_id: int | None = None
) -> Resident:
    """Enter a resident, also one without an account, as a grid worker of the community; raises Refused."""
    community = _community(community_id)
    right = "accounts.register_resident"
    check(right, by=by, thing=community)
    fresh = Resident(user_id=user_id, name=name, community=community, stratum=stratum, registered_by=by)
    return _add_resident(fresh, right, by)


def _community(community_id: int) -> Area:
    community = Area.objects.get(pk=community_id)
    if community.level != AreaLevel.COMMUNITY:
        raise refuse(_("A resident lives in a community: choose one."))
    return community


def _add_resident(resident: Resident, right: str, by: Any) -> Resident:
    resident.name = resident.name.strip()
    if not resident.name:
        raise refuse(_("A person has a name: fill it in."))
    if resident.stratum not in Stratum.values:
        raise refuse(_("A resident rates by oneself or with help."))
    if resident.user_id is not None and Resident.objects.filter(user_id=resident.user_id).exists():
        raise refuse(LIVES_ALREADY)
    try:
        with transaction.atomic():
            resident.save()
    except IntegrityError as error:  # the same form, sent twice at the same moment
        raise refuse(LIVES_ALREADY) from error
    record(resident, verb="register", by=by, role=right)
    return resident


@transaction.atomic
def verify_resident(resident_id: int, *, by: Any) -> Resident:
    """Verify that a person lives in the community, as its grid worker; raises Refused."""
    rows = Resident.objects.select_for_update(of=("self",)).select_related("community")
    resident = rows.get(pk=resident_id)
    check("accounts.verify_resident", by=by, thing=resident)
    if resident.is_verified:
        raise refuse(_("The resident has been verified already."))
    resident.verified_by, resident.verified_at, resident.home = by, core_now(), ""
    resident.save()
    announce("resident.verified", str(resident.pk), user_id=resident.user_id)
    record(resident, verb="verify", by=by, role="accounts.verify_resident")
    return resident


@transaction.atomic
def register_expert(*, user_id: int, specialities: Iterable[str], area_id: int, by: Any, title: str = "") -> Expert:
    """Enter a person in the register of experts, as a registrar of the area; raises Refused."""
    area = Area.objects.get(pk=area_id)
    check("accounts.register_expert", by=by, thing=area)
    known = sorted(set(specialities))
    if not known or not set(known) <= set(ServiceKind.values):
        raise refuse(_("An expert has specialities out of the list of services: choose at least one."))
    if by.pk == user_id:
        raise refuse(_("Nobody enters themselves: ask a colleague."))
    if Expert.objects.filter(user_id=user_id).exists():
        raise refuse(_("The person stands in the register of experts already."))
    expert = Expert.objects.create(user_id=user_id, specialities=known, area=area, title=title)
    record(expert, verb="register", by=by, role="accounts.register_expert", detail={"specialities": known})
    return expert


@transaction.atomic
def enter_expert(*, email: str, name: str, by: Any, **facts: Any) -> Expert:
    """Enter the person with an address in the register of experts; raises Refused.

    Whether there was an account is not told: where there was none one is made that nobody has a password of, and
    either way its owner is told and comes in by a code sent to the address.
    """
    if not name.strip():
        raise refuse(_("A person has a name: fill it in."))
    area = Area.objects.get(pk=facts["area_id"])
    check("accounts.register_expert", by=by, thing=area)
    person = User.objects.with_address(email) or register_person(name=name, email=email, by=by)
    expert = register_expert(user_id=person.pk, by=by, **facts)
    announce("expert.entered", str(expert.pk), user_id=person.pk)
    return expert


def _kept_expert(expert_id: int, by: Any) -> Expert:
    expert = Expert.objects.select_for_update(of=("self",)).select_related("area").get(pk=expert_id)
    check("accounts.keep_expert", by=by, thing=expert)
    return expert


@transaction.atomic
def correct_expert(expert_id: int, *, specialities: Iterable[str], area_id: int, title: str, by: Any) -> Expert:
    """Correct title, specialities and area of an expert, as a registrar of the old and the new area; raises Refused."""
    expert = _kept_expert(expert_id, by)
    known = sorted(set(specialities))
    if not known or not set(known) <= set(ServiceKind.values):
        raise refuse(_("An expert has specialities out of the list of services: choose at least one."))
    if area_id != expert.area_id:
        check("accounts.register_expert", by=by, thing=Area.objects.get(pk=area_id))
    before = {"title": expert.title, "specialities": expert.specialities, "area": expert.area_id}
    expert.title, expert.specialities, expert.area_id = title.strip(), known, area_id
    expert.save()
    after = {"title": expert.title, "specialities": known, "area": area_id}
    record(expert, verb="correct", by=by, role="accounts.keep_expert", detail={"before": before, "after": after})
    return expert


@transaction.atomic
def set_expert_active(expert_id: int, *, is_active: bool, by: Any) -> Expert:
    """Let an expert be drawn, or not any longer; raises Refused."""
    expert = _kept_expert(expert_id, by)
    expert.is_active = is_active
    expert.save()
    record(expert, verb="set_active", by=by, role="accounts.keep_expert", detail={"is_active": is_active})
    return expert


@transaction.atomic
def note_employment(
    expert_id: int, *, organisation_id: int, since: date, by: Any, until: date | None = None, position: str = ""
) -> ExpertEmployment:
    """Note where an expert works or has worked; recusal asks for it (I9). Raises Refused."""
    expert = _kept_expert(expert_id, by)
    if until is not None and until < since:
        raise refuse(_("An employment ends after it begins: correct the days."))
    employment = ExpertEmployment.objects.create(
        expert=expert, organisation_id=organisation_id, since=since, until=until, position=position
    )
    detail = {"organisation": organisation_id, "since": since.isoformat(), "until": until and until.isoformat()}
    record(expert, verb="note_employment", by=by, role="accounts.keep_expert", detail=detail)
    return employment


@transaction.atomic
def note_tie(
    expert_id: int, *, organisation_id: int, kind: str, since: date, by: Any, until: date | None = None
) -> ExpertTie:
    """Note what binds an expert to an organisation beside employment (I9); raises Refused."""
    expert = _kept_expert(expert_id, by)
    if until is not None and until < since:
        raise refuse(_("A tie ends after it begins: correct the days."))
    tie = ExpertTie.objects.create(expert=expert, organisation_id=organisation_id, kind=kind, since=since, until=until)
    detail = {"organisation": organisation_id, "kind": kind, "since": since.isoformat()}
    record(expert, verb="note_tie", by=by, role="accounts.keep_expert", detail=detail)
    return tie
