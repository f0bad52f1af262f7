"""What a person reads after an act that counts: that it is done, its number in the record, and what happens next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string

from core.audit.models import AuditRow
from core.transitions import Machine

FINAL = "final"  # marks the message that the page shows as a confirmation


def confirm(request: HttpRequest, thing: Any, done: str) -> None:
    """Show the confirmation of an act on a thing at the top of the next page; it is shown once."""
    row = AuditRow.objects.last_act(thing, request.user) if isinstance(thing, models.Model) else None
    context = {"done": done, "row": row, "next_step": thing.names.next_step if isinstance(thing, Machine) else ""}
    messages.success(request, render_to_string("components/confirmation.html", context, request), extra_tags=FINAL)
