"""What a bidder wrote, as the committee reads it: with the bid's letter wherever the bidder names itself."""

from __future__ import annotations

import re

from procurement.bids.models import Bid


def blinded(text: str, bid: Bid, letter: str) -> str:
    """Return a text with "[letter]" for the bidder's names, code, head and partners, in capitals or not."""
    supplier = bid.supplier
    telling = {supplier.name, supplier.name_en, supplier.credit_code, supplier.legal_representative}
    telling |= set(bid.consortium_members or [])
    # The longest first: a name may stand inside another.
    words = "|".join(re.escape(word) for word in sorted(filter(None, telling), key=lambda word: (-len(word), word)))
    return re.sub(words, f"[{letter}]", text, flags=re.IGNORECASE) if words else text


def blinded_answers(bid: Bid, letter: str) -> dict[str, str]:
    """Return the bid's answers to the document, blinded."""
    answers = (bid.content or {}).get("answers") or {}
    return {key: blinded(text, bid, letter) for key, text in answers.items()}
