"""Settling: totals and ranks by the rulebook, the report, and its signatures."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.organisations.kinds import OrganisationKind
from core.audit.outbox import announce
from core.audit.record import record
from core.law.rulebook import rulebook
from core.money import fen, yuan
from core.time import core_now, today
from core.transitions import check, move, refuse
from procurement.bids.models import Bid
from procurement.bids.states import BidState
from procurement.evaluations import guards
from procurement.evaluations.agreement import kendalls_w
from procurement.evaluations.models import CommitteeMember, Evaluation, ObjectiveScore, ResultLine, Score
from procurement.evaluations.report import report_of
from procurement.evaluations.rules import seat_of
from procurement.evaluations.services.conformity import ceiling_of
from procurement.evaluations.services.filling import sheet_items
from procurement.evaluations.services.locks import take
from procurement.evaluations.services.scoring import valid_bids
from procurement.evaluations.states import EvaluationState
from procurement.evaluations.tally import Entry, Tally, tally
from procurement.signals import evaluation_reported
from procurement.tenders.models_sheet import ItemKind


@transaction.atomic
def settle_evaluation(evaluation_id: int, *, by: Any) -> Evaluation:
    """Compute totals and ranks by the rulebook and write the report; refused while a price or an outlier is open."""
    evaluation = take(evaluation_id)
    check("procurement.settle_evaluation", by=by, thing=evaluation)
    if evaluation.state != EvaluationState.FROZEN:
        raise refuse(_("The ranking is settled once, after every member has frozen."))
    for question in (guards.enough_bids_are_valid, guards.low_prices_are_decided, guards.outliers_are_explained):
        if not question(evaluation):
            raise refuse(question.sentence, question.rule_key)  # type: ignore[attr-defined]
    letters = valid_bids(evaluation)
    bids = {bid.pk: bid for bid in Bid.objects.filter(pk__in=list(letters)).select_related("supplier")}
    points = _points(evaluation, list(letters))
    with translation.override("zh-hans"):  # the report is evidence: its words are the same on everybody's page
        result = _tally(evaluation, letters, bids, points)
    bid_of = {letter: bid_id for bid_id, letter in letters.items()}
    for line in result.lines:
        ranked = line.ranked
        ResultLine.objects.create(
            evaluation=evaluation,
            bid_id=bid_of[line.letter],
            adjusted_price_fen=None if ranked.adjusted_price is None else fen(ranked.adjusted_price),
            price_score=ranked.price_score,
            total=ranked.total,
            rank=ranked.rank,
            place=line.place,
            points={str(item): str(value) for item, value in line.means.items()},
            out_reason=ranked.out or "",
        )
    for out in Bid.objects.filter(blind_names__evaluation=evaluation, state=BidState.INVALID).order_by("pk"):
        ResultLine.objects.create(evaluation=evaluation, bid=out, out_reason=out.invalid_reason)
    agreement = _agreement(evaluation, list(letters))
    report = report_of(evaluation, result, agreement, settled_at=core_now())
    move(
        evaluation.settle,
        by=by,
        at=core_now(),
        report=report,
        report_sha256=fingerprint(report),
        agreement=agreement,
        detail={"report_sha256": fingerprint(report)},
    )
    return evaluation


def fingerprint(report: dict[str, Any]) -> str:
    """Return the SHA-256 over a report's text: its JSON with sorted keys and no spaces, in UTF-8."""
    text = json.dumps(report, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _points(evaluation: Evaluation, bid_ids: list[int]) -> dict[int, dict[int, list[Decimal]]]:
    """Points per bid and item: one a member for what is judged, one for all for what is objective."""
    found: dict[int, dict[int, list[Decimal]]] = {bid_id: {} for bid_id in bid_ids}
    scores = Score.objects.counting().filter(member__evaluation=evaluation, bid__in=bid_ids).order_by("member_id")
    for bid_id, item_id, points in scores.values_list("bid_id", "item_id", "points"):
        found[bid_id].setdefault(item_id, []).append(points)
    shared = ObjectiveScore.objects.filter(evaluation=evaluation, bid__in=bid_ids)
    for bid_id, item_id, points in shared.values_list("bid_id", "item_id", "points"):
        found[bid_id][item_id] = [points]
    return found


def _tally(
    evaluation: Evaluation,
    letters: dict[int, str],
    bids: dict[int, Bid],
    points: dict[int, dict[int, list[Decimal]]],
) -> Tally:
    tender = evaluation.lot.tender
    weights = {
        item.pk: item.weight or Decimal(0) for item in sheet_items(evaluation, ItemKind.OBJECTIVE, ItemKind.SUBJECTIVE)
    }
    price_items = sheet_items(evaluation, ItemKind.PRICE)
    return tally(
        weights=weights,
        price_weight=sum((item.weight or Decimal(0) for item in price_items), Decimal(0)),
        entries=[
            Entry(
                letter=letter,
                price=yuan(bids[bid_id].price_fen or 0),
                small_micro=gets_deduction(bids[bid_id]),
                points={item: points[bid_id][item] for item in weights},
            )
            for bid_id, letter in letters.items()
        ],
        method=tender.method,
        ceiling=yuan(ceiling_of(evaluation)),
        deduction=tender.small_micro_deduction,
        tie_price=tender.tie_price,
        seed=evaluation.seed,
        evaluation_id=evaluation.pk,
        book=rulebook(today()),
    )


def gets_deduction(bid: Bid) -> bool:
    """Whether the price is reduced for the evaluation: small and micro enterprises only, never social organisations."""
    return bool(bid.small_micro) and bid.supplier.kind == OrganisationKind.ENTERPRISE


def _agreement(evaluation: Evaluation, bid_ids: list[int]) -> Decimal | None:
    """Kendall's W over what each member gave each bid in all; objective points are the same for all and left out."""
    given: dict[int, dict[int, Decimal]] = {}
    scores = Score.objects.counting().filter(member__evaluation=evaluation, bid__in=bid_ids)
    for member_id, bid_id, points in scores.values_list("member_id", "bid_id", "points"):
        row = given.setdefault(member_id, dict.fromkeys(bid_ids, Decimal(0)))
        row[bid_id] += points
    return kendalls_w([[row[bid_id] for bid_id in bid_ids] for row in given.values()])


@transaction.atomic
def sign_report(evaluation_id: int, *, by: Any, dissent: str = "") -> Evaluation:
    """Sign the report, with the reasons of one's dissent where one does not agree; the last signature hands it over."""
    evaluation = take(evaluation_id)
    check("procurement.sign_report", by=by, thing=evaluation)
    seat = seat_of(by, evaluation)
    assert seat is not None  # the right was asked before
    member = CommitteeMember.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if evaluation.state != EvaluationState.SETTLED:
        raise refuse(_("The report is signed after the ranking is settled."))
    if member.signed_at:
        raise refuse(_("You have signed the report already."), "committee_majority")
    now = core_now()
    member.signed_at, member.dissent = now, dissent.strip()
    member.save()
    record(
        evaluation,
        verb="sign_report",
        by=by,
        role="procurement.sign_report",
        reason=member.dissent,
        detail={"member": member.pk, "report_sha256": evaluation.report_sha256},
    )
    if guards.everyone_has_signed(evaluation):
        move(evaluation.hand_over, by=by, at=now)
        announce("evaluation.reported", str(evaluation.pk), evaluation=evaluation.pk, ocid=evaluation.ocid)
        evaluation_reported.send(sender=Evaluation, evaluation=evaluation, by=by)
    return evaluation
