"""Index of the models of projects, in the order a project moves."""

from projects.contracts.models import Amendment, Contract, Signature
from projects.milestones.models import Milestone, WitnessOpinion
from projects.payouts.models import Payout, PerformanceDecision

__all__ = [
    "Amendment",
    "Contract",
    "Milestone",
    "Payout",
    "PerformanceDecision",
    "Signature",
    "WitnessOpinion",
]
