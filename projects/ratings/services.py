"""Opening a round, holding and deciding ballots, and publishing what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.audit.outbox import announce
from core.audit.record import record
from core.time import core_now, day_of
from core.transitions import CLOCK, check, move, refuse
from projects.contracts.models import Contract
from projects.contracts.states import ContractState
from projects.ratings import back_check, settlement
from projects.ratings.models import Ballot, Beneficiary, RatingRound, Stratum, token_hash
from projects.ratings.spans import ends_of, span_of

# What a rating is shown against where the tender pays by another policy than the interval.
USUAL_TARGET, USUAL_FLOOR = "75", "50"
RATED_ALREADY = _("Residents were asked about these months before, or about some of them. Choose others.")


@dataclass(frozen=True)
class Served:
    """One person of the frame: the key under which the service records know them, and their stratum."""

    person_key: str
    stratum: str
    resident_id: int | None = None


@transaction.atomic
def open_round(
    contract_id: int,
    *,
    period: str,
    frame: Sequence[Served],
    closes_at: datetime,
    is_last: bool = False,
    by: Any,
) -> RatingRound:
    """Open the rating of a period among the people served; strata stand in the order in which the frame names them.

    Target and floor are those of the tender's document. The period is the last one when the contract has ended early,
    when its term is over at the closing, or when `is_last` says so and everything is accepted.
    Raises Refused for a period that is no months or has one that was asked about before, an empty frame, a person
    named twice, a closing time gone by, or a contract that is not running.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract_id)
    check("projects.open_rating_round", by=by, thing=contract)
    now = core_now()
    if not (contract.state == ContractState.IN_FORCE or _has_ended_early(contract)):
        raise refuse(_("Only a contract in force is rated, or what was accepted of one that has ended early."))
    if not frame:
        raise refuse(_("Nobody is named who was served. Take the people from the service records first."))
    residents = [served.resident_id for served in frame if served.resident_id is not None]
    if len({served.person_key for served in frame}) != len(frame) or len(set(residents)) != len(residents):
        raise refuse(_("A person is named twice among those served. Name each person once."))
    if closes_at <= now:
        raise refuse(_("The closing time has gone by. Choose a later one."))
    ends = ends_of(period)
    if ends is None:
        raise refuse(_("A period is a month, or the first and the last of several. Choose the months that are rated."))
    if contract.rating_rounds.asks_about(period):
        raise refuse(RATED_ALREADY)
    target, floor = bounds_of(contract)
    rating_round = RatingRound.objects.create(
        contract=contract,
        period=span_of(*ends),
        closes_at=closes_at,
        target=target,
        floor=floor,
        is_last=_is_last(contract, closes_at, is_last),
        opened_by=by,
        opened_at=now,
    )
    _draw_up_frame(rating_round, frame)
    record(
        rating_round,
        verb="open_round",
        by=by,
        role="projects.open_rating_round",
        after=rating_round.state,
        detail={"population": len(frame)},
    )
    _tell(rating_round, "rating_round.opened")
    return rating_round


def bounds_of(contract: Contract) -> tuple[Decimal, Decimal]:
    """Return the target and the floor of a contract's ratings: its policy's, or the usual ones."""
    policy = contract.payout_policy
    return Decimal(policy.get("target") or USUAL_TARGET), Decimal(policy.get("floor") or USUAL_FLOOR)


def _has_ended_early(contract: Contract) -> bool:
    return contract.state == ContractState.TERMINATED and contract.published_at is not None


def _is_last(contract: Contract, closes_at: datetime, said: bool) -> bool:
    """Return whether no period follows; the buyer cannot put the performance part off for ever, nor cut it short."""
    if _has_ended_early(contract) or (contract.ends_on is not None and day_of(closes_at) >= contract.ends_on):
        return True
    if said and contract.milestones.unaccepted().exists():
        raise refuse(_("A milestone is still to be accepted: this is not the last period."))
    return said


def _draw_up_frame(rating_round: RatingRound, frame: Sequence[Served]) -> None:
    keys = list(dict.fromkeys(served.stratum for served in frame))
    strata = {
        key: Stratum(
            round=rating_round, key=key, order=place, population=sum(1 for served in frame if served.stratum == key)
        )
        for place, key in enumerate(keys)
    }
    Stratum.objects.bulk_create(strata.values())
    Beneficiary.objects.bulk_create(
        Beneficiary(
            round=rating_round,
            stratum=strata[served.stratum],
            person_key=served.person_key,
            resident_id=served.resident_id,
            token_hash=token_hash(token_for(rating_round, served.person_key)),
        )
        for served in frame
    )


def token_for(rating_round: RatingRound, person_key: str) -> str:
    """Return the token that goes into a person's link; the same for the same person, contract and period."""
    words = f"{person_key}\n{rating_round.contract_id}\n{rating_round.period}"
    return salted_hmac("projects.ratings.token", words, algorithm="sha256").hexdigest()[:32]


def close_due_rounds() -> int:
    """Close every round whose time has come; return how many. The first sweep or request that needs it calls this."""
    due = RatingRound.objects.due_to_close(core_now()).values_list("pk", flat=True)
    return sum(close_round_if_due(pk) for pk in due)


@transaction.atomic
def close_round_if_due(round_id: int) -> bool:
    """Close a round when its time has come; return whether it was closed now."""
    rating_round = RatingRound.objects.select_for_update().get(pk=round_id)
    if rating_round not in RatingRound.objects.due_to_close(core_now()):
        return False
    drawn = back_check.draw(rating_round)
    move(rating_round.close, by=CLOCK)
    if drawn:
        _tell(rating_round, "rating_round.back_check")
    return True


@transaction.atomic
def hold_ballot(ballot_id: int, *, reason: str, by: Any) -> Ballot:
    """Hold an effective ballot with a reason; two people decide it. Raises Refused."""
    rating_round, ballot = _before_review(ballot_id)
    check("projects.hold_ballot", by=by, thing=rating_round)
    _refuse_after_review(rating_round)
    if not reason.strip():
        raise refuse(_("Say why the ballot is held."))
    if not ballot.is_effective or ballot.held_at:
        raise refuse(_("This ballot is replaced or already held."))
    ballot.held_by, ballot.held_at, ballot.held_reason = by, core_now(), reason
    ballot.save()
    record(
        rating_round,
        verb="hold_ballot",
        by=by,
        role="projects.hold_ballot",
        reason=reason,
        detail={"ballot": ballot.pk},
    )
    return ballot


@transaction.atomic
def decide_ballot(ballot_id: int, *, counts: bool, by: Any) -> Ballot:
    """Say whether a held ballot counts; the second, other person who says the same decides it. Raises Refused.

    Whoever took the answer down decides nothing about it.
    """
    rating_round, ballot = _before_review(ballot_id)
    check("projects.hold_ballot", by=by, thing=rating_round)
    _refuse_after_review(rating_round)
    if not ballot.held_at or ballot.decided_at:
        raise refuse(_("This ballot is not held, or it has been decided."))
    if ballot.collector_id == by.pk:
        raise refuse(_("You took this answer down. Let two others decide whether it counts."))
    if ballot.first_decider_id is None or (ballot.counts != counts and ballot.first_decider_id == by.pk):
        ballot.first_decider, ballot.counts = by, counts
    elif ballot.first_decider_id == by.pk:
        raise refuse(_("A second person has to decide too. Ask a colleague."))
    elif ballot.counts != counts:
        raise refuse(_("The first person decided otherwise. Talk to them; either of you may change the decision."))
    else:
        ballot.second_decider, ballot.decided_at = by, core_now()
    ballot.save()
    record(
        rating_round,
        verb="decide_ballot",
        by=by,
        role="projects.hold_ballot",
        detail={"ballot": ballot.pk, "counts": counts},
    )
    return ballot


def _before_review(ballot_id: int) -> tuple[RatingRound, Ballot]:
    """Return the round under a shared lock, so that no review ends meanwhile, and the ballot under its own."""
    round_id = Ballot.objects.values_list("beneficiary__round", flat=True).get(pk=ballot_id)
    [rating_round] = RatingRound.objects.raw("SELECT * FROM projects_ratinground WHERE id = %s FOR SHARE", [round_id])
    return rating_round, Ballot.objects.select_for_update(of=("self",)).get(pk=ballot_id)


def _refuse_after_review(rating_round: RatingRound) -> None:
    if rating_round.reviewed_by_id is not None:
        raise refuse(_("The review is finished; ballots are not held or decided any more."))


def review_round(round_id: int, *, by: Any) -> RatingRound:
    """Finish the review: every held ballot is decided. Raises Refused; that the round has closed stays written."""
    close_round_if_due(round_id)
    return _review(round_id, by=by)


@transaction.atomic
def _review(round_id: int, *, by: Any) -> RatingRound:
    rating_round = RatingRound.objects.select_for_update().get(pk=round_id)
    move(rating_round.review, by=by, reviewer=by)
    return rating_round


@transaction.atomic
def publish_round(round_id: int, *, by: Any) -> RatingRound:
    """Publish the result; write it to the supplier's track record and settle the performance part. Raises Refused."""
    rating_round = RatingRound.objects.select_for_update().get(pk=round_id)
    check("projects.publish_rating_round", by=by, thing=rating_round)
    figures = settlement.figures_of(rating_round)
    move(rating_round.publish, by=by, result=settlement.result_of(rating_round, figures))
    settlement.settle(rating_round, figures.counted, by=by)
    _tell(rating_round, "rating_round.published")
    return rating_round


def _tell(rating_round: RatingRound, topic: str) -> None:
    contract = rating_round.contract
    announce(
        topic,
        str(rating_round.pk),
        rating_round=rating_round.pk,
        ocid=rating_round.ocid,
        period=rating_round.period,
        buyer=contract.buyer_id,
        supplier=contract.supplier_id,
    )
