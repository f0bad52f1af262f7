"""The verbs of an evaluation."""

from procurement.evaluations.services.conformity import conform_bid, invalidate_bid
from procurement.evaluations.services.declaring import begin_scoring, bidder_names, declare_interests, replace_member
from procurement.evaluations.services.forming import (
    commit_seed,
    draw_committee,
    lapse_evaluations,
    restart_evaluation,
    start_evaluation,
    void_evaluation,
)
from procurement.evaluations.services.low_prices import answer_low_price, ask_low_price, decide_low_price
from procurement.evaluations.services.scoring import (
    BlindBid,
    blind_bids,
    enter_objective,
    enter_scores,
    freeze_scores,
    note_score,
)
from procurement.evaluations.services.settling import fingerprint, settle_evaluation, sign_report

__all__ = [
    "BlindBid",
    "answer_low_price",
    "ask_low_price",
    "begin_scoring",
    "bidder_names",
    "blind_bids",
    "commit_seed",
    "conform_bid",
    "decide_low_price",
    "declare_interests",
    "draw_committee",
    "enter_objective",
    "enter_scores",
    "fingerprint",
    "freeze_scores",
    "invalidate_bid",
    "lapse_evaluations",
    "note_score",
    "replace_member",
    "restart_evaluation",
    "settle_evaluation",
    "sign_report",
    "start_evaluation",
    "void_evaluation",
]
