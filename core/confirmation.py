"""What a person reads after an act that counts: that it is done, its number in the record, and what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string

from core.audit.models import AuditRow
from core.transitions import Machine

FINAL = "final"  # marks the message that the page shows as a confirmation


def confirm(request: HttpRequest, things: Sequence[Any], done: str) -> None:
    """Show the confirmation of an act at the top of the next page; it is shown once.

    `things` are what came of the act and what it was about; its row in the record stands with either of them, and the
    machine among them says what comes next.
    """
    rows = [AuditRow.objects.last_act(thing, request.user) for thing in things if isinstance(thing, models.Model)]
    row = max((row for row in rows if row), key=lambda row: row.pk, default=None)
    machine = next((thing for thing in things if isinstance(thing, Machine)), None)
    context = {"done": done, "row": row, "next_step": machine.names.next_step if machine else ""}
    messages.success(request, render_to_string("components/confirmation.html", context, request), extra_tags=FINAL)
