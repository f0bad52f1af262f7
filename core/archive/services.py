"""Ordering documents of records, and making their files: in the background, each once."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation

from core.addresses import whole_address
from core.archive.contents import fingerprint
from core.archive.kinds import KINDS
from core.archive.models import ArchivedDocument
from core.archive.press import MAKER, print_pdf
from core.time import core_now

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=30)  # doubled after every failure
LONGEST_PAUSE = timedelta(hours=6)
BELLS: list[Callable[[], None]] = []


@transaction.atomic
def order(key: str, thing_id: int) -> ArchivedDocument:
    """Freeze what a record says now and have it made; the same words are ordered once.

    Where the record says something else than its last edition, the new words become a new edition beside it.
    """
    kind = KINDS[key]
    _lock(f"{key}:{thing_id}")
    with translation.override("zh-hans"):
        said = kind.contents(kind.model.objects.get(pk=thing_id)).plain()
    print_of_it = fingerprint(said)
    last = ArchivedDocument.objects.filter(kind=key, thing_id=thing_id).order_by("-edition").first()
    if last is not None and last.source_sha256 == print_of_it:
        return last
    token, now = secrets.token_hex(10), core_now()
    ordered = ArchivedDocument.objects.create(
        token=token,
        kind=key,
        thing_id=thing_id,
        ocid=said["number"],
        edition=last.edition + 1 if last else 1,
        source={**said, "fingerprint": print_of_it, "address": address_of(token)},
        source_sha256=print_of_it,
        ordered_at=now,
        due_at=now,
    )
    for bell in BELLS:
        if not any(waiting[1] is bell for waiting in connection.run_on_commit):
            transaction.on_commit(bell, robust=True)
    return ordered


def address_of(token: str) -> str:
    """Return the public address under which a document can be checked, as it stands on the document itself."""
    with translation.override("zh-hans"):
        return whole_address(reverse("archiveddocument", args=[token]))


def make_waiting(limit: int = 100) -> int:
    """Make the files that wait, one a transaction; return how many were made. Safe to run side by side."""
    made = 0
    for _ in range(limit):
        outcome = _make_next()
        if outcome is None:
            break
        made += outcome
    return made


def _make_next() -> bool | None:
    """Make the next file: True made, False failed and put off, None nothing waits."""
    with transaction.atomic():
        document = (
            ArchivedDocument.objects.select_for_update(skip_locked=True).waiting().order_by("due_at", "pk").first()
        )
        if document is None:
            return None
        try:
            data = print_pdf(document.source)
        except Exception as failure:  # whatever the press says; the others go on
            log.warning("document %s could not be made", document.pk, exc_info=failure)
            _put_off(document, failure)
            return False
        document.data, document.size = data, len(data)
        document.sha256 = hashlib.sha256(data).hexdigest()
        document.made_at, document.maker = core_now(), MAKER
        document.attempts += 1
        document.last_error = ""
        document.save()
        return True


def _put_off(document: ArchivedDocument, failure: Exception) -> None:
    pause = min(FIRST_PAUSE * 2 ** min(document.attempts, 20), LONGEST_PAUSE)
    document.attempts += 1
    document.last_error = f"{type(failure).__name__}: {failure}"[:2000]
    document.due_at = core_now() + pause
    document.save()


def faults() -> list[str]:
    """Return what does not hold in the archive: a file that is not its fingerprint's, or words that are not."""
    found = []
    for document in ArchivedDocument.objects.order_by("pk").iterator(chunk_size=50):
        said = {name: value for name, value in document.source.items() if name not in ("fingerprint", "address")}
        if fingerprint(said) != document.source_sha256:
            found.append(f"{document.pk} {document.file_name}: its words are not those that were ordered")
        if document.data is not None and hashlib.sha256(bytes(document.data)).hexdigest() != document.sha256:
            found.append(f"{document.pk} {document.file_name}: its file is not the one that was made")
    return found


def _lock(name: str) -> None:
    """Let one order of a record follow another, so that two never become the same edition."""
    number = int.from_bytes(hashlib.sha256(f"archive:{name}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
