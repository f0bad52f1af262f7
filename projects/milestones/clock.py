"""What time wakes among the milestones: the beginning of the work, and the day it is due."""

from __future__ import annotations

from core.clock import sweep
from projects.milestones.services import start_due_milestones


@sweep
def begin_milestones() -> int:
    """Begin the milestones whose day has come."""
    return start_due_milestones()
