"""The parts of a bid as the supplier writes them, and what is still missing in each before it is handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.transitions import Text
from procurement.tenders.models_sheet import ItemKind

if TYPE_CHECKING:
    from procurement.bids.models import Bid, BidDraft
    from procurement.tenders.models import ScoringItem, Tender

DECLARATIONS: dict[str, Any] = {
    "no_serious_violation": _("In the last three years we have been on no list of serious violations"),
    "no_related_bidder": _("No bidder of this lot has the same head or controller as we"),
    "meets_conditions": _("We meet every condition of the document"),
}


@dataclass(frozen=True)
class BidPart:
    """One part of a bid, and what is missing in it."""

    name: str
    title: Text
    what: Text
    missing: Sequence[Text]


TITLES: dict[str, tuple[Text, Text]] = {
    "qualification": (_("Qualification"), _("Your declarations, consortium, and the papers that the document asks.")),
    "technical": (_("Technical part"), _("The term, and an answer to every line that is scored.")),
    "price": (_("Price"), _("One price for the whole lot and the whole term.")),
}


def questions_of(tender: Tender) -> list[ScoringItem]:
    """Return the lines of the sheet that a bidder answers: all but the price, each name once."""
    items = [item for section in tender.sections.all() for item in section.items.all() if item.kind != ItemKind.PRICE]
    return list({item.name_zh: item for item in items}.values())


def parts_of(bid: Bid, draft: BidDraft) -> list[BidPart]:
    """Return the parts of a draft. Only a missing price keeps it from being handed in; the rest costs points."""
    content: dict[str, Any] = draft.content
    declared, answers = content.get("declarations") or {}, content.get("answers") or {}
    missing: dict[str, list[Text]] = {
        "qualification": [sentence for name, sentence in DECLARATIONS.items() if declared.get(name) is not True],
        "technical": [
            *([_("The term in months.")] if not content.get("term_months") else []),
            *(item.name_zh for item in questions_of(bid.lot.tender) if not str(answers.get(item.name_zh, "")).strip()),
        ],
        "price": [] if draft.price_fen else [_("The price.")],
    }
    return [BidPart(name, *TITLES[name], missing[name]) for name in TITLES]
