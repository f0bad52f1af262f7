"""Writing the record: one row per act, inside the transaction of the act."""

from __future__ import annotations

from typing import Any

from django.db import models

from core.audit.models import AuditRelease, AuditRow
from core.time import CoreNow


def record(
    thing: models.Model,
    *,
    verb: str,
    by: Any,
    role: str,
    before: str = "",
    after: str = "",
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Write that `by` did `verb` to `thing`; the database sets the time, the sequencer later the place in the chain."""
    confinement = getattr(thing, "audit_confinement", None)
    seal, party = confinement() if confinement else ("", "")
    AuditRow.objects.create(
        actor_id=str(by.pk) if by.pk is not None else str(by),
        actor_role=role,
        thing_kind=thing._meta.label,
        thing_id=str(thing.pk),
        ocid=getattr(thing, "ocid", ""),
        verb=verb,
        before=before,
        after=after,
        at=CoreNow(),
        reason=reason,
        detail=detail or {},
        seal=seal,
        party=party,
    )


def release(seal: str) -> None:
    """Break a seal: from the commit on, the rows under it are read like any other."""
    AuditRelease.objects.get_or_create(seal=seal, defaults={"at": CoreNow()})
