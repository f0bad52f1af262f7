"""Index of the models of procurement, in the order a purchase moves."""

from procurement.admissions.models import Admission
from procurement.awards.models import Award, ResultNotice
from procurement.bids import numbers  # noqa: F401 (the promise that it makes)
from procurement.bids.models import Bid, BidDraft, BidEvent, BidFile, Envelope, HalfOpened, OpeningRecord
from procurement.bids.models_presence import OpeningPresence
from procurement.evaluations.models import CommitteeMember, DrawSeed, Evaluation, Score, ScoreNote
from procurement.evaluations.models_results import BlindName, LowPriceQuery, ObjectiveScore, ResultLine
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
    "Award",
    "Bid",
    "BidDraft",
    "BidEvent",
    "BidFile",
    "BlindName",
    "BudgetLine",
    "CatalogueEntry",
    "ClauseComment",
    "CommitteeMember",
    "CustodianKey",
    "DrawSeed",
    "Envelope",
    "Evaluation",
    "HalfOpened",
    "Lot",
    "LowPriceQuery",
    "Need",
    "NeedSupport",
    "ObjectiveScore",
    "OcidCounter",
    "OpeningPresence",
    "OpeningRecord",
    "PlanItem",
    "PlannedMilestone",
    "Question",
    "ResultLine",
    "ResultNotice",
    "Score",
    "ScoreNote",
    "ScoringItem",
    "ScoringSection",
    "Tender",
]
