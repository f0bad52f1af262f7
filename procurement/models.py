"""Index of the models of procurement, in the order a purchase moves."""

from procurement.admissions.models import Admission
from procurement.needs.models import Need, NeedSupport
from procurement.plans.models import BudgetLine, CatalogueEntry, OcidCounter, PlanItem

__all__ = [
    "Admission",
    "BudgetLine",
    "CatalogueEntry",
    "Need",
    "NeedSupport",
    "OcidCounter",
    "PlanItem",
]
