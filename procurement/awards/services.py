"""The verbs of an award: propose, confirm, publish, become final, revoke."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Membership
from accounts.roles import Role
from core.audit.outbox import announce
from core.audit.record import record, release
from core.kept import kept
from core.law.calendar import load_calendar
from core.law.periods import clock_end, is_in_time
from core.law.rulebook import rule
from core.time import core_now, day_of, today
from core.transitions import CLOCK, Reason, check, move, refuse
from procurement.awards.letters import LoserLetter, letter_for
from procurement.awards.models import Award, ResultNotice
from procurement.awards.notices import notice_of
from procurement.awards.states import AwardState
from procurement.bids.closing import fail_tender_without_lots
from procurement.bids.deposits import owe_losers
from procurement.bids.models import Bid
from procurement.bids.states import RECEIVED, BidState
from procurement.evaluations.models import Evaluation, ResultLine
from procurement.signals import award_published, award_revoked
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import LOT_OVER, LotState, TenderState


def _lock(award_id: int) -> Award:
    """Return the award under its lock, the tender and the lot locked before it; nobody waits in a circle."""
    row = Award.objects.values("lot_id", "lot__tender_id").get(pk=award_id)
    tender = (
        Tender.objects.select_for_update(of=("self",)).select_related("plan_item__area").get(pk=row["lot__tender_id"])
    )
    lot = Lot.objects.select_for_update(of=("self",)).get(pk=row["lot_id"])
    lot.tender = tender
    award = Award.objects.select_for_update(of=("self",)).select_related("bid__supplier", "evaluation").get(pk=award_id)
    award.lot = lot
    return award


def propose_award(evaluation: Evaluation, line: ResultLine, *, by: Any, role: str) -> Award:
    """Propose a candidate to the buyer; the amount is the bid as made. The caller holds evaluation and tender."""
    award = Award.objects.create(
        lot=evaluation.lot,
        bid=line.bid,
        evaluation=evaluation,
        place=line.place or 0,
        amount_fen=line.bid.price_fen or 0,
        proposed_at=core_now(),
    )
    record(award, verb="propose", by=by, role=role, after=AwardState.PROPOSED, detail={"place": award.place})
    announce("award.proposed", str(award.pk), award=award.pk, ocid=award.ocid, people=officers_of(award))
    return award


def officers_of(award: Award) -> list[int]:
    """Return the ids of the buyer's people whom an award concerns."""
    return Membership.objects.people([award.lot.tender.buyer_id], Role.BUYER_OFFICER, Role.APPROVER, day=today())


@transaction.atomic
def confirm_award(award_id: int, *, by: Any) -> Award:
    """Confirm the candidate whose turn it is; its bid wins, the others lose, and the lot is awarded."""
    award = _lock(award_id)
    move(award.confirm, by=by, confirmed_by=by, confirmed_at=core_now(), detail=_overdue(award))
    bids = Bid.objects.select_for_update(of=("self",)).filter(lot=award.lot).order_by("pk")
    for bid in bids:
        bid.lot = award.lot
        if bid.pk == award.bid_id:
            move(bid.move_up if bid.state == BidState.LOST else bid.win, by=by)
            award.bid = bid
        elif bid.state == BidState.VALID:
            move(bid.lose, by=by)
    if award.lot.state == LotState.EVALUATING:
        move(award.lot.award, by=by)
    tender = award.lot.tender
    if tender.state == TenderState.EVALUATING and not tender.lots.exclude(state__in=LOT_OVER).exists():
        move(tender.decide, by=by)
    announce("award.confirmed", str(award.pk), award=award.pk, ocid=award.ocid, people=officers_of(award))
    return award


@transaction.atomic
def publish_award(award_id: int, *, by: Any) -> Award:
    """Publish the result as a second person: notice, award letter, a letter to every loser; the window opens."""
    award = _lock(award_id)
    check("procurement.publish_award", by=by, thing=award)
    now, calendar = core_now(), load_calendar()
    day = day_of(now)
    ends_on = clock_end("result_notice", day, calendar).result
    challenge_until = clock_end("challenge_result", day, calendar).result
    move(
        award.publish,
        by=by,
        published_by=by,
        published_at=now,
        challenge_until=challenge_until,
        detail={"challenge_until": challenge_until.isoformat(), **_overdue(award)},
    )
    ResultNotice.objects.create(
        award=award,
        lot=award.lot,
        content=notice_of(award, ends_on=ends_on, challenge_until=challenge_until),
        published_at=now,
        ends_on=ends_on,
    )
    release(f"evaluation:{award.evaluation_id}")
    award.lot.noticed_at = now
    award.lot.save()
    _send_letters(award)
    owe_losers(award.lot_id, winner_id=award.bid.supplier_id, by=by)
    tender = award.lot.tender
    if tender.state == TenderState.DECIDED and _is_all_noticed(tender):
        move(tender.conclude, by=by)
    announce("award.published", str(award.pk), award=award.pk, ocid=award.ocid, lot=award.lot_id)
    award_published.send(sender=Award, award=award)
    return award


def _is_all_noticed(tender: Tender) -> bool:
    return not tender.lots.filter(state=LotState.AWARDED, noticed_at=None).exists()


def _send_letters(award: Award) -> None:
    """Write to the winner and to every other bidder, the disqualified and invalid ones included."""
    told = RECEIVED - {BidState.SEALED, BidState.RETURNED}
    for bid in Bid.objects.filter(lot=award.lot, state__in=told).order_by("pk"):
        topic = "award.letter" if bid.pk == award.bid_id else "award.loser_letter"
        announce(
            topic,
            f"{award.pk}:{bid.pk}",
            award=award.pk,
            bid=bid.pk,
            ocid=award.ocid,
            people=Membership.objects.people([bid.supplier_id], Role.SUPPLIER, day=today()),
        )


def loser_letter(bid_id: int, *, by: Any) -> LoserLetter:
    """Return what a bidder is told: its own points and rank per item beside the winner's, and why.

    Only for its own supplier and the buyer, and only once the result is published; raises Refused.
    """
    bid = Bid.objects.select_related("lot__tender", "supplier").get(pk=bid_id)
    check("procurement.read_letter", by=by, thing=bid)
    award = (
        Award.objects.standing()
        .filter(lot=bid.lot_id, published_at__isnull=False)
        .select_related("bid__supplier", "evaluation", "lot")
        .first()
    )
    if award is None:
        raise refuse(_("The result of this lot is not published yet."), "loser_told")
    return letter_for(bid, award)


def finalise_award_if_due(award_id: int) -> Award:
    """Make the award final if its window for challenges is over; safe to call at any time, by anybody."""
    award = Award.objects.get(pk=award_id)
    if not _is_due(award):
        return award
    with transaction.atomic():
        award = _lock(award_id)
        if _is_due(award):  # another request may have been here while this one waited for the lock
            move(award.finalise, by=CLOCK)
            announce("award.final", str(award.pk), award=award.pk, ocid=award.ocid, people=officers_of(award))
    return award


def _is_due(award: Award) -> bool:
    return award.state == AwardState.PUBLISHED and award.challenge_until is not None and today() > award.challenge_until


@transaction.atomic
def revoke_award(award_id: int, *, reason: str, by: Any, next_candidate: bool = True) -> Award | None:
    """Revoke an award, with its reason, and propose the next candidate; without one the lot fails (I49).

    `next_candidate` False lets the lot fail at once, to be tendered anew. Returns the new award, if any.
    """
    award = _lock(award_id)
    check("procurement.revoke_award", by=by, thing=award)
    if not reason.strip():
        raise refuse(_("Say why the award is revoked; the reason is public."), "winner_refuses")
    why = reason.strip()
    move(award.revoke, by=by, reason=why, revoked_by=by, revoked_at=core_now(), revoke_reason=why)
    announce("award.revoked", str(award.pk), award=award.pk, ocid=award.ocid, lot=award.lot_id)
    award_revoked.send(sender=Award, award=award, by=by)
    following = _next_line(award) if next_candidate else None
    if following is not None:
        return propose_award(award.evaluation, following, by=by, role="procurement.revoke_award")
    lot, failed = award.lot, kept(gettext_noop("The award was revoked and nobody moves up: %(why)s"), why=why)
    if lot.state == LotState.AWARDED:
        move(lot.fail_unsigned, by=by, reason=failed, failed_reason=failed)
    else:
        move(lot.fail, by=CLOCK, reason=failed, failed_reason=failed)
    announce("lot.failed", str(lot.pk), lot=lot.pk, tender=lot.tender_id, ocid=lot.ocid)
    _settle_tender(lot.tender, by)
    return None


def _next_line(award: Award) -> ResultLine | None:
    """The best placed bid that has had no award of this evaluation and still stands."""
    had = Award.objects.filter(evaluation=award.evaluation_id).values("bid")
    lines = ResultLine.objects.ranked().filter(
        evaluation=award.evaluation_id, bid__state__in=(BidState.VALID, BidState.LOST)
    )
    return lines.exclude(bid__in=had).select_related("bid").first()


def _settle_tender(tender: Tender, by: Any) -> None:
    """Let the tender follow when its last lot failed: failed with all, decided with some, concluded when noticed."""
    if tender.state in (TenderState.EVALUATING, TenderState.DECIDED):
        fail_tender_without_lots(tender)
    if tender.state == TenderState.EVALUATING and not tender.lots.exclude(state__in=LOT_OVER).exists():
        move(tender.decide, by=by)
    if tender.state == TenderState.DECIDED and _is_all_noticed(tender):
        move(tender.conclude, by=by)


def warnings_about(award: Award) -> list[Reason]:
    """Return what is overdue: a warning that is shown and recorded, never a block."""
    calendar, day = load_calendar(), today()
    overdue = []
    if award.state == AwardState.PROPOSED and not is_in_time("buyer_confirm", day_of(award.proposed_at), day, calendar):
        overdue.append(Reason(_("The winner should have been confirmed."), rule("buyer_confirm").article))
    if (
        award.state == AwardState.CONFIRMED
        and award.confirmed_at is not None
        and not is_in_time("award_publish", day_of(award.confirmed_at), day, calendar)
    ):
        overdue.append(Reason(_("The result should have been published."), rule("award_publish").article))
    return overdue


def _overdue(award: Award) -> dict[str, Any]:
    late = warnings_about(award)
    return {"overdue": [str(reason) for reason in late]} if late else {}
