"""Index of the models of procurement, in the order a purchase moves."""

from procurement.admissions.models import Admission
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
    "BudgetLine",
    "CatalogueEntry",
    "ClauseComment",
    "CustodianKey",
    "Lot",
    "Need",
    "NeedSupport",
    "OcidCounter",
    "PlanItem",
    "PlannedMilestone",
    "Question",
    "ScoringItem",
    "ScoringSection",
    "Tender",
]
