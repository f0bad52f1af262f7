"""Index of what projects hears, in the order a project moves."""

from projects.arrears import receivers as arrears
from projects.contracts import receivers as contracts
from projects.milestones import receivers as milestones
from projects.payouts import receivers as payouts
from projects.ratings import receivers as ratings

__all__ = ["arrears", "contracts", "milestones", "payouts", "ratings"]
