"""Rights as rules: who may take a step, in one place, and why somebody may not.

A right has three parts, so that a refusal can be told apart: who sees the thing at all (a stranger gets "not found"),
whose role the step is, and who must be another person than the one who took the step before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import rules
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Text = str | Promise


class Denial(StrEnum):
    """Why a person may not take a step."""

    STRANGER = "stranger"
    WRONG_ROLE = "wrong_role"
    SAME_PERSON = "same_person"


@dataclass(frozen=True)
class Right:
    """One right: its name, its three parts, and the role's name as a person reads it."""

    name: str
    sees: Callable[[Any, Any], bool]
    role: Callable[[Any, Any], bool]
    who: Text
    other_than: Callable[[Any], Collection[int | None]] | None

    def denial(self, user: Any, thing: Any) -> Denial | None:
        """Return why `user` may not, or None when they may."""
        if not user.is_active or not self.sees(user, thing):
            return Denial.STRANGER
        if not self.role(user, thing):
            return Denial.WRONG_ROLE
        if self.other_than and user.pk in self.other_than(thing):
            return Denial.SAME_PERSON
        return None

    def sentence(self, denial: Denial) -> str:
        """Return what the refused person reads."""
        if denial is Denial.STRANGER:
            return _("There is no such thing here.")
        if denial is Denial.WRONG_ROLE:
            return _("This step belongs to another role: %(who)s.") % {"who": self.who}
        return _("This step needs a second person: you took the step before it. Ask a colleague.")


RIGHTS: dict[str, Right] = {}


def grant(
    name: str,
    *,
    sees: Callable[[Any, Any], bool],
    role: Callable[[Any, Any], bool],
    who: Text,
    other_than: Callable[[Any], Collection[int | None]] | None = None,
) -> Right:
    """Register a right under its permission name, for `move` and for `user.has_perm(name, thing)` alike."""
    right = Right(name, sees, role, who, other_than)
    RIGHTS[name] = right
    rules.add_perm(name, rules.predicate(lambda user, thing: right.denial(user, thing) is None, name=name))
    return right
