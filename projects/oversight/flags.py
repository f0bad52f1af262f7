"""Red flags of opened lots, each with the figures it rests on. A flag accuses nobody; it says where to look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.law.calendar import Calendar
from core.law.periods import earliest_deadline
from core.law.refusals import LawError
from core.law.rulebook import rule
from core.money import display
from core.punctuation import labelled
from core.time import day_of
from procurement.bids.states import RECEIVED, BidState

OUT = frozenset({BidState.DISQUALIFIED, BidState.INVALID, BidState.UNREADABLE})


@dataclass(frozen=True)
class Flag:
    """One flag: what is striking, the figures, and the article that gives it weight."""

    sentence: str
    inputs: str
    article: str = ""


def flags_of(lot: Any, calendar: Calendar) -> list[Flag]:
    """Return the flags of an opened lot whose bids have been read with their suppliers; nothing is asked here."""
    bids = [bid for bid in lot.bids.all() if bid.state in RECEIVED]
    looks: tuple[Callable[..., Iterable[Flag]], ...] = (_few, _same_price, _lowest_is_out, _same_people)
    return [*(flag for look in looks for flag in look(bids)), *_short(lot.tender, calendar)]


def _few(bids: list[Any]) -> Iterator[Flag]:
    least = rule("bidders_tender").whole
    if len(bids) <= least:
        words = _("Bids: %(number)s; the law asks for %(least)s.") % {"number": len(bids), "least": least}
        yield Flag(_("No more bids than the law asks for."), words, rule("bidders_tender").article)


def _same_price(bids: list[Any]) -> Iterator[Flag]:
    prices = Counter(bid.price_fen for bid in bids if bid.price_fen)
    for price, number in prices.items():
        if number > 1:
            words = _("%(number)s bids at %(price)s.") % {"number": number, "price": display(price)}
            yield Flag(_("Bids have the same price."), words)


def _lowest_is_out(bids: list[Any]) -> Iterator[Flag]:
    priced = sorted((bid for bid in bids if bid.price_fen), key=lambda bid: bid.price_fen)
    if priced and priced[0].state in OUT:
        yield Flag(
            _("The lowest price was thrown out."), labelled(display(priced[0].price_fen), priced[0].names.officer)
        )


def _same_people(bids: list[Any]) -> Iterator[Flag]:
    heads = Counter(name for bid in bids if (name := bid.supplier.legal_representative))
    controllers = {bid.supplier.controller_id for bid in bids} - {None}
    shared = [head for head, number in heads.items() if number > 1]
    owned = [bid.supplier.name for bid in bids if bid.supplier_id in controllers]
    article = rule("related_suppliers").article
    if shared:
        yield Flag(_("Bidders of one lot have the same head."), "、".join(shared), article)
    if owned:
        yield Flag(_("One bidder controls another."), "、".join(owned), article)


def _short(tender: Any, calendar: Calendar) -> Iterator[Flag]:
    if tender.issued_at is None or tender.deadline is None:
        return
    try:
        earliest = earliest_deadline(tender.method, day_of(tender.issued_at), calendar).result
    except LawError:
        return
    if day_of(tender.deadline) <= earliest:
        words = _("Issued %(issued)s, deadline %(deadline)s.")
        days = {
            "issued": date_format(day_of(tender.issued_at), "DATE_FORMAT"),
            "deadline": date_format(day_of(tender.deadline), "DATE_FORMAT"),
        }
        yield Flag(_("Bidders had the shortest time that is lawful."), words % days, rule("tender_period").article)
