"""Words found inside texts, Chinese ones above all: an index over pairs of characters answers before a row is read.

Chinese has no spaces between words, and most of its words have two characters: less than a trigram, and no lexeme for
the text search. So a model indexes `Bigrams` of what is searched, the database keeps that index with every write, and
`holding()` asks it first.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.db.models.functions import Concat
from django.db.models.lookups import IContains

FEWEST = 2  # characters that the index can answer; a single one is looked for in the rows
MOST = 8  # words of one search that are looked for


class Bigrams(Func):
    """Every pair of neighbouring characters of a text, in capitals; a function that migration core.0003 makes."""

    function = "linli_bigrams"
    arity = 1
    output_field = ArrayField(TextField())


def text_of(*columns: str) -> Any:
    """Return the expression of several columns as one text."""
    parts: list[Any] = [F(columns[0])]
    for column in columns[1:]:
        parts += [Value(" "), F(column)]
    return Concat(*parts, output_field=TextField()) if len(parts) > 1 else parts[0]


def holding(text: Any, words: str) -> Q:
    """Return the condition that a text holds every one of the words, wherever it stands in it."""
    found = Q()
    for word in words.split()[:MOST]:
        if len(word) >= FEWEST:
            found &= Q(_Holds(Bigrams(text), Bigrams(Value(word))))
        found &= Q(IContains(text, word))
    return found


class _Holds(Func):
    """Whether one list holds all of another."""

    template = "(%(expressions)s)"
    arg_joiner = " @> "
    arity = 2
    output_field = BooleanField()
