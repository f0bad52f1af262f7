"""What the law's functions raise: a sentence a person can act on, never a guess."""

from __future__ import annotations

from django.utils.functional import Promise

Sentence = str | Promise


class LawError(Exception):
    """The rulebook cannot answer; `str()` is the sentence for the person who asked."""


class UnknownRule(LawError, KeyError):
    """No rule or clock of the rulebook has this name."""

    __str__ = Exception.__str__  # KeyError would print the sentence in quotes


class NotInForce(LawError):
    """The rule is not in force on the day asked about."""


class DoesNotApply(LawError):
    """The question makes no sense for this method."""


class UncoveredYear(LawError):
    """A day lies in a year whose holidays are not known."""


class BadInput(LawError, ValueError):
    """The figures or the file given cannot be used."""
