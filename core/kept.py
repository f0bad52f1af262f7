"""Sentences that the system writes into a row: kept as the sentence of the code and its facts, read in any language.

Whoever acts has a language, and whoever reads the reason later may have another one. `kept()` makes a text that is
read as it is now and stored as what it was made of; `KeptField` and `read_kept()` give it back in the
reader's language. What people have written themselves goes through untouched.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext

from core.law.rulebook import rule

MARK = '{"said": '  # how a kept sentence begins in the database


class Kept(str):
    """A sentence in the language of whoever reads it now, which knows what it was made of."""

    stored: str


def stored(value: Any) -> Any:
    """Return what a kept sentence was made of, to be stored as text; anything else as it is."""
    return value.stored if isinstance(value, Kept) else value


def read_kept(value: Any) -> Any:
    """Return a stored sentence in the language of the reader; anything else as it is, what a person wrote above all."""
    if not isinstance(value, str) or not value.startswith(MARK):
        return value
    try:
        return _read(value)
    except (ValueError, KeyError, TypeError):  # somebody wrote what begins like one
        return value


def kept(sentence: str | Promise, *, law: str = "", **facts: str | int) -> Kept:
    """Return a sentence marked with `gettext_noop`, filled in; `law` names the rule behind its `%(article)s`.

    A fact may be a kept sentence itself; a sentence that is kept already stays as it is.
    """
    if isinstance(sentence, Kept):
        return sentence
    made_of = {name: stored(fact) for name, fact in facts.items()}
    return _read(json.dumps({"said": sentence, "law": law, "facts": made_of}, ensure_ascii=False))


def _read(stored: str) -> Kept:
    made_of = json.loads(stored)
    article = {"article": rule(made_of["law"]).article} if made_of["law"] else {}
    facts = {name: read_kept(fact) for name, fact in made_of["facts"].items()}
    text = Kept(gettext(made_of["said"]) % {**facts, **article})
    text.stored = stored
    return text


class KeptField(models.TextField):
    """A reason: what a person wrote, or a sentence of the system; to a migration it is the text it stores."""

    def deconstruct(self) -> Any:
        """Return the column as plain text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def from_db_value(self, value: str | None, *args: Any) -> str | None:
        """Give a sentence of the system in the language of the reader."""
        said_now: str | None = read_kept(value)
        return said_now

    def get_prep_value(self, value: Any) -> Any:
        """Store what a sentence of the system was made of."""
        return super().get_prep_value(stored(value))
