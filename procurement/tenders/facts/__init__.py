"""A tender as facts: reading the sheet of a real tender, checking it, and what a draft is made of.

`check_facts(raw)` reports every error and warning at once, each with its place in the file's own keys; it asks no
database. `TenderFacts.read(raw)` is what `draft_tender` takes. Unknown keys are ignored; `null` means that the document
does not say.

Errors: a wrong type (at its place); items that do not make their section (at its `weight`); sections that do
not make 100 (at `scoring.sections`); a price weight below the law's (at the price item, or at `scoring.sections`
where nothing is price); percents that do not make 100 (at `payment`). All else is a warning, and publishing is refused
until what it names is filled.
"""

from procurement.tenders.facts.check import check_facts
from procurement.tenders.facts.parse import (
    FactsRefused,
    ItemFacts,
    LotFacts,
    MilestoneFacts,
    SectionFacts,
    TenderFacts,
)
from procurement.tenders.facts.reading import LARGEST_FILE, NotFacts, parse_facts, read_facts
from procurement.tenders.facts.report import Finding, Report
from procurement.tenders.facts.scales import warnings_of_scale

__all__ = [
    "LARGEST_FILE",
    "FactsRefused",
    "Finding",
    "ItemFacts",
    "LotFacts",
    "MilestoneFacts",
    "NotFacts",
    "Report",
    "SectionFacts",
    "TenderFacts",
    "check_facts",
    "parse_facts",
    "read_facts",
    "warnings_of_scale",
]
