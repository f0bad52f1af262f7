"""What is done with organisations: registering, verifying, suspending, barring, and their track record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.areas.models import Area
from accounts.organisations.kinds import OrganisationKind, PaperKind
from accounts.organisations.models import FAULTS, Organisation
from accounts.organisations.papers import OrganisationPaper
from accounts.organisations.states import UNVERIFIED, OrganisationState
from accounts.organisations.terms import years_after
from accounts.organisations.track_record import TrackRecordEntry
from accounts.people.queries import held_on
from accounts.roles import ROLES_OF_KIND
from core.audit.outbox import announce
from core.audit.record import record
from core.files import Kept, storage
from core.law.credit_codes import in_capitals, why_not
from core.law.rulebook import rule
from core.time import core_now, day_of, today
from core.transitions import CLOCK, check, move, refuse

MOST_PAPERS = 30
# What an applicant may still correct, and a registrar later on.
FACTS = frozenset(
    {
        "name",
        "name_en",
        "credit_code",
        "kind",
        "funding",
        "area_id",
        "registered_on",
        "small_micro",
        "medium",
        "legal_representative",
        "controller_id",
    }
)


@transaction.atomic
def register_organisation(
    *,
    name: str,
    credit_code: str,
    kind: str,
    area_id: int,
    registered_on: date,
    by: Any,
    role: str | None = None,
    name_en: str = "",
    funding: str = "",
    small_micro: bool = False,
    medium: bool = False,
    legal_representative: str = "",
    controller_id: int | None = None,
) -> Organisation:
    """Enter an organisation as APPLIED; with `role` the applicant becomes its first member. Raises Refused.

    The role counts from the verification on, which another person gives.
    """
    area = Area.objects.get(pk=area_id)
    check("accounts.register_organisation", by=by, thing=area)
    if role is not None and role not in ROLES_OF_KIND.get(kind, frozenset()):
        raise refuse(_("An organisation of this kind has no such role: choose another."))
    organisation = Organisation(
        name=name.strip(),
        name_en=name_en.strip(),
        credit_code=credit_code,
        kind=kind,
        funding=funding,
        area=area,
        registered_on=registered_on,
        small_micro=small_micro,
        medium=medium,
        legal_representative=legal_representative.strip(),
        controller_id=controller_id,
        registered_by=by,
    )
    _save_lawful(organisation)
    if role is not None:
        organisation.memberships.create(person=by, role=role, since=today())
    record(
        organisation,
        verb="register",
        after=OrganisationState.APPLIED,
        by=by,
        role="accounts.register_organisation",
        detail={"credit_code": organisation.credit_code, "kind": kind, "member_as": role or ""},
    )
    return organisation


@transaction.atomic
def correct_organisation(organisation_id: int, *, by: Any, **facts: Any) -> Organisation:
    """Correct facts: the applicant until the verification, a registrar after it; raises Refused."""
    unknown = sorted(set(facts) - FACTS)
    if unknown:
        raise TypeError(f"not a fact that can be corrected: {', '.join(unknown)}")
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    check("accounts.correct_organisation", by=by, thing=organisation)
    before = {name: getattr(organisation, name) for name in facts}
    if "area_id" in facts and organisation.state not in UNVERIFIED:
        # Nobody widens what an organisation covers beyond the register that they keep.
        check("accounts.keep_register_of_area", by=by, thing=Area.objects.get(pk=facts["area_id"]))
    if "kind" in facts:
        _refuse_foreign_roles(organisation, facts["kind"])
    for name, value in facts.items():
        setattr(organisation, name, value)
    _save_lawful(organisation)
    detail = {
        "before": {name: str(value) for name, value in before.items()},
        "after": {name: str(getattr(organisation, name)) for name in facts},
    }
    record(organisation, verb="correct", by=by, role="accounts.correct_organisation", detail=detail)
    return organisation


def _refuse_foreign_roles(organisation: Organisation, kind: str) -> None:
    """Refuse a kind that has not the roles which members hold: a role never comes in under another kind's name."""
    roles = organisation.memberships.filter(held_on(today()) | Q(since__gt=today())).values_list("role", flat=True)
    if not set(roles) <= ROLES_OF_KIND.get(kind, frozenset()):
        raise refuse(_("A member holds a role that an organisation of this kind does not have: end it first."))


def _save_lawful(organisation: Organisation) -> None:
    fault = why_not(in_capitals(organisation.credit_code.strip()))
    if fault:
        raise refuse(FAULTS[fault], "credit_code")
    if organisation.kind not in OrganisationKind.values:
        raise refuse(_("There is no such kind of organisation."))
    if not organisation.name:
        raise refuse(_("An organisation has a name: fill it in."))
    if organisation.small_micro and organisation.kind != OrganisationKind.ENTERPRISE:
        raise refuse(_("Only an enterprise is a small or micro enterprise."), "sme_not_social")
    if organisation.medium and (organisation.small_micro or organisation.kind != OrganisationKind.ENTERPRISE):
        raise refuse(_("Only an enterprise is medium-sized, and none is both small and medium-sized."))
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as broken:
        if "credit_code" not in str(broken):
            raise
        raise refuse(_("An organisation with this credit code is registered already: ask its members.")) from broken


def _locked(organisation_id: int) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).select_related("area").get(pk=organisation_id)


def _said(reason: str) -> str:
    if not reason.strip():
        raise refuse(_("Give a reason: the organisation and the record need it."))
    return reason.strip()


def _tell(organisation: Organisation, topic: str, **payload: Any) -> None:
    at = core_now().isoformat()
    facts = {"organisation_id": organisation.pk, "name": organisation.name, "at": at, **payload}
    announce(topic, f"{organisation.pk}:{at}", **facts)


@transaction.atomic
def verify_organisation(organisation_id: int, *, by: Any) -> Organisation:
    """Verify an application, as a registrar who did not file it; raises Refused."""
    organisation = _locked(organisation_id)
    move(organisation.verify, by=by, verified_by=by, verified_at=core_now())
    _tell(organisation, "organisation.verified")
    return organisation


@transaction.atomic
def add_paper(organisation_id: int, *, kind: str, paper: Kept, by: Any) -> OrganisationPaper:
    """Hand in a paper that has been checked and kept; raises Refused."""
    organisation = _locked(organisation_id)
    check("accounts.add_organisation_paper", by=by, thing=organisation)
    if kind not in PaperKind.values:
        raise refuse(_("There is no such kind of paper."))
    if organisation.papers.count() >= MOST_PAPERS:
        raise refuse(_("There are 30 papers already: remove one first, or put several into one file."))
    added = OrganisationPaper.objects.create(
        organisation=organisation, kind=kind, **paper.as_record(), added_by=by, added_at=core_now()
    )
    detail = {"paper": added.pk, "kind": kind, "sha256": paper.sha256}
    record(organisation, verb="add_paper", by=by, role="accounts.add_organisation_paper", detail=detail)
    return added


@transaction.atomic
def remove_paper(paper_id: int, *, by: Any) -> Organisation:
    """Take a paper back while the registration is not verified; afterwards papers stay. Raises Refused."""
    paper = OrganisationPaper.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=paper_id)
    organisation = _locked(paper.organisation_id)
    check("accounts.add_organisation_paper", by=by, thing=organisation)
    if organisation.state not in UNVERIFIED:
        raise refuse(_("The organisation was verified by this paper: it stays. Add a newer one beside it."))
    detail = {"paper": paper.pk, "kind": paper.kind, "sha256": paper.sha256}
    path = paper.path
    paper.delete()
    transaction.on_commit(lambda: storage().delete(path))
    record(organisation, verb="remove_paper", by=by, role="accounts.add_organisation_paper", detail=detail)
    return organisation


@transaction.atomic
def ask_for_more(organisation_id: int, *, reason: str, by: Any) -> Organisation:
    """Send a registration back to its applicant, saying what is missing; raises Refused."""
    organisation = _locked(organisation_id)
    answer = _said(reason)
    move(organisation.ask_for_more, by=by, reason=answer, answer=answer)
    _tell(organisation, "organisation.more_asked", reason=answer, applicant=organisation.registered_by_id)
    return organisation


@transaction.atomic
def hand_in_again(organisation_id: int, *, by: Any) -> Organisation:
    """Hand a registration in once more, as its applicant; raises Refused."""
    organisation = _locked(organisation_id)
    move(organisation.hand_in_again, by=by)
    return organisation


@transaction.atomic
def refuse_organisation(organisation_id: int, *, reason: str, by: Any) -> Organisation:
    """Refuse a registration, with a reason; its credit code is free again. Raises Refused."""
    organisation = _locked(organisation_id)
    answer = _said(reason)
    move(organisation.refuse, by=by, reason=answer, answer=answer)
    _tell(organisation, "organisation.application_refused", reason=answer, applicant=organisation.registered_by_id)
    return organisation


@transaction.atomic
def suspend_organisation(organisation_id: int, *, reason: str, by: Any) -> Organisation:
    """Suspend an organisation, with a reason; raises Refused."""
    organisation = _locked(organisation_id)
    move(organisation.suspend, by=by, reason=_said(reason), suspended_at=core_now())
    _tell(organisation, "organisation.suspended", reason=reason)
    return organisation


@transaction.atomic
def reinstate_organisation(organisation_id: int, *, by: Any, reason: str = "") -> Organisation:
    """End a suspension; raises Refused."""
    organisation = _locked(organisation_id)
    move(organisation.reinstate, by=by, reason=reason)
    _tell(organisation, "organisation.reinstated")
    return organisation


@transaction.atomic
def bar_organisation(organisation_id: int, *, until: date, reason: str, by: Any) -> Organisation:
    """Bar an organisation up to and including a day, with a reason; raises Refused.

    The longest bar is that of the rulebook (L77); a short rest of one decided earlier is lawful.
    """
    organisation = _locked(organisation_id)
    check("accounts.bar_organisation", by=by, thing=organisation)
    day = today()
    longest = int(rule("supplier_ban").span[1])
    if until <= day:
        raise refuse(_("A bar ends on a day to come: choose a later one."), "supplier_ban")
    if until > years_after(day, longest):
        raise refuse(_("A bar lasts three years at most: choose an earlier day."), "supplier_ban")
    move(organisation.bar, by=by, reason=_said(reason), detail={"until": until.isoformat()}, until=until)
    _tell(organisation, "organisation.barred", reason=reason, until=until.isoformat())
    return organisation


@transaction.atomic
def lift_bar(organisation_id: int) -> Organisation:
    """Write that a bar has ended, as time alone does; nothing happens while it runs or where there is none."""
    organisation = _locked(organisation_id)
    is_over = organisation.state == OrganisationState.BARRED and not organisation.is_barred_on(day_of(core_now()))
    if is_over:
        step = organisation.lift_bar if organisation.suspended_at is None else organisation.lift_bar_to_suspension
        move(step, by=CLOCK)
        _tell(organisation, "organisation.bar_ended")
    return organisation


def lift_bars() -> int:
    """Lift every bar that has ended; return how many."""
    ended = list(Organisation.objects.bars_over_on(today()).order_by("pk").values_list("pk", flat=True))
    for organisation_id in ended:
        lift_bar(organisation_id)
    return len(ended)


@transaction.atomic
def note_track_record(
    *,
    organisation_id: int,
    ocid: str,
    lot: str,
    kind: str,
    value: Decimal,
    period: str = "",
    detail: dict[str, Any] | None = None,
    by: Any = CLOCK,
) -> TrackRecordEntry:
    """Add a line to a track record; the same line again is the one that stands. Raises Refused when it differs.

    A line is known by organisation, ocid, lot, kind and period. Later stages call it inside their own transaction.
    """
    organisation = Organisation.objects.get(pk=organisation_id)
    facts = {"value": Decimal(value).quantize(Decimal("0.0001")), "detail": detail or {}}
    key = {"organisation": organisation, "ocid": ocid, "lot": lot, "kind": kind, "period": period}
    entry, is_new = TrackRecordEntry.objects.get_or_create(**key, defaults={**facts, "at": core_now()})
    if not is_new and (entry.value != facts["value"] or entry.detail != facts["detail"]):
        raise refuse(_("The track record has another line for this lot and period; lines are never rewritten."))
    if is_new:
        record(entry, verb="note", by=by, role="accounts.note_track_record", detail={"kind": kind, "value": str(value)})
    return entry
