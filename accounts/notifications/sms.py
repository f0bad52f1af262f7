"""Text messages: one function takes number and text; which one, the settings say (SMS_BACKEND)."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.utils.module_loading import import_string

from core.time import core_now


def send_sms(number: str, text: str) -> None:
    """Hand a text message to whoever delivers it."""
    import_string(settings.SMS_BACKEND)(number, text)


def are_sent() -> bool:
    """Whether text messages go anywhere: until a provider is named, nobody is asked for a number to send one to."""
    return not settings.SMS_BACKEND.endswith(".to_nobody")


def to_console(number: str, text: str) -> None:
    """Write it to stderr: for development, and until an office has named its provider."""
    print(f"SMS to {number}: {text}", file=sys.stderr)


def to_folder(number: str, text: str) -> None:
    """Write it as a file beside the demo's mails."""
    folder = Path(settings.VAR_DIR, "mails")
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{core_now():%Y%m%d-%H%M%S}-sms-{uuid4().hex[:8]}.log"
    (folder / name).write_text(f"To: {number}\n\n{text}\n", encoding="utf-8")


class NoProvider(Exception):
    """No provider of text messages has been named."""


def to_nobody(number: str, text: str) -> None:
    """Send nothing, and say so to whoever counts deliveries; never what, or to whom."""
    raise NoProvider
