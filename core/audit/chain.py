"""The chain: giving rows their places, and walking it to find the first one that was touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC

from django.db import connection, transaction

from core.audit.models import AuditLink, AuditPending, AuditRow

GENESIS = "0" * 64
SEQUENCER_LOCK = 7_203_001  # advisory lock: one sequencer at a time in the whole database
BATCH = 500
Place = tuple[int, int, str]  # position, row, hash


@dataclass(frozen=True)
class Verdict:
    """What a walk over the chain found: how many links, the head's hash, and the first broken row if any."""

    links: int
    head: str
    broken: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether every row stands as it was written."""
        return not self.broken


def link_hash(row: AuditRow, position: int, before: str) -> str:
    """Return the hash of a row at its position after the link before it (SHA-256, hex)."""
    fields = {
        "position": position,
        "before": before,
        "row": row.pk,
        "actor": [row.actor_id, row.actor_role],
        "thing": [row.thing_kind, row.thing_id, row.ocid],
        "move": [row.verb, row.before, row.after],
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "reason": row.reason,
        "detail": row.detail,
        "confined": [row.seal, row.party],
    }
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sequence(*, wait: bool = False) -> int:
    """Give waiting rows their places; return how many were linked (0 when another sequencer is at work).

    With `wait` the lock is waited for and everything is linked; without, one batch is.
    """
    linked = 0
    while True:
        batch = _sequence_batch(wait=wait)
        linked += batch
        if not wait or batch == 0:
            return linked


def _sequence_batch(*, wait: bool) -> int:
    with transaction.atomic():
        if not _take_lock(wait=wait):
            return 0
        waiting = list(AuditPending.objects.order_by("row_id").values_list("row_id", flat=True)[:BATCH])
        if not waiting:
            return 0
        head = AuditLink.objects.order_by("-position").first()
        position, before = (head.position, head.hash) if head else (0, GENESIS)
        links = []
        # A row that has its place keeps it, whatever somebody has written among those that wait.
        for row in AuditRow.objects.filter(pk__in=waiting, link__isnull=True).order_by("pk"):
            position += 1
            before = link_hash(row, position, before)
            links.append(AuditLink(position=position, row=row, hash=before))
        AuditLink.objects.bulk_create(links)
        AuditPending.objects.filter(row_id__in=waiting).delete()
        return len(links)


def _take_lock(*, wait: bool) -> bool:
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        return bool(cursor.fetchone()[0])


def verify(*, noted: str = "") -> Verdict:
    """Link what waits, then walk the whole chain; name the first row that is changed, missing, or was never linked.

    Nothing inside the database tells of a tail that was cut off with its links, or of a chain that was written anew:
    that is seen only by who gives the head of an earlier walk, `noted` outside.
    """
    sequence(wait=True)
    before, position = GENESIS, 0
    is_noted = noted in ("", GENESIS)
    rows = AuditRow.objects.in_bulk
    links = AuditLink.objects.order_by("position").values_list("position", "row_id", "hash").iterator(chunk_size=2000)
    for chunk in _chunks(links, 2000):
        present = rows([row_id for _, row_id, _ in chunk])
        for place, row_id, stored in chunk:
            position += 1
            if place != position:
                return Verdict(position - 1, before, f"link {position} is missing")
            row = present.get(row_id)
            if row is None:
                return Verdict(position - 1, before, f"row {row_id} (position {position}) is missing")
            if link_hash(row, position, before) != stored:
                return Verdict(position - 1, before, f"row {row_id} (position {position}) was changed: {row}")
            before = stored
            is_noted = is_noted or stored == noted
    loose = AuditRow.objects.kept_out().first()
    if loose:
        return Verdict(position, before, f"row {loose.pk} has no place in the chain: {loose}")
    if not is_noted:
        return Verdict(
            position, before, f"the head noted before, {noted}, is not in the chain: rows are gone or forged"
        )
    return Verdict(position, before)


def _chunks(items: Iterable[Place], size: int) -> Iterator[list[Place]]:
    chunk: list[Place] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
