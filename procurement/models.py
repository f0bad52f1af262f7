"""Index of the models of procurement, in the order a purchase moves."""

from procurement.admissions.models import Admission
from procurement.bids.models import Bid, BidDraft, BidEvent, Envelope, HalfOpened, OpeningRecord
from procurement.needs.models import Need, NeedSupport
from procurement.plans.models import BudgetLine, CatalogueEntry, OcidCounter, PlanItem
from procurement.tenders.models import (
    ClauseComment,
    CustodianKey,
    Lot,
    PlannedMilestone,
    Question,
    ScoringItem,
    ScoringSection,
    Tender,
)

__all__ = [
    "Admission",
    "Bid",
    "BidDraft",
    "BidEvent",
    "BudgetLine",
    "CatalogueEntry",
    "ClauseComment",
    "CustodianKey",
    "Envelope",
    "HalfOpened",
    "Lot",
    "Need",
    "NeedSupport",
    "OcidCounter",
    "OpeningRecord",
    "PlanItem",
    "PlannedMilestone",
    "Question",
    "ScoringItem",
    "ScoringSection",
    "Tender",
]
