"""The one door for every change of state.

A machine's table stands on its model: `@transition(...)` with guards, a permission named as a string and a docstring
that is the promise made to the user. `move()` opens the door: it asks the right, the state and every guard, saves, and
writes the audit row in the same transaction. The database lets no state pass beside it (core.database.promises).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from operator import itemgetter
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_fsm import FSMField

from core.audit.record import record
from core.database.promises import announce_move, one_door
from core.law.rulebook import rule
from core.rights import RIGHTS, Denial, Right

Text = str | Promise


class Clock:
    """The actor of steps that follow from time alone, or from news that no person brings."""

    pk = None
    is_active = True

    def __init__(self, name: str = "clock") -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name


CLOCK = Clock()


@dataclass(frozen=True)
class Reason:
    """Why a step is refused: the sentence, the article where the law stands behind it, the right that is missing."""

    sentence: Text
    article: str = ""
    denial: Denial | None = None

    def __str__(self) -> str:
        return f"{self.sentence} ({self.article})" if self.article else str(self.sentence)


class Refused(Exception):
    """A step was refused; carries every reason, and the kind of denial where a right is missing."""

    def __init__(self, *reasons: Reason, denial: Denial | None = None) -> None:
        super().__init__(" ".join(str(reason) for reason in reasons))
        self.reasons = reasons
        self.denial = denial


def refuse(sentence: Text, rule_key: str = "") -> Refused:
    """Return the refusal of a service, with the article of a rule of the rulebook where one is named."""
    return Refused(Reason(sentence, rule(rule_key).article if rule_key else ""))


@dataclass(frozen=True)
class StateNames:
    """The three names of a state: for the officer, for the public, and what comes next; and how it ended, if badly."""

    officer: Text
    public: Text
    next_step: Text
    # "ended" where the thing goes no further than this, "done" where only a mishap leads out; else it follows from the
    # table.
    tone: str = ""


Guard = Callable[[Any], bool]


def guard(sentence: Text, rule_key: str = "") -> Callable[[Guard], Guard]:
    """Make a question a guard: it says why not, and names the rule whose article stands behind it."""

    def named(question: Guard) -> Guard:
        question.sentence = sentence  # type: ignore[attr-defined]
        question.rule_key = rule_key  # type: ignore[attr-defined]
        return question

    return named


class StateField(FSMField):
    """A machine's column; to a migration it is the text it stores, so that no old migration carries a machine."""

    def deconstruct(self) -> Any:
        """Return the column as plain text."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, "django.db.models.CharField", args, kwargs


class Machine(models.Model):
    """A thing with states. `state` is protected; `STATE_NAMES` gives each state its three names."""

    INITIAL: ClassVar[frozenset[str]]
    STATE_NAMES: ClassVar[dict[str, StateNames]]
    state: StateField

    class Meta:
        abstract = True

    @property
    def names(self) -> StateNames:
        """The three names of the present state."""
        return self.STATE_NAMES[self.state]

    @property
    def tone(self) -> str:
        """How the present state looks: waiting, active, done or ended."""
        return tone_of(type(self), str(self.state))

    @property
    def ocid(self) -> str:
        """The purchase this thing belongs to; empty outside any purchase."""
        return ""

    def audit_confinement(self) -> tuple[str, str]:
        """Return (seal, party): while the seal is unbroken only the party reads this thing's audit rows."""
        return "", ""


MACHINES: list[type[Machine]] = []


def register_machine(sender: type[models.Model], **kwargs: object) -> None:
    """Note every concrete machine and promise that its state moves only through the door (signal class_prepared)."""
    if issubclass(sender, Machine) and not sender._meta.abstract and not sender._meta.proxy:
        MACHINES.append(sender)
        one_door(sender, "state", frozenset(sender.INITIAL))


models.signals.class_prepared.connect(register_machine, dispatch_uid="core.transitions")


def is_for_clock(transition: Any) -> bool:
    """Whether only time takes this step."""
    return bool(transition.custom.get("clock"))


def reasons_against(thing: Machine, transition: Any) -> list[Reason]:
    """Return every guard's reason against a transition, in the order they stand in the table."""
    return [
        Reason(question.sentence, rule(question.rule_key).article if question.rule_key else "")
        for question in transition.conditions
        if not question(thing)
    ]


def denial_of(by: Any, thing: Machine, transition: Any) -> Refused | None:
    """Return the refusal when `by` has no right to a transition."""
    if is_for_clock(transition):
        if isinstance(by, Clock):
            return None
        return Refused(Reason(_("Time alone takes this step."), denial=Denial.WRONG_ROLE), denial=Denial.WRONG_ROLE)
    right: Right = RIGHTS[transition.permission]
    if isinstance(by, Clock):
        return Refused(Reason(_("A person has to take this step."), denial=Denial.WRONG_ROLE), denial=Denial.WRONG_ROLE)
    denial = right.denial(by, thing)
    return Refused(Reason(right.sentence(denial), denial=denial), denial=denial) if denial else None


def refusal(step: Callable[..., Any], *, by: Any) -> Refused | None:
    """Return why `by` may not take a step now: the right first, then the state, then the guards; None where nothing."""
    thing: Machine = step.__self__  # type: ignore[attr-defined]
    meta = step._django_fsm  # type: ignore[attr-defined]
    transition = meta.get_transition(str(thing.state))
    refused = denial_of(by, thing, transition or next(iter(meta.transitions.values())))
    if refused:
        return refused
    if transition is None:
        told = {"step": label_of(step), "state": thing.names.officer}
        return Refused(Reason(_("“%(step)s” is not possible now: %(state)s.") % told))
    reasons = reasons_against(thing, transition)
    return Refused(*reasons) if reasons else None


def move(
    step: Callable[..., Any], *, by: Any, reason: str = "", detail: dict[str, Any] | None = None, **given: Any
) -> None:
    """Take one step of a machine: right, state, guards, save, audit row, in one transaction.

    `step` is the bound transition of a freshly locked row; `by` a user or CLOCK. Raises Refused.
    """
    refused = refusal(step, by=by)
    if refused:
        raise refused
    thing: Machine = step.__self__  # type: ignore[attr-defined]
    before = str(thing.state)
    transition = step._django_fsm.get_transition(before)  # type: ignore[attr-defined]
    with transaction.atomic():
        step(**given)
        after = str(thing.state)
        announce_move(thing._meta.db_table, thing.pk, before, after)
        thing.save()
        record(
            thing,
            verb=step.__name__,
            before=before,
            after=after,
            by=by,
            role=transition.permission or str(by),
            reason=reason,
            detail=detail,
        )


def label_of(step: Callable[..., Any]) -> str:
    """Return what stands on the button: the transition's label, else its name in words."""
    meta = step._django_fsm  # type: ignore[attr-defined]
    custom = next(iter(meta.transitions.values())).custom
    return str(custom.get("label") or capfirst(step.__name__.replace("_", " ")))


def promise_of(step: Callable[..., Any]) -> str:
    """Return what a step promises, in the reader's language: its docstring is a sentence of the catalogue."""
    return _(inspect.getdoc(step) or "")


class Manner(StrEnum):
    """How a step leads on, in the order in which a page offers the steps."""

    ONWARD = "onward"  # the ordinary way
    ASIDE = "aside"  # back, or another way that has to be explained
    ENDING = "ending"  # the thing goes no further


@dataclass(frozen=True)
class Step:
    """A step as its button shows it: name, label, promise, how it leads on, and why not where it is refused."""

    name: str
    label: str
    promise: str
    reasons: list[Reason] = field(default_factory=list)
    denial: Denial | None = None
    manner: Manner = Manner.ONWARD

    @property
    def is_open(self) -> bool:
        """Whether the person may take the step now."""
        return not self.reasons


def steps_for(user: Any, thing: Machine) -> list[Step]:
    """Return the steps out of the present state as `user` meets them; a stranger meets none.

    A refused step stands there with its sentences and articles; a step of another role says whose it is. The ordinary
    way comes first, what ends the thing last; within each the order is that of the machine's table.
    """
    steps: list[tuple[tuple[int, bool, int], Step]] = []
    for method, transition in steps_out(thing):
        if is_for_clock(transition):
            continue
        refused = denial_of(user, thing, transition)
        if refused and refused.denial is Denial.STRANGER:
            continue
        reasons = list(refused.reasons) if refused else reasons_against(thing, transition)
        denial = refused.denial if refused else None
        manner = manner_of(type(thing), transition)
        step = Step(transition.name, label_of(method), promise_of(method), reasons, denial, manner)
        steps.append(((MANNERS.index(manner), not step.is_open, _line_of(method)), step))
    return [step for _place, step in sorted(steps, key=itemgetter(0))]


MANNERS = list(Manner)


def manner_of(model: type[Machine], transition: Any) -> Manner:
    """Return how a transition leads on, read from the table: where it ends, and whether it has to be explained."""
    target = str(transition.target)
    if tone_of(model, target) == "ended":
        return Manner.ENDING
    is_explained = bool(transition.custom.get("needs_reason"))
    return Manner.ASIDE if is_explained or target in model.INITIAL else Manner.ONWARD


def _line_of(method: Any) -> int:
    return int(inspect.unwrap(method.__func__).__code__.co_firstlineno)


def transitions_of(model: type[Machine]) -> list[Any]:
    """Return every transition in a machine's table."""
    meta: Any = model._meta
    column = meta.get_field("state")
    return list(column.get_all_transitions(model))


def short(name: Text) -> str:
    """Return a state's name as a badge shows it: a sentence loses its stop."""
    return str(name).rstrip("。.")


@cache
def tone_of(model: type[Machine], state: str) -> str:
    """Return how a state looks: as marked, else done where no step leads out, waiting where it begins, else active."""
    marked = model.STATE_NAMES[state].tone
    if marked:
        return marked
    if not any(transition.source in (state, "*") for transition in transitions_of(model)):
        return "done"
    return "waiting" if state in model.INITIAL else "active"


def steps_out(thing: Machine) -> Iterator[tuple[Callable[..., Any], Any]]:
    """Yield (bound method, transition) for every step that leads out of the thing's present state."""
    for transition in thing.get_all_state_transitions():  # type: ignore[attr-defined]
        if transition.source in (thing.state, "*"):
            yield getattr(thing, transition.name), transition


def check(permission: str, *, by: Any, thing: Any) -> None:
    """Refuse when `by` lacks a right; for services that create or change something without moving a state."""
    right = RIGHTS[permission]
    denial = right.denial(by, thing)
    if denial:
        raise Refused(Reason(right.sentence(denial), denial=denial), denial=denial)
