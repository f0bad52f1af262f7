"""The paperwork meter: how much a tender asks of a bidder. What the register holds is filled, and not asked again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from procurement.tenders.models_sheet import ItemKind

if TYPE_CHECKING:
    from procurement.tenders.models import Tender

PRICE_AND_TERM = 2
# The declarations of every bid, the size of the enterprise, and the partners of a consortium.
ALWAYS_ASKED = 5
# Name, credit code, kind, area, head, day of registration, grade, annual reports, list entries, track record.
ON_FILE = 10


@dataclass(frozen=True)
class Paperwork:
    """What a bidder fills and uploads, and how many facts come from the register instead."""

    fields: int
    papers: int
    on_file: int = ON_FILE

    def in_words(self) -> str:
        """The meter in one sentence."""
        words = _("Fields to fill: %(fields)s; papers to add: %(papers)s; facts from the register: %(on_file)s.")
        return words % {"fields": self.fields, "papers": self.papers, "on_file": self.on_file}


def paperwork_of(tender: Tender) -> Paperwork:
    """Return the meter of a document; its sheet has been read."""
    asked = {
        item.name_zh for section in tender.sections.all() for item in section.items.all() if item.kind != ItemKind.PRICE
    }
    return Paperwork(len(asked) + PRICE_AND_TERM + ALWAYS_ASKED, len(tender.documents_asked))
