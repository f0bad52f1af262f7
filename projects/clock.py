"""Index of what time wakes in projects, in the order a project moves."""

from projects.contracts import clock as contracts
from projects.milestones import clock as milestones
from projects.payouts import clock as payouts
from projects.ratings import clock as ratings

__all__ = ["contracts", "milestones", "payouts", "ratings"]
