"""The steps of a milestone: planned, begun, submitted, witnessed, accepted or sent back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Resident
from accounts.people.models import Stratum
from accounts.roles import Role, covers, resident_of
from core.audit.outbox import announce
from core.audit.record import record
from core.money import split
from core.time import core_now, day_of, today
from core.transitions import CLOCK, check, move, refuse
from procurement.wording import said
from projects.contracts.models import Amendment, Contract
from projects.milestones.models import Milestone, WitnessOpinion
from projects.milestones.rules import area_served
from projects.milestones.states import MilestoneState
from projects.milestones.track_record import note_delivery


def plan_milestones(contract: Contract) -> list[Milestone]:
    """Plan the milestones of a contract that has just been published; they add up to its amount exactly.

    The work of a milestone begins the day after the one before it was due, the first with the contract.
    """
    planned = list(contract.lot.tender.milestones.order_by("order"))
    shares = split(contract.amount_fen, [one.percent or Decimal(0) for one in planned])
    assert contract.starts_on is not None  # both fixed when the contract was offered
    assert contract.ends_on is not None
    milestones: list[Milestone] = []
    for one, share in zip(planned, shares, strict=True):
        # 365 days after the first day of a year is the day after its last: nothing is due outside the term.
        due_on = min(contract.starts_on + timedelta(days=one.due_after_days), contract.ends_on)
        follows = milestones[-1].due_on + timedelta(days=1) if milestones else contract.starts_on
        base_fen, performance_fen = split(share, [contract.base_percent, contract.performance_percent])
        milestones.append(
            Milestone(
                contract=contract,
                order=one.order,
                title=one.title,
                percent=one.percent,
                amount_fen=share,
                base_fen=base_fen,
                performance_fen=performance_fen,
                starts_on=min(follows, due_on),
                due_on=due_on,
                outputs=one.outputs,
            )
        )
    return Milestone.objects.bulk_create(milestones)


def plan_supplement(amendment: Amendment) -> Milestone:
    """Plan the delivery of a supplement that both sides have just agreed."""
    contract = amendment.contract
    base_fen, performance_fen = split(amendment.added_fen, [contract.base_percent, contract.performance_percent])
    return Milestone.objects.create(
        contract=contract,
        amendment=amendment,
        order=contract.milestones.next_order(),
        title=amendment.title,
        amount_fen=amendment.added_fen,
        base_fen=base_fen,
        performance_fen=performance_fen,
        starts_on=min(today(), amendment.due_on),
        due_on=amendment.due_on,
    )


@transaction.atomic
def start_milestone_if_due(milestone_id: int) -> Milestone:
    """Write that the work has begun, if its day has come; the first request or sweep that needs it does."""
    milestone = _locked(milestone_id)
    _start_if_due(milestone)
    return milestone


@transaction.atomic
def submit_milestone(milestone_id: int, *, delivered: dict[str, Any], evidence: Sequence[Any], by: Any) -> Milestone:
    """Report what was delivered, by the names of the planned outputs, with its evidence. Raises Refused.

    The same step submits again what was sent back.
    """
    milestone = _locked(milestone_id)
    check("projects.submit_milestone", by=by, thing=milestone)
    _start_if_due(milestone)
    milestone.delivered, milestone.evidence = dict(delivered), list(evidence)
    now = core_now()
    move(
        milestone.submit,
        by=by,
        submitted_by=by,
        submitted_at=now,
        first_submitted_on=milestone.first_submitted_on or day_of(now),
        detail={"delivered": milestone.delivered, "evidence": milestone.evidence},
    )
    _tell(milestone, "milestone.submitted", f"{milestone.submission}")
    return milestone


@transaction.atomic
def witness_milestone(
    milestone_id: int, *, opinion: str, agrees: bool = True, resident_id: int | None = None, by: Any
) -> WitnessOpinion:
    """Give a service user's opinion on what was submitted (条例§45). Raises Refused.

    A resident speaks for oneself; a grid worker writes down what an assisted resident (`resident_id`) says.
    """
    milestone = _locked(milestone_id)
    check("projects.witness_milestone", by=by, thing=milestone)
    if milestone.state != MilestoneState.SUBMITTED:
        raise refuse(_("Opinions are asked for while a milestone is submitted and not yet accepted."))
    resident = _who_speaks(milestone, resident_id, by)
    try:
        with transaction.atomic():
            spoken = WitnessOpinion.objects.create(
                milestone=milestone,
                submission=milestone.submission,
                resident=resident,
                agrees=agrees,
                opinion=said(opinion),
                by=by,
                at=core_now(),
            )
    except IntegrityError:
        raise refuse(_("This resident has already given an opinion on this submission.")) from None
    record(milestone, verb="witness", by=by, role="projects.witness_milestone", detail={"agrees": agrees})
    return spoken


@transaction.atomic
def accept_milestone(milestone_id: int, *, certificate: str, by: Any) -> Milestone:
    """Accept what was submitted, by a certificate in writing; the result is public. Raises Refused.

    Where the contract leaves no base part to pay on acceptance, the milestone is paid with it.
    """
    milestone = _locked(milestone_id)
    milestone.certificate = certificate.strip()
    move(milestone.accept, by=by, accepted_by=by, accepted_at=core_now(), detail={"certificate": milestone.certificate})
    if milestone.base_fen == 0:
        move(milestone.pay, by=by)
    note_delivery(milestone)
    _tell(milestone, "milestone.accepted")
    return milestone


@transaction.atomic
def send_back_milestone(milestone_id: int, *, reason: str, by: Any) -> Milestone:
    """Send a submission back and name what has to be rectified. Raises Refused."""
    milestone = _locked(milestone_id)
    what = said(reason)
    move(milestone.send_back, by=by, reason=what, rectification=what)
    _tell(milestone, "milestone.sent_back", f"{milestone.submission}", reason=what)
    return milestone


def start_due_milestones() -> int:
    """Begin every planned milestone of a running contract whose day has come; return how many."""
    begun = Milestone.objects.begun_by(today()).order_by("pk").values_list("pk", flat=True)
    return sum(start_milestone_if_due(pk).state == MilestoneState.DUE for pk in list(begun))


def _locked(milestone_id: int) -> Milestone:
    return Milestone.objects.select_for_update(of=("self",)).with_contract().get(pk=milestone_id)


def _start_if_due(milestone: Milestone) -> None:
    if milestone.state == MilestoneState.PLANNED and milestone.may_start():
        move(milestone.start, by=CLOCK)


def _who_speaks(milestone: Milestone, resident_id: int | None, by: Any) -> Resident:
    """Return the resident whose opinion it is: the person, or an assisted one whom the grid worker names."""
    area = area_served(milestone)
    if resident_id is None:
        resident = resident_of(by)
        if resident is None or not area.covers(resident.community):
            raise refuse(_("Name the resident whose opinion you write down."), "acceptance_users")
        return resident
    named = Resident.objects.verified().select_related("community").filter(pk=resident_id).first()
    if named is None or not area.covers(named.community):
        raise refuse(_("Only a verified resident of the area that is served gives an opinion."), "acceptance_users")
    if named.user_id != by.pk and not (
        named.stratum == Stratum.ASSISTED and covers(by, named.community, Role.GRID_WORKER)
    ):
        raise refuse(
            _("This resident gives the opinion alone; only for residents with help a grid worker writes it down.")
        )
    return named


def _tell(milestone: Milestone, topic: str, number: str = "", **payload: Any) -> None:
    contract = milestone.contract
    announce(
        topic,
        f"{milestone.pk}:{number}",
        milestone=milestone.pk,
        title=milestone.title,
        ocid=milestone.ocid,
        buyer=contract.buyer_id,
        supplier=contract.supplier_id,
        **payload,
    )
