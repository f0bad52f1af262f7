"""What an import would do, or has done: which rows are new, changed and as before, and everything that is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.registers.tables import Fault


@dataclass(frozen=True)
class Difference:
    """One value of a row, as it stands and as the file says; what is new has nothing before."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One row that the import writes."""

    row: int
    name: str
    is_new: bool
    differences: Sequence[Difference]


@dataclass
class Outcome:
    """All of it; with a single fault nothing is written."""

    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unchanged: int = 0
    empty: int = 0

    @property
    def new(self) -> int:
        """How many rows are new."""
        return sum(change.is_new for change in self.changes)

    @property
    def changed(self) -> int:
        """How many rows change what is there."""
        return len(self.changes) - self.new

    @property
    def fingerprint(self) -> str:
        """The same for the same changes: what a person has looked at is what is written, or they look again."""
        return hashlib.sha256(repr(self.changes).encode()).hexdigest()
