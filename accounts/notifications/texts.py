"""What a notification says: one sentence per topic, filled in and translated when it is read."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

TEXTS: dict[str, Text] = {}


def say(topic: str, sentence: Text) -> None:
    """Set the sentence of a topic; `%(name)s` stands for what the payload holds under that name."""
    TEXTS[topic] = sentence


def text_of(topic: str, payload: dict[str, Any]) -> str:
    """Return the sentence in the reader's language; a topic without one is named as it is."""
    sentence = TEXTS.get(topic)
    return str(sentence) % defaultdict(str, payload) if sentence is not None else topic


say("clock.ending", _("A legal period ends on %(ends_on)s (%(rule)s, %(thing_kind)s %(thing_id)s): act before."))
