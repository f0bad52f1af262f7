"""What has to be true before an evaluation moves on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.law.rulebook import rule
from core.time import today
from core.transitions import guard
from procurement.bids.states import BidState
from procurement.evaluations.states import MemberKind
from procurement.tenders.states import LotState

if TYPE_CHECKING:
    from procurement.evaluations.models import Evaluation


@guard(
    _("The committee is not complete: every seat needs a member who has declared to have no interest."),
    "committee_tender",
)
def committee_stands(evaluation: Evaluation) -> bool:
    """Whether every seat is taken by a cleared member, and experts hold at least as many as the law asks."""
    sitting = list(evaluation.members.sitting())
    experts = [member for member in sitting if member.kind == MemberKind.EXPERT]
    return (
        len(sitting) == evaluation.size
        and len(experts) >= evaluation.experts_min
        and all(member.declared_at for member in sitting)
    )


@guard(_("The day of the review has not come; the committee was drawn for that day."), "committee_draw_earliest")
def review_day_has_come(evaluation: Evaluation) -> bool:
    """Whether the committee may begin to sit."""
    return today() >= evaluation.review_on


@guard(_("The register still has experts for the empty seats."), "committee_refill")
def no_one_is_left_to_draw(evaluation: Evaluation) -> bool:
    """Whether a seat is empty although the draw has gone through the whole register."""
    given = {member.expert_id for member in evaluation.members.all()}
    passed_over = {row["expert"] for row in evaluation.passed_over}
    is_short = evaluation.drawn_at is not None and evaluation.members.sitting().count() < evaluation.size
    return is_short and given | passed_over >= set(evaluation.draw_order)


@guard(_("The lot has not been cancelled."))
def lot_is_cancelled(evaluation: Evaluation) -> bool:
    """Whether the lot ended with its tender."""
    return evaluation.lot.state == LotState.CANCELLED


@guard(_("The leader has not yet checked whether every bid meets the tender document."), "invalid_bid")
def every_bid_is_checked(evaluation: Evaluation) -> bool:
    """Whether no bid still waits for the check of conformity."""
    return not evaluation.blind_names.filter(bid__state=BidState.QUALIFIED).exists()


@guard(_("Fewer than three bids are valid: the lot fails."), "bidders_tender")
def enough_bids_are_valid(evaluation: Evaluation) -> bool:
    """Whether as many bids are valid as the law asks for a competition."""
    return evaluation.blind_names.filter(bid__state=BidState.VALID).count() >= rule("bidders_tender").whole


@guard(_("Enough bids are still valid; the evaluation goes on."), "bidders_tender")
def too_few_bids_are_valid(evaluation: Evaluation) -> bool:
    """Whether, even if every bid still to be checked were valid, too few would be."""
    hopeful = evaluation.blind_names.filter(bid__state__in=[BidState.QUALIFIED, BidState.VALID])
    return hopeful.count() < rule("bidders_tender").whole


@guard(_("A member has not frozen the scores yet."), "independent_scores")
def every_member_has_frozen(evaluation: Evaluation) -> bool:
    """Whether all sitting members have frozen."""
    return not evaluation.members.sitting().filter(frozen_at=None).exists()


@guard(
    _("A very low price is not decided yet: wait for the bidder's explanation, then accept it or declare it invalid."),
    "abnormally_low_minutes",
)
def low_prices_are_decided(evaluation: Evaluation) -> bool:
    """Whether the committee has decided on every price that it asked about."""
    return not evaluation.low_price_queries.filter(accepted=None).exists()


@guard(
    _("A score stands apart from the others' by more than 30 % of the item's weight; its member has to say why."),
    "rescoring",
)
def outliers_are_explained(evaluation: Evaluation) -> bool:
    """Whether every score off the others' mean by more than 30 % of the item's weight has a note."""
    return not evaluation.unexplained_scores()


@guard(_("A member has not signed the report yet."), "committee_majority")
def everyone_has_signed(evaluation: Evaluation) -> bool:
    """Whether all sitting members have signed, with or without a dissent."""
    return not evaluation.members.sitting().filter(signed_at=None).exists()
