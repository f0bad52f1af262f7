"""Index of the rights of projects, found by the rules app."""

from projects.arrears import rules as arrears
from projects.bank import rules as bank
from projects.contracts import rules as contracts
from projects.milestones import rules as milestones
from projects.payouts import rules as payouts
from projects.rates import rules as rates
from projects.ratings import rules as ratings

__all__ = ["arrears", "bank", "contracts", "milestones", "payouts", "rates", "ratings"]
