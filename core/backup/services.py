"""Taking a backup, and the way back: into an empty database, or as a drill beside the one in use."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

from core.audit.chain import GENESIS, verify
from core.audit.models import AuditLink
from core.backup import files, programs
from core.backup.named import Place, named_files
from core.backup.programs import BackupError
from core.database.maintenance import maintenance, use
from core.database.roles import as_owner
from core.time import core_now

MANIFEST, DATABASE, FILES = "manifest.json", "database.dump", "files"
FORMAT = 1


@dataclass
class Report:
    """What a way back has found: files put, links of the record, and what is not whole."""

    files: int = 0
    links: int = 0
    faults: list[str] = field(default_factory=list)


def take(folder: Path) -> dict[str, Any]:
    """Write database and files into a new folder, readable by its owner alone; returns the manifest.

    The database is written from one snapshot, and before the files. What its rows name and the folder lacks is listed:
    "removed" has been taken away meanwhile, and its row with it; "missing" is named by a row still, and is nowhere.
    Raises BackupError where the folder is taken or PostgreSQL's program fails.
    """
    if folder.exists():
        raise BackupError(f"{folder} is there already: name a new folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        with as_owner(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            programs.dump(part / DATABASE, cursor.fetchone()[0])
            named = named_files()
            head = AuditLink.objects.order_by("-position").values_list("hash", flat=True).first() or GENESIS
        with (part / DATABASE).open("rb") as written:
            size, sha256 = files.fingerprint(written)
        copied, removed = files.copy_out(part / FILES)
        lacking = named - {(entry["storage"], entry["path"]) for entry in copied}
        missing = lacking & named_files() if lacking else set()
        manifest = {
            "format": FORMAT,
            "taken_at": core_now().isoformat(),
            "audit_head": head,
            "database": {"size": size, "sha256": sha256},
            "files": copied,
            "removed": _listed((removed | lacking) - missing),
            "missing": _listed(missing),
        }
        (part / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        part.rename(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return manifest


def bring_back(folder: Path, say: Callable[[str], None]) -> Report:
    """Read a backup into the empty database and the storages that the settings name, and look whether all is whole.

    Raises BackupError where the backup is damaged or the database is not empty.
    """
    manifest = read(folder)
    _refuse_unless_empty()
    return _bring_back(folder, manifest, {alias: storages[alias] for alias in files.KEPT}, say)


def drill(folder: Path, say: Callable[[str], None]) -> Report:
    """Read a backup into a database and a folder made for it, look whether all is whole, and take both away again."""
    manifest = read(folder)
    with _database_beside(), tempfile.TemporaryDirectory(prefix="linli-drill-") as place:
        into: dict[str, Storage] = {alias: FileSystemStorage(location=Path(place) / alias) for alias in files.KEPT}
        return _bring_back(folder, manifest, into, say)


def read(folder: Path) -> dict[str, Any]:
    """Return a backup's manifest once everything it lists is there as it was written.

    Raises BackupError with the first thing that is missing or was changed.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackupError(f"{folder} holds no whole backup: {MANIFEST} cannot be read.") from error
    if manifest.get("format") != FORMAT:
        raise BackupError(f"{folder} was written by another version: its format is {manifest.get('format')}.")
    listed = [(DATABASE, manifest["database"])]
    listed += [(f"{FILES}/{entry['storage']}/{entry['path']}", entry) for entry in manifest["files"]]
    for name, entry in listed:
        try:
            with (folder / name).open("rb") as kept:
                found = files.fingerprint(kept)
        except OSError as error:
            raise BackupError(f"{name} is missing from the backup.") from error
        if found != (entry["size"], entry["sha256"]):
            raise BackupError(f"{name} is not as it was written: take another backup.")
    return manifest


def _bring_back(folder: Path, manifest: dict[str, Any], into: dict[str, Storage], say: Callable[[str], None]) -> Report:
    say("Reading the database back …")
    with as_owner():
        programs.read_back(folder / DATABASE)
    say("Giving rights and promises anew …")
    call_command("migrate", verbosity=0, interactive=False)
    say("Putting the files back …")
    report = Report()
    report.files, report.faults = files.copy_in(folder / FILES, manifest["files"], into)
    report.faults += _lacking(manifest, say)
    say("Walking the record and recomputing the books …")
    head = "" if manifest["audit_head"] == GENESIS else manifest["audit_head"]
    verdict = verify(noted=head)
    report.links = verdict.links
    if not verdict.is_whole:
        report.faults.append(f"The record is broken after {verdict.links} whole rows: {verdict.broken}")
    try:
        call_command("ledger", "check", stdout=io.StringIO())
    except SystemExit:
        report.faults.append("The books are not sound: `manage.py ledger check` says where.")
    return report


def _listed(places: set[Place]) -> list[dict[str, str]]:
    return [{"storage": storage, "path": path} for storage, path in sorted(places)]


def _lacking(manifest: dict[str, Any], say: Callable[[str], None]) -> list[str]:
    """What rows name and the backup does not hold, in sentences; what was removed meanwhile is only told."""
    listed, removed = (
        {(entry["storage"], entry["path"]) for entry in manifest.get(name, ())} for name in ("files", "removed")
    )
    lacking = named_files() - listed
    for storage, path in sorted(lacking & removed):
        say(f"{storage}/{path} was removed while the backup was taken: its row is older than that.")
    return [f"A row names {storage}/{path}, which the backup lacks." for storage, path in sorted(lacking - removed)]


def _refuse_unless_empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        if cursor.fetchone()[0]:
            raise BackupError("The database is not empty: name a new one in DATABASE_URL, or ask for a drill.")


@contextlib.contextmanager
def _database_beside() -> Iterator[None]:
    """A new database on the same server, used inside the block and dropped after it."""
    before, name = connection.settings_dict["NAME"], f"linli_drill_{os.getpid()}"
    with maintenance() as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
    use(name)
    try:
        yield
    finally:
        use(before)
        with maintenance() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
