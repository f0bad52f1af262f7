"""The verbs of needs."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Resident, User
from accounts.roles import Role, covers, resident_of
from accounts.service_kinds import ServiceKind
from core.audit.outbox import announce
from core.audit.record import record
from core.transitions import check, move, refuse
from procurement.needs.guards import enough_residents_support_it
from procurement.needs.models import Need, NeedSupport
from procurement.needs.states import WAITING, NeedState
from procurement.wording import said


@transaction.atomic
def propose_need(*, area_id: int, service_kind: str, title: str, text: str, by: User) -> Need:
    """Say what is missing in an area; the need is public at once. By a resident there, or its grid worker."""
    area = Area.objects.get(pk=area_id)
    check("procurement.propose_need", by=by, thing=area)
    if service_kind not in ServiceKind.values:
        raise refuse(_("Choose the service from the list."))
    need = Need.objects.create(
        area=area,
        service_kind=service_kind,
        title=said(title, otherwise=_("Give the need a title.")),
        text=said(text, otherwise=_("Say in a sentence or two what is missing.")),
        proposed_by=by,
    )
    record(need, verb="propose", by=by, role="procurement.propose_need", after=need.state)
    return need


@transaction.atomic
def support_need(need_id: int, *, by: User, resident_id: int | None = None) -> Need:
    """Give a need one resident's voice; the voice that reaches the area's threshold makes it supported.

    A grid worker names with `resident_id` the resident without an account whose voice is written down.
    """
    need = Need.objects.select_for_update().get(pk=need_id)
    check("procurement.support_need", by=by, thing=need)
    if need.state not in WAITING:
        raise refuse(_("This need has been answered already; it takes no more voices."))
    resident = _own_voice(need, by) if resident_id is None else _voice_written_down(need, resident_id, by)
    _voiced, is_new = NeedSupport.objects.get_or_create(need=need, resident=resident, defaults={"given_by": by})
    if not is_new:
        raise refuse(_("This resident supports the need already; everybody has one voice."))
    record(need, verb="give_voice", by=by, role="procurement.support_need", detail={"resident": resident.pk})
    _carry(need, by)
    return need


def _own_voice(need: Need, by: User) -> Resident:
    resident = resident_of(by)
    if resident is None or not need.area.covers(resident.community):
        raise refuse(_("Name the resident whose voice you write down."))
    if need.proposed_by_id == by.pk:
        raise refuse(_("You brought this need yourself; now it is for the neighbours to support it."))
    return resident


def _voice_written_down(need: Need, resident_id: int, by: User) -> Resident:
    resident = Resident.objects.select_related("community").filter(pk=resident_id, verified_at__isnull=False).first()
    if resident is None or not need.area.covers(resident.community):
        raise refuse(_("No verified resident of this area has this number."))
    if resident.user_id is not None:
        raise refuse(_("This resident has an account and gives the voice in person."))
    if not covers(by, resident.community, Role.GRID_WORKER):
        raise refuse(_("Only a grid worker of the resident's community writes down the voice."))
    return resident


def _carry(need: Need, by: User) -> None:
    """Make the need supported when enough residents stand behind it."""
    if need.state == NeedState.PROPOSED and enough_residents_support_it(need):
        move(need.support, by=by, detail={"voices": need.supports.count()})
        announce("need.supported", str(need.pk), need_id=need.pk)


@transaction.atomic
def adopt_need(need_id: int, *, by: User) -> Need:
    """Take a supported need up; a plan item may carry it from now on. By the buyer's officer."""
    need = Need.objects.select_for_update().get(pk=need_id)
    move(need.adopt, by=by)
    announce("need.adopted", str(need.pk), need_id=need.pk)
    return need


@transaction.atomic
def decline_need(need_id: int, *, reason: str, by: User) -> Need:
    """Answer that a need is not taken up, with the reason that everybody reads. By the buyer's officer."""
    need = Need.objects.select_for_update().get(pk=need_id)
    check("procurement.decline_need", by=by, thing=need)
    why = said(reason)
    move(need.decline, by=by, reason=why, why=why)
    announce("need.declined", str(need.pk), need_id=need.pk)
    return need


@transaction.atomic
def merge_need(need_id: int, *, into_id: int, by: User) -> Need:
    """Let a need go on in a like one that takes its supporters over, each counted once. By the officer of both."""
    # One order of locking for everybody, so that two merges across each other cannot wait for ever.
    both = {need.pk: need for need in Need.objects.select_for_update().filter(pk__in=[need_id, into_id]).order_by("pk")}
    if need_id not in both or into_id not in both:
        raise Need.DoesNotExist
    need, into = both[need_id], both[into_id]
    check("procurement.merge_need", by=by, thing=need)
    check("procurement.merge_need", by=by, thing=into)
    if need == into:
        raise refuse(_("Choose another need: this one cannot go on in itself."))
    if into.state not in [*WAITING, NeedState.ADOPTED]:
        raise refuse(_("The other need goes no further. Choose one that is waiting or adopted."))
    if into.service_kind != need.service_kind:
        raise refuse(_("The two needs ask for different services. Merge only needs for the same service."))
    move(need.merge, by=by, detail={"into": into.pk}, into=into)
    _take_over_voices(need, into)
    _carry(into, by)
    announce("need.merged", str(need.pk), need_id=need.pk)
    return need


def _take_over_voices(need: Need, into: Need) -> None:
    """Give `into` the voices of `need`; a voice from outside its area, or its proposer's, does not count there."""
    voices = need.supports.filter(resident__community__path__startswith=into.area.path)
    NeedSupport.objects.bulk_create(
        [
            NeedSupport(
                need=into, resident_id=voice.resident_id, given_by_id=voice.given_by_id, given_at=voice.given_at
            )
            for voice in voices.exclude(resident__user=into.proposed_by_id)
        ],
        ignore_conflicts=True,
    )
