"""The report of an evaluation as one structured text: what the committee was, what it saw, and what came of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.money import yuan
from procurement.bids.states import BidState
from procurement.evaluations.states import MemberKind
from procurement.evaluations.tally import Tally

if TYPE_CHECKING:
    from procurement.evaluations.models import Evaluation

REPORT_FORM = "linli-evaluation-report/1"


def report_of(
    evaluation: Evaluation, result: Tally, agreement: Decimal | None, *, settled_at: datetime
) -> dict[str, Any]:
    """Return the report as JSON values: money and points as text, instants in ISO form."""
    lot, tender = evaluation.lot, evaluation.lot.tender
    names = {
        name.letter: name.bid for name in evaluation.blind_names.select_related("bid__supplier").order_by("letter")
    }
    return {
        "form": REPORT_FORM,
        "ocid": evaluation.ocid,
        "evaluation": evaluation.pk,
        "attempt": evaluation.attempt,
        "project": tender.title,
        "lot": str(lot),
        "buyer": tender.buyer.name,
        "method": tender.method,
        "review_on": evaluation.review_on.isoformat(),
        "settled_at": settled_at.isoformat(),
        "committee": _committee(evaluation),
        "draw": {
            "commitment": evaluation.seed_commitment,
            "snapshot": evaluation.register_snapshot,
            "order": evaluation.draw_order,
            "passed_over": evaluation.passed_over,
        },
        "bids": [_bid(letter, bid) for letter, bid in names.items()],
        "not_qualified": [
            {"supplier": bid.supplier.name, "reason": bid.disqualified_reason}
            for bid in lot.bids.filter(state=BidState.DISQUALIFIED).select_related("supplier").order_by("pk")
        ],
        "scores": _scores(evaluation),
        "objective": [
            {
                "letter": score.letter,
                "item": score.item.name_zh,
                "points": str(score.points),
                "source": score.source,
                "by": "register" if score.entered_by_id is None else "leader",
            }
            for score in evaluation.objective_scores.with_letters(evaluation)
        ],
        "low_prices": [
            {
                "supplier": query.bid.supplier.name,
                "rules": query.rules,
                "asked_at": query.asked_at.isoformat(),
                "due_at": query.due_at.isoformat(),
                "answer": query.answer,
                "answered_at": query.answered_at.isoformat() if query.answered_at else None,
                "accepted": query.accepted,
                "decision": query.decision,
            }
            for query in evaluation.low_price_queries.select_related("bid__supplier").order_by("pk")
        ],
        "agreement_kendalls_w": None if agreement is None else str(agreement),
        "ranking": [_line(line, names) for line in result.lines],
        "drawn_among_equals": [list(letters) for letters in result.drawn],
        "because": [
            {"rule": why.rule, "article": why.article, "text": why.for_the_record}
            for why in result.because
            if not why.is_left_out
        ],
    }


def _committee(evaluation: Evaluation) -> list[dict[str, Any]]:
    return [
        {
            "name": member.user.name,
            "kind": member.kind,
            "expert": member.expert_id if member.kind == MemberKind.EXPERT else None,
            "draw_position": member.draw_position,
            "leader": member.is_leader,
            "recused": member.recused_at is not None,
            "why_recused": member.interest,
        }
        for member in evaluation.members.select_related("user").order_by("pk")
    ]


def _bid(letter: str, bid: Any) -> dict[str, Any]:
    return {
        "letter": letter,
        "supplier": bid.supplier.name,
        "credit_code": bid.supplier.credit_code,
        "price": str(yuan(bid.price_fen)),
        "small_micro": bool(bid.small_micro),
        "conforms": bid.state == BidState.VALID,
        "why_invalid": bid.invalid_reason,
    }


def _scores(evaluation: Evaluation) -> list[dict[str, Any]]:
    return [
        {
            "member": score.member.user.name,
            "letter": score.letter,
            "item": score.item.name_zh,
            "points": str(score.points),
            "note": score.note,
            "stands_apart_because": score.explanation.text if hasattr(score, "explanation") else "",
        }
        for score in evaluation.counting_scores()
    ]


def _line(line: Any, names: dict[str, Any]) -> dict[str, Any]:
    ranked = line.ranked
    return {
        "letter": line.letter,
        "supplier": names[line.letter].supplier.name,
        "adjusted_price": None if ranked.adjusted_price is None else str(ranked.adjusted_price),
        "price_score": None if ranked.price_score is None else str(ranked.price_score),
        "points": {str(item): str(value) for item, value in line.means.items()},
        "total": None if ranked.total is None else str(ranked.total),
        "rank": ranked.rank,
        "place": line.place,
        "abnormally_low": list(ranked.abnormally_low),
        "out": ranked.out,
    }
