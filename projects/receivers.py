"""Index of what projects hears, in the order a project moves."""

from projects import subscribed
from projects.arrears import receivers as arrears
from projects.contracts import archive as contracts_archive
from projects.contracts import receivers as contracts
from projects.milestones import archive as milestones_archive
from projects.milestones import receivers as milestones
from projects.payouts import receivers as payouts
from projects.ratings import receivers as ratings

__all__ = [
    "arrears",
    "contracts",
    "contracts_archive",
    "milestones",
    "milestones_archive",
    "payouts",
    "ratings",
    "subscribed",
]
