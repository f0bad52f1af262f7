"""Index of the models of projects, in the order a project moves."""

from projects.arrears.models import OverdueInterest, Repayment
from projects.bank.models import BankLine, BankStatement
from projects.contracts.models import Amendment, Contract, Signature
from projects.milestones.models import Milestone, WitnessOpinion
from projects.payouts.models import Payout, PerformanceDecision
from projects.rates.models import PrimeRate
from projects.ratings.models import Ballot, Beneficiary, RatingRound, Stratum
from projects.ratings.models_back_check import BackCheck

__all__ = [
    "Amendment",
    "BackCheck",
    "Ballot",
    "BankLine",
    "BankStatement",
    "Beneficiary",
    "Contract",
    "Milestone",
    "OverdueInterest",
    "Payout",
    "PerformanceDecision",
    "PrimeRate",
    "RatingRound",
    "Repayment",
    "Signature",
    "Stratum",
    "WitnessOpinion",
]
