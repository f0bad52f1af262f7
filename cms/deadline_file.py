"""A deadline as an iCalendar file (RFC 5545): one instant, with an alarm a day before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from core.templatetags.linli import moment

LONGEST = 73  # octets of a line before it is folded


def deadline_file(tender: Any, address: str) -> str:
    """Return the file; the instant is UTC, so that every calendar shows it in its reader's zone."""
    instant = _stamp(tender.deadline)
    title = _("Deadline: %(title)s") % {"title": tender.title}
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Linli//Deadlines//ZH",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:deadline-{tender.ocid}-{tender.pk}@linli",
        f"DTSTAMP:{_stamp(tender.published_at or tender.deadline)}",
        f"DTSTART:{instant}",
        f"DTEND:{instant}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(f'{tender.ocid} {moment(tender.deadline)}')}",
        f"URL:{address}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(title)}",
        "TRIGGER:-P1D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _stamp(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """Fold a line so that none has more than 75 octets; a character is never cut in two."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > LONGEST:
            parts.append(part)
            part = " "
        part += character
    return [*parts, part]
