"""The notice of a result: everything the law wants in it (I43, 87§69), and what makes the draw replayable."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.money import yuan
from procurement.awards.models import Award
from procurement.evaluations.models import Evaluation
from procurement.evaluations.states import MemberKind
from procurement.tenders.states import LotState

NOTICE_FORM = "linli-result-notice/1"


def notice_of(award: Award, *, ends_on: date, challenge_until: date) -> dict[str, Any]:
    """Return the notice as JSON values; bidders stand in it as letters, the winner with its name and its letter."""
    lot, tender = award.lot, award.lot.tender
    bid, winner = award.bid, award.bid.supplier
    evaluation = award.evaluation
    return {
        "form": NOTICE_FORM,
        "buyer": _party(tender.buyer),
        "agency": _party(tender.agency) if tender.agency_id else None,
        "project_name": tender.title,
        "project_number": tender.ocid,
        "lot": {"code": lot.code, "title": lot.title},
        "method": tender.method,
        "winner_name": winner.name,
        "winner_credit_code": winner.credit_code,
        "winner_letter": evaluation.blind_names.filter(bid=bid).values_list("letter", flat=True).first(),
        "winner_address": str(winner.area),
        "winner_amount": str(yuan(award.amount_fen)),
        "winner_total": None if (line := _line(award)).total is None else str(line.total),
        "sme_statement": bool(bid.small_micro),
        "subject": lot.title or tender.title,
        "specification": tender.objective,
        "service_requirements": tender.requirements,
        "scope": tender.scope,
        "term": tender.term_text or (f"{tender.term_months}" if tender.term_months else ""),
        "quantity": 1,
        "unit_price": str(yuan(award.amount_fen)),
        "notice_period_ends_on": ends_on.isoformat(),
        "challenge_until": challenge_until.isoformat(),
        "experts": expert_names(evaluation),
        "draw": {
            "evaluation": evaluation.pk,
            "commitment": evaluation.seed_commitment,
            "seed": evaluation.seed,
            "snapshot": evaluation.register_snapshot,
            "order": evaluation.draw_order,
        },
        "matrix": matrix_of(evaluation),
        "failed_lots": [
            {"code": failed.code, "title": failed.title, "reason": failed.failed_reason}
            for failed in tender.lots.filter(state=LotState.FAILED).order_by("pk")
        ],
        "report_sha256": evaluation.report_sha256,
    }


def matrix_of(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Return every judged bid's points under its letter: enough to recompute the totals, without a name."""
    letters = dict(evaluation.blind_names.values_list("bid_id", "letter"))
    return [
        {
            "letter": letters.get(line.bid_id),
            "points": line.points,
            "price_score": None if line.price_score is None else str(line.price_score),
            "total": None if line.total is None else str(line.total),
            "rank": line.rank,
            "out": line.out_reason or None,
        }
        for line in evaluation.lines.order_by("place", "pk")
    ]


def expert_names(evaluation: Evaluation) -> list[str]:
    """Return the names of the experts who judged, in the order of the draw."""
    seats = evaluation.members.sitting().filter(kind=MemberKind.EXPERT).select_related("user")
    return [member.user.name for member in seats.order_by("draw_position")]


def _party(organisation: Any) -> dict[str, str]:
    return {
        "name": organisation.name,
        "address": str(organisation.area),
        "contact": organisation.legal_representative,
        "credit_code": organisation.credit_code,
    }


def _line(award: Award) -> Any:
    return award.evaluation.lines.get(bid=award.bid_id)
