"""Index of the models of projects, in the order a project moves."""

from projects.bank.models import BankLine, BankStatement
from projects.contracts.models import Amendment, Contract, Signature
from projects.milestones.models import Milestone, WitnessOpinion
from projects.payouts.models import Payout, PerformanceDecision
from projects.ratings.models import Ballot, Beneficiary, RatingRound, Stratum

__all__ = [
    "Amendment",
    "Ballot",
    "BankLine",
    "BankStatement",
    "Beneficiary",
    "Contract",
    "Milestone",
    "Payout",
    "PerformanceDecision",
    "RatingRound",
    "Signature",
    "Stratum",
    "WitnessOpinion",
]
