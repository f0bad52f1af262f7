"""Very low prices (财库〔2026〕2号): the question, the bidder's explanation, and the committee's decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.roles import Role
from core.audit.outbox import announce
from core.audit.record import record
from core.law.low_price import TRIGGERS, abnormally_low
from core.law.rulebook import rule, rulebook
from core.money import yuan
from core.time import core_now, today
from core.transitions import check, refuse
from procurement.bids.models import Bid
from procurement.bids.states import BidState
from procurement.evaluations.models import Evaluation, LowPriceQuery
from procurement.evaluations.services.conformity import ceiling_of, declare_invalid
from procurement.evaluations.services.locks import take
from procurement.evaluations.states import EvaluationState

JUDGEMENT = "judgement"  # the trigger that no figure gives: the committee's own


def ask_about_low_prices(evaluation: Evaluation) -> list[LowPriceQuery]:
    """Ask every bidder whose price a rule in force today catches; all conforming bids are compared, prices raw."""
    bids = list(Bid.objects.filter(blind_names__evaluation=evaluation, state=BidState.VALID).order_by("pk"))
    tender = evaluation.lot.tender
    rates = [Decimal(tender.low_price_rates[trigger]) for trigger in TRIGGERS]
    caught = abnormally_low(
        [yuan(bid.price_fen or 0) for bid in bids], yuan(ceiling_of(evaluation)), rates, rulebook(today())
    ).result
    return [_ask(evaluation, bid, triggers, None) for bid, triggers in zip(bids, caught, strict=True) if triggers]


@transaction.atomic
def ask_low_price(evaluation_id: int, *, letter: str, by: Any, minutes: int | None = None) -> LowPriceQuery:
    """Ask a bidder about a price that no figure catches but the committee doubts; at least 30 minutes to answer."""
    evaluation = take(evaluation_id)
    check("procurement.ask_low_price", by=by, thing=evaluation)
    if evaluation.state != EvaluationState.FROZEN:
        raise refuse(_("Prices are asked about after the freeze and before the ranking is settled."))
    if minutes is not None and minutes < rule("abnormally_low_minutes").whole:
        raise refuse(_("The bidder gets at least 30 minutes to explain."), "abnormally_low_minutes")
    bid = Bid.objects.filter(
        blind_names__evaluation=evaluation, blind_names__letter=letter, state=BidState.VALID
    ).first()
    if bid is None:
        raise refuse(_("No valid bid has the letter “%(letter)s”.") % {"letter": letter})
    if evaluation.low_price_queries.filter(bid=bid).exists():
        raise refuse(_("This bidder has been asked already."))
    query = _ask(evaluation, bid, [JUDGEMENT], minutes)
    record(evaluation, verb="ask_low_price", by=by, role="procurement.ask_low_price", detail={"letter": letter})
    return query


def _ask(evaluation: Evaluation, bid: Bid, triggers: Sequence[str], minutes: int | None) -> LowPriceQuery:
    now = core_now()
    window = timedelta(minutes=minutes or rule("abnormally_low_minutes").whole)
    query = LowPriceQuery.objects.create(
        evaluation=evaluation, bid=bid, rules=list(triggers), asked_at=now, due_at=now + window
    )
    announce(
        "low_price.asked",
        str(query.pk),
        query=query.pk,
        ocid=evaluation.ocid,
        due_at=query.due_at.isoformat(),
        people=Membership.objects.people([bid.supplier_id], Role.SUPPLIER, day=today()),
    )
    return query


@transaction.atomic
def answer_low_price(query_id: int, *, text: str, by: Any) -> LowPriceQuery:
    """Explain one's costs in writing, once, within the window."""
    take(LowPriceQuery.objects.values_list("evaluation_id", flat=True).get(pk=query_id))
    query = LowPriceQuery.objects.select_for_update(of=("self",)).select_related("bid", "evaluation").get(pk=query_id)
    check("procurement.answer_low_price", by=by, thing=query)
    if query.accepted is not None or query.answered_at:
        raise refuse(_("The explanation has been given already."))
    if not text.strip():
        raise refuse(_("Explain how the price covers the costs."), "abnormally_low_minutes")
    now = core_now()
    if now > query.due_at:
        raise refuse(_("The time to explain is over."), "abnormally_low_minutes")
    query.answer, query.answered_by, query.answered_at = text.strip(), by, now
    query.save()
    record(query, verb="answer_low_price", by=by, role="procurement.answer_low_price")
    return query


@transaction.atomic
def decide_low_price(query_id: int, *, accepted: bool, reason: str, by: Any) -> LowPriceQuery:
    """Accept the explanation, or find the price unproven: then the bid is invalid.

    Refused while the bidder still has time, and for an acceptance without an explanation.
    """
    evaluation = take(LowPriceQuery.objects.values_list("evaluation_id", flat=True).get(pk=query_id), tender_too=True)
    query = LowPriceQuery.objects.select_for_update(of=("self",)).select_related("bid").get(pk=query_id)
    check("procurement.ask_low_price", by=by, thing=evaluation)
    if evaluation.state != EvaluationState.FROZEN or query.accepted is not None:
        raise refuse(_("This price is decided already."))
    if not reason.strip():
        raise refuse(_("Give the committee's reason."), "abnormally_low_minutes")
    now = core_now()
    if query.answered_at is None:
        if now <= query.due_at:
            raise refuse(_("The bidder still has time to explain."), "abnormally_low_minutes")
        if accepted:
            raise refuse(_("Without an explanation the price cannot be accepted."), "abnormally_low_minutes")
    query.accepted, query.decided_by, query.decided_at, query.decision = accepted, by, now, reason.strip()
    query.save()
    record(
        query,
        verb="decide_low_price",
        by=by,
        role="procurement.ask_low_price",
        reason=reason.strip(),
        detail={"accepted": accepted},
    )
    if not accepted:
        declare_invalid(evaluation, query.bid_id, reason.strip(), by)
    return query
