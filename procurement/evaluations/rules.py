"""Who may do what in an evaluation. Suppliers have no part in it but to explain their own low price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext_lazy as _

from accounts.roles import BUYER_ROLES, Role, holds, may_supply, organisations_of, supervises
from core.rights import grant
from procurement.bids.rules import competes_for
from procurement.evaluations.states import OPEN_AMONG_MEMBERS

if TYPE_CHECKING:
    from procurement.bids.models import Bid
    from procurement.evaluations.models import CommitteeMember, Evaluation, LowPriceQuery, Score
    from procurement.tenders.models import Lot


def runs(user: Any, lot: Lot) -> bool:
    """Whether the person is of the buyer's people or a supervisor of the area, and has no bid on the lot."""
    tender = lot.tender
    official = holds(user, tender.buyer_id, *BUYER_ROLES) or supervises(user, tender.plan_item.area)
    return official and not competes_for(user, lot)


def seat_of(user: Any, evaluation: Evaluation) -> CommitteeMember | None:
    """Return the person's seat in the committee; None once recused."""
    if user.pk is None:
        return None
    return evaluation.members.sitting().filter(user=user.pk).first()


def can_see_evaluation(user: Any, evaluation: Evaluation) -> bool:
    """Whether the person may know of the evaluation; the twin of EvaluationQuerySet.visible_to."""
    return bool(user.is_active) and (runs(user, evaluation.lot) or sits_in(user, evaluation))


def can_see_score(user: Any, score: Score) -> bool:
    """Whether the person may read the score; the twin of ScoreQuerySet.visible_to."""
    member = score.member
    if not user.is_active:
        return False
    if member.user_id == user.pk and member.recused_at is None:
        return True
    evaluation = member.evaluation
    return evaluation.state in OPEN_AMONG_MEMBERS and can_see_evaluation(user, evaluation)


def can_see_low_price_query(user: Any, query: LowPriceQuery) -> bool:
    """Whether the person may read the question; the twin of LowPriceQueryQuerySet.visible_to."""
    return bool(user.is_active) and (
        query.bid.supplier_id in organisations_of(user, Role.SUPPLIER) or can_see_evaluation(user, query.evaluation)
    )


def sits_in(user: Any, evaluation: Evaluation) -> bool:
    """Whether the person has a seat."""
    return seat_of(user, evaluation) is not None


def leads(user: Any, evaluation: Evaluation) -> bool:
    """Whether the person leads the committee."""
    seat = seat_of(user, evaluation)
    return seat is not None and seat.is_leader


def is_officer_of(user: Any, evaluation: Evaluation) -> bool:
    """Whether the person is an officer of the buyer."""
    return holds(user, evaluation.lot.tender.buyer_id, Role.BUYER_OFFICER)


def standing_evaluation_of(bid: Bid) -> Evaluation | None:
    """Return the evaluation of the bid's lot that is not void."""
    return bid.lot.evaluations.standing().first()


def evaluation_behind(thing: Bid | Evaluation) -> Evaluation | None:
    """Return the standing evaluation of a bid, or the one that is asked about."""
    if hasattr(thing, "supplier_id"):
        return standing_evaluation_of(cast("Bid", thing))
    return thing


def sits_over(user: Any, bid: Bid) -> bool:
    """Whether the person sits in the committee that judges the bid."""
    evaluation = standing_evaluation_of(bid)
    return evaluation is not None and sits_in(user, evaluation)


def leads_over(user: Any, thing: Bid | Evaluation) -> bool:
    """Whether the person leads the committee that judges the bid, or the one that is asked about."""
    evaluation = evaluation_behind(thing)
    return evaluation is not None and leads(user, evaluation)


def sees_judged(user: Any, thing: Bid | Evaluation) -> bool:
    """Whether the person knows of the committee's work on a bid, or of the evaluation that is asked about."""
    evaluation = evaluation_behind(thing)
    return evaluation is not None and can_see_evaluation(user, evaluation)


def may_declare_void(user: Any, evaluation: Evaluation) -> bool:
    """Whether the person may end the evaluation: the officer, but a supervisor once anybody can see who is ahead."""
    if evaluation.state in OPEN_AMONG_MEMBERS:
        return supervises(user, evaluation.lot.tender.plan_item.area)
    return is_officer_of(user, evaluation)


def answers_for(user: Any, query: LowPriceQuery) -> bool:
    """Whether the person acts for the supplier that is asked."""
    return may_supply(user, query.bid.supplier_id)


MEMBER = _("a member of the committee")
LEADER = _("the leader of the committee")
OFFICER = _("the buyer's officer")
OFFICER_OR_SUPERVISOR = _("the buyer's officer; the supervisor once scores are open")

grant("procurement.draw_committee", sees=can_see_evaluation, role=is_officer_of, who=OFFICER)
grant("procurement.replace_member", sees=can_see_evaluation, role=is_officer_of, who=OFFICER)
grant("procurement.void_evaluation", sees=can_see_evaluation, role=may_declare_void, who=OFFICER_OR_SUPERVISOR)
grant("procurement.declare_interests", sees=can_see_evaluation, role=sits_in, who=MEMBER)
grant("procurement.enter_scores", sees=can_see_evaluation, role=sits_in, who=MEMBER)
grant("procurement.freeze_scores", sees=can_see_evaluation, role=sits_in, who=MEMBER)
grant("procurement.enter_objective", sees=can_see_evaluation, role=leads, who=LEADER)
grant("procurement.conform_bid", sees=sees_judged, role=leads_over, who=LEADER)
grant("procurement.invalidate_bid", sees=sees_judged, role=leads_over, who=LEADER)
grant("procurement.ask_low_price", sees=can_see_evaluation, role=leads, who=LEADER)
grant(
    "procurement.answer_low_price",
    sees=can_see_low_price_query,
    role=answers_for,
    who=_("the representative of the supplier that is asked"),
)
grant("procurement.settle_evaluation", sees=can_see_evaluation, role=leads, who=LEADER)
grant("procurement.sign_report", sees=can_see_evaluation, role=sits_in, who=MEMBER)
