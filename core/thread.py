"""The thread of a purchase: every stage in the order in which it is met, read with one question to the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.transitions import Machine, Text, short, tone_of
from core.words import column_of, pair


@dataclass(frozen=True)
class Stage:
    """One stage of the thread: its place, its public name, its machine, and its rows of one purchase."""

    place: int
    label: Text
    model: type[Machine]
    rows: Callable[[str], QuerySet[Any]]
    title: Any = ""  # the column or expression that names a row; "" where the kind says enough
    is_head: bool = False  # whether its row gives the whole purchase its name
    # States in which this stage is behind the purchase though the thing itself still moves.
    over: frozenset[str] = frozenset()
    # The stage as long as which something can still come to this one: a payment as long as the contract runs.
    within: int = 0
    worded: Callable[[str], str] = str  # how a title is said, where its column keeps a code


STAGES: dict[int, Stage] = {}


def stage(
    place: int,
    label: Text,
    model: type[Machine],
    *,
    title: Any = "",
    is_head: bool = False,
    over: Iterable[str] = (),
    within: int = 0,
    worded: Callable[[str], str] = str,
) -> Callable[[Callable[[str], QuerySet[Any]]], Any]:
    """Register a stage; the function returns its rows of an ocid, and only those that the public may know of."""

    def registered(rows: Callable[[str], QuerySet[Any]]) -> Callable[[str], QuerySet[Any]]:
        STAGES[place] = Stage(place, label, model, rows, title, is_head, frozenset(map(str, over)), within, worded)
        return rows

    return registered


@dataclass(frozen=True)
class Passed:
    """How far a purchase has come in one stage."""

    label: Text
    mark: str  # done, here, ended, ahead or skipped
    state: Text = ""
    next_step: Text = ""
    finished: int = 0
    of: int = 0

    @property
    def in_words(self) -> str:
        """What the mark says to somebody who does not see it."""
        return {
            "done": _("done"),
            "here": _("the purchase is here"),
            "ended": _("ended"),
            "ahead": _("still to come"),
            "skipped": _("was not needed"),
        }[self.mark]


@dataclass(frozen=True)
class Thread:
    """The whole thread of one purchase."""

    stages: list[Passed]

    @property
    def place(self) -> int:
        """Which of the stages it is at which the purchase stands, counted from one; 0 before the first."""
        return self.stages.index(self.here) + 1 if self.here else 0

    @property
    def here(self) -> Passed | None:
        """The stage at which the purchase stands: the last in which something is under way, else the last reached."""
        last_first = list(reversed(self.stages))
        under_way = (passed for passed in last_first if passed.mark == "here" and passed.finished < passed.of)
        reached = (passed for passed in last_first if passed.mark not in {"ahead", "skipped"})
        return next(under_way, None) or next(reached, None)


def thread_of(ocid: str) -> Thread:
    """Return how far a purchase has come, in the public's names."""
    stages = [STAGES[place] for place in sorted(STAGES)]
    parts = [
        found.rows(ocid).order_by().annotate(stage=Value(found.place)).values_list("stage", "pk", "state")
        for found in stages
    ]
    states: dict[int, list[str]] = {}
    if parts:
        for place, _pk, state in sorted(parts[0].union(*parts[1:], all=True)):
            states.setdefault(place, []).append(state)
    passed = {found.place: _passed(found, states.get(found.place, [])) for found in stages}
    for found in stages:
        if passed[found.place].mark == "done" and found.within in passed and passed[found.within].mark == "here":
            passed[found.place] = replace(passed[found.place], mark="here")
    last = max((place for place, one in passed.items() if one.mark != "ahead"), default=0)
    return Thread(
        [replace(one, mark="skipped") if one.mark == "ahead" and place < last else one for place, one in passed.items()]
    )


def _passed(found: Stage, states: list[str]) -> Passed:
    if not states:
        return Passed(found.label, "ahead")
    tones = ["done" if state in found.over else tone_of(found.model, state) for state in states]
    finished = sum(tone == "done" for tone in tones)
    # The first that is not at its end tells where the stage stands; one that ended only where nothing else is left.
    open_ones = [state for state, tone in zip(states, tones, strict=True) if tone in {"waiting", "active"}]
    state = (
        open_ones[0]
        if open_ones
        else next((state for state, tone in zip(states, tones, strict=True) if tone == "done"), states[-1])
    )
    mark = "here" if open_ones else "done" if finished else "ended"
    names = found.model.STATE_NAMES[state]
    return Passed(found.label, mark, names.public, names.next_step, finished, len(states))


def name_of(ocid: str) -> dict[str, str]:
    """Return what a whole purchase is called, in Chinese and in English; nothing where no stage gives it a name."""
    heads = [STAGES[place] for place in sorted(STAGES, reverse=True) if STAGES[place].is_head]
    named = next((row for head in heads if (row := head.rows(ocid).first()) is not None), None)
    if named is None:
        return {}
    chinese, english = pair(named)
    return {"zh": chinese, "en": english}


@dataclass(frozen=True)
class Record:
    """One record of a purchase that a person may read."""

    kind: Text
    title: str
    url: str
    name: str
    next_step: Text
    tone: str


def records_of(ocid: str, user: Any) -> dict[int, list[Record]]:
    """Return the records of a purchase that the person may read, by the place of their stage, with one question."""
    stages = [STAGES[place] for place in sorted(STAGES)]
    parts = [
        _of(found.model)
        .visible_to(user)
        .filter(pk__in=found.rows(ocid).order_by().values("pk"))
        .order_by()
        .annotate(stage=Value(found.place), called=Cast(column_of(found.model, found.title) or Value(""), TextField()))
        .values_list("stage", "pk", "state", "called")
        for found in stages
    ]
    records: dict[int, list[Record]] = {}
    for place, pk, state, called in sorted(parts[0].union(*parts[1:])):
        model = STAGES[place].model
        records.setdefault(place, []).append(
            Record(
                capfirst(str(model._meta.verbose_name)),
                STAGES[place].worded(called),
                reverse(str(model._meta.model_name), args=[pk]),
                short(model.STATE_NAMES[state].officer),
                model.STATE_NAMES[state].next_step,
                tone_of(model, state),
            )
        )
    return records


def _of(model: Any) -> Any:
    return model.objects
