"""How messages name a purchase: by its title in the reader's language, its periods in words."""

from __future__ import annotations

from typing import Any

from accounts.notifications.texts import Facts
from core.instants import months
from core.words import plain_words
from procurement.tenders.models import Tender


def project_of(ocid: str) -> dict[str, str]:
    """Return the title of a purchase in both languages, as a message keeps it."""
    tender = Tender.objects.of_purchase(ocid)
    return {"zh": tender.title, "en": tender.title_en} if tender else {"zh": ocid}


def named(facts: Facts) -> Facts:
    """Return the facts of a message with the purchase's title and the period as its reader reads them."""
    worded: dict[str, Any] = dict(facts)
    worded["project"] = plain_words(facts["project"]) if facts.get("project") else facts.get("ocid", "–")
    if facts.get("period"):
        worded["period"] = months(str(facts["period"]))
    return worded
