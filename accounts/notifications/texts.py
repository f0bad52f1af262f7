"""What a notification says: one sentence per topic, filled in and translated when it is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise

from core.kept import read_kept

Text = str | Promise
Facts = Mapping[str, Any]

TEXTS: dict[str, Text] = {}
WORDED: dict[str, Callable[[Facts], Facts]] = {}


def say(topic: str, sentence: Text, *, worded: Callable[[Facts], Facts] | None = None) -> None:
    """Set the sentence of a topic; `%(name)s` stands for what the payload holds under that name.

    `worded` makes of the payload the words that depend on the reader's language.
    """
    TEXTS[topic] = sentence
    if worded is not None:
        WORDED[topic] = worded


def text_of(topic: str, payload: dict[str, Any]) -> str:
    """Return the sentence in the reader's language; a topic without one is named as it is."""
    sentence = TEXTS.get(topic)
    if sentence is None:
        return topic
    facts = WORDED[topic](payload) if topic in WORDED else payload
    return (str(sentence) % defaultdict(str, {name: read_kept(fact) for name, fact in facts.items()})).strip()
