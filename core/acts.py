"""Acts beside a machine's steps: what stands on the button, what it promises, and why not where it is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.urls import NoReverseMatch
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.rights import RIGHTS, Text
from core.transitions import Manner, Reason, Step
from core.views import StepView, ThingView, thing_url
from core.words import written_in


@dataclass(frozen=True)
class Act:
    """An act that moves no machine: its label, its promise, where it is done, and why not where it is refused."""

    label: Text
    promise: Text
    url: str
    reasons: list[Reason] = field(default_factory=list)
    manner: Manner = Manner.ONWARD

    @property
    def is_open(self) -> bool:
        """Whether the person may do it now."""
        return not self.reasons


def may(user: Any, right: str, thing: Any) -> bool:
    """Whether the person has a right on a thing."""
    return RIGHTS[right].denial(user, thing) is None


def denied(user: Any, right: str, thing: Any) -> list[Reason]:
    """Return why the person has no right on a thing, as a page shows it before anybody writes; empty when they have."""
    denial = RIGHTS[right].denial(user, thing)
    return [Reason(RIGHTS[right].sentence(denial), denial=denial)] if denial else []


def said(text: Any) -> SafeString:
    """Return what people have written, marked with its language for whoever has it read aloud."""
    return format_html('<span lang="{}">{}</span>', written_in(text), text)


def link(thing: Any, text: Any = None) -> SafeString:
    """Return the way to a thing's page; only its name where it has none."""
    try:
        return format_html('<a href="{}" lang="{}">{}</a>', thing_url(thing), written_in(text or thing), text or thing)
    except NoReverseMatch:
        return said(text or thing)


def links(things: Sequence[Any]) -> SafeString | str:
    """Return the ways to several things, one a line; a dash where there is none."""
    return format_html_join("\n", "{}", ((link(thing),) for thing in things)) or "–"


class ActingThing(ThingView):
    """A thing's page with a heading, the machine's steps, and the acts beside them."""

    template_name = "core/thing.html"
    reader = "officer"  # in whose words the page speaks; "public" also leaves out the steps of other roles
    elsewhere: ClassVar[frozenset[str]] = frozenset()  # steps that follow from an act, and have no button of their own

    def heading(self) -> Any:
        """What the page is called."""
        return str(self.object)

    def acts(self) -> list[Act]:
        """Acts of this person beside the machine's steps."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The steps that are taken here, and the acts."""
        context = super().get_context_data(heading=self.heading(), acts=self.acts(), reader=self.reader, **kwargs)
        context["steps"] = [(step, url) for step, url in context["steps"] if self.is_shown(step)]
        return context

    def is_shown(self, step: Step) -> bool:
        """Whether a step stands on this page."""
        return step.name not in self.elsewhere and not (self.reader == "public" and step.denial)


class StepOnFacts(StepView):
    """A step whose page shows once more what it is about."""

    template_name = "core/act_on_facts.html"

    def facts(self) -> list[tuple[Any, Any]]:
        """What the person looks at before deciding."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the facts."""
        return super().get_context_data(facts=self.facts(), **kwargs)
