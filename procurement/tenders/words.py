"""What a lot is called where a purchase is meant: by its own title, or as the tender whose only lot it is."""

from __future__ import annotations

from django.utils.safestring import SafeString

from core.words import in_its_language, in_words, plain_words
from procurement.tenders.models import Lot


def lot_in_words(lot: Lot) -> SafeString:
    """Say what a lot is, in the reader's language."""
    return in_its_language(lot.title) if lot.title and lot.title != lot.tender.title else in_words(lot.tender)


def numbered_lot(lot: Lot) -> str:
    """A lot among the others of its tender: its number, and what it is."""
    return f"{lot.code} {lot_in_plain_words(lot)}".strip()


def lot_in_plain_words(lot: Lot) -> str:
    """The same as plain text."""
    return lot.title if lot.title and lot.title != lot.tender.title else plain_words(lot.tender)
