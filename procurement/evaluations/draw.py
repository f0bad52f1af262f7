"""The draw of a committee, so that anybody can replay it with nothing but SHA-256.

1. Before any bid is known a seed (64 hex digits) is made and only its commitment is shown: sha256(seed), both as text.
2. When the committee is drawn, the register is written down: the numbers of all experts who are active, of the right
   speciality and area (the snapshot).
3. Every number gets the ticket sha256("linli-draw/1|committee|SEED|EVALUATION|NUMBER"). The draw is the numbers in the
   order of their tickets. Seats go down that order; whoever must stand aside by the register is passed over, and
   whoever declares an interest makes room for the next.
4. Equal ranks are drawn in the same way, with "tie" for "committee" and the letters of the bids for the numbers.

The seed is shown with the result. A ticket depends on nobody else's, so a name added to the register moves no other.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

SCHEME = "linli-draw/1"

Number = TypeVar("Number", bound=Hashable)


def new_seed() -> str:
    """Return a fresh seed: 64 hex digits that nobody chose."""
    return secrets.token_hex(32)


def commitment_of(seed: str) -> str:
    """Return what is shown of a seed beforehand: the SHA-256 of its text, in hex."""
    return hashlib.sha256(seed.encode("ascii")).hexdigest()


def ticket(seed: str, evaluation_id: int, number: object, purpose: str = "committee") -> str:
    """Return the ticket of one number; the smaller ticket comes first."""
    return hashlib.sha256(f"{SCHEME}|{purpose}|{seed}|{evaluation_id}|{number}".encode()).hexdigest()


def draw_order(seed: str, evaluation_id: int, numbers: Iterable[Number], purpose: str = "committee") -> list[Number]:
    """Return the numbers in the order of the draw; the order in which they are given does not matter."""
    return sorted(set(numbers), key=lambda number: ticket(seed, evaluation_id, number, purpose))


@dataclass(frozen=True)
class Replay:
    """What a replay found; no differences means that the draw stands."""

    differences: tuple[str, ...]

    @property
    def is_ok(self) -> bool:
        """Whether everything could be recomputed."""
        return not self.differences


def replay(
    *,
    seed: str,
    commitment: str,
    evaluation_id: int,
    snapshot: Sequence[int],
    order: Sequence[int],
    passed_over: Iterable[int],
    seated: Sequence[int],
) -> Replay:
    """Recompute commitment, order and seats of a draw, and say what differs.

    `seated` are the experts who were ever given a seat, in the order of seating; `passed_over` those whom the register
    kept out.
    """
    found = []
    if commitment_of(seed) != commitment:
        found.append(f"commitment: sha256 of the seed is {commitment_of(seed)}, recorded was {commitment}")
    if list(snapshot) != sorted(set(snapshot)):
        found.append("snapshot: the numbers are not in order or stand twice")
    expected = draw_order(seed, evaluation_id, snapshot)
    if expected != list(order):
        place = next(
            (index for index, (mine, theirs) in enumerate(zip(expected, order, strict=False)) if mine != theirs),
            min(len(expected), len(order)),
        )
        found.append(f"order: differs from place {place + 1} on; recomputed {expected}, recorded {list(order)}")
    aside = set(passed_over)
    lawful = [number for number in expected if number not in aside][: len(seated)]
    if lawful != list(seated):
        found.append(f"seats: the draw gives {lawful}, seated were {list(seated)}")
    return Replay(tuple(found))
