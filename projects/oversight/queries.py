"""What a supervisor looks over: the clocks that run in the supervised areas, and the lots that were opened last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.areas.queries import within
from accounts.roles import supervised_paths
from core.law.calendar import Calendar
from core.law.rulebook import rule
from core.time import end_of_day
from core.transitions import Text
from core.views import thing_url
from core.words import plain_words
from procurement.awards.models import Award
from procurement.awards.reading import buyers_clock
from procurement.awards.states import AwardState
from procurement.bids.models import Bid
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import LotState, TenderState
from procurement.tenders.words import lot_in_plain_words
from projects.contracts.models import Contract
from projects.contracts.states import ContractState
from projects.payouts.models import Payout
from projects.payouts.states import WAITING_STATES

MOST = 30  # rows of a kind; those that end first
SEALED = (LotState.OPEN, LotState.CLOSED, LotState.CANCELLED)


@dataclass(frozen=True)
class Running:
    """One clock: the purchase, what has to happen, by when, under which article, and where to look."""

    title: str
    what: Text
    by_when: datetime
    article: str
    url: str


def opened_lots(user: Any) -> QuerySet[Lot]:
    """The lots of the supervised areas that were opened last, with their bids and who is behind them."""
    bids = Prefetch("bids", Bid.objects.select_related("supplier").defer("content"))
    rows = Lot.objects.filter(within(supervised_paths(user), "tender__plan_item__area")).exclude(state__in=SEALED)
    with_bids = rows.filter(bids__price_fen__isnull=False).distinct()
    return with_bids.select_related("tender__plan_item__area", "tender__buyer").prefetch_related(bids).order_by("-pk")


def running_clocks(user: Any, calendar: Calendar) -> list[Running]:
    """Return every clock that runs for a buyer or a bidder of the supervised areas, the first to end on top."""
    found = [
        *_tenders(user),
        *_awards(user, calendar),
        *_contracts(user),
        *_payouts(user),
    ]
    return sorted(found, key=lambda clock: clock.by_when)


def _tenders(user: Any) -> Iterator[Running]:
    rows = Tender.objects.filter(
        within(supervised_paths(user), "plan_item__area"), state__in=[TenderState.OPEN, TenderState.CLOSED]
    )
    for tender in rows.exclude(deadline=None).order_by("deadline", "pk")[:MOST]:
        what = _("Bids close; the custodians open them right after.")
        article, url = rule("opening_at_deadline").article, reverse("tender_open", args=[tender.pk])
        if tender.deadline is not None:
            yield Running(plain_words(tender), what, tender.deadline, article, url)


def _awards(user: Any, calendar: Calendar) -> Iterator[Running]:
    states = [AwardState.PROPOSED, AwardState.CONFIRMED, AwardState.PUBLISHED]
    for award in Award.objects.supervised_by(user).for_list().filter(state__in=states).order_by("pk")[:MOST]:
        title, url = lot_in_plain_words(award.lot), thing_url(award)
        clock = buyers_clock(award, calendar)
        if clock:
            yield Running(title, clock[0], end_of_day(clock[1]), clock[2], url)
        elif award.challenge_until:
            what, article = _("The time to challenge the result ends"), rule("challenge_result").article
            yield Running(title, what, end_of_day(award.challenge_until), article, url)


def _contracts(user: Any) -> Iterator[Running]:
    rows = Contract.objects.filter(within(supervised_paths(user), "buyer__area"))
    rows = rows.select_related("lot__tender")
    open_ones = rows.filter(state__in=[ContractState.DRAFTED, ContractState.OFFERED, ContractState.SIGNED])
    for contract in open_ones.order_by("sign_by", "pk")[:MOST]:
        is_signed = contract.state == ContractState.SIGNED
        what = _("The contract has to be published") if is_signed else _("The contract has to be signed")
        key, last = ("contract_publish", contract.publish_by) if is_signed else ("contract_sign", contract.sign_by)
        if last is not None:
            title, article = lot_in_plain_words(contract.lot), rule(key).article
            yield Running(title, what, end_of_day(last), article, thing_url(contract))


def _payouts(user: Any) -> Iterator[Running]:
    rows = Payout.objects.filter(within(supervised_paths(user), "contract__buyer__area"), state__in=WAITING_STATES)
    for payout in rows.exclude(pay_by=None).select_related("contract__lot__tender").by_last_day()[:MOST]:
        what = _("The supplier has to be paid")
        title, last = lot_in_plain_words(payout.contract.lot), payout.pay_by
        if last is not None:
            yield Running(title, what, end_of_day(last), rule("payment").article, thing_url(payout))
