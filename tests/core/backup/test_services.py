"""A backup: one snapshot, every file, and a manifest that shows what was touched since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from config.settings.files import places
from core.audit.chain import sequence, verify
from core.audit.record import record
from core.backup import services
from core.backup.programs import BackupError
from core.backup.services import drill, read, take
from procurement.needs.models import Need
from tests.factories.accounts import UserFactory
from tests.factories.needs import NeedFactory

PAPER = "milestones/7/0a1b/签到表.pdf"


@pytest.fixture
def backup(transactional_db: None, settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = places(tmp_path / "here")
    storages["papers"].save(PAPER, ContentFile(b"%PDF-1.7 visits"))
    need = NeedFactory()
    record(need, verb="look", by=UserFactory.create(), role="test")
    sequence()
    folder = tmp_path / "backup"
    take(folder)
    return folder


def test_it_lists_every_file_and_the_head_of_the_record(backup: Path) -> None:
    manifest = read(backup)
    assert [(entry["storage"], entry["path"]) for entry in manifest["files"]] == [("papers", PAPER)]
    assert manifest["audit_head"] == verify().head
    assert backup.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", [f"files/papers/{PAPER}", "database.dump"])
def test_what_was_changed_or_lost_is_named(backup: Path, name: str) -> None:
    whole = (backup / name).read_bytes()
    (backup / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(BackupError, match="not as it was written"):
        read(backup)
    (backup / name).unlink()
    with pytest.raises(BackupError, match="missing"):
        read(backup)


def test_it_writes_over_nothing_and_reads_into_nothing_that_is_used(backup: Path) -> None:
    with pytest.raises(CommandError, match="there already"):
        call_command("backup", backup)
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", backup)


def test_what_is_no_backup_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="no whole backup"):
        read(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 99}))
    with pytest.raises(BackupError, match="another version"):
        read(tmp_path)


def test_a_backup_that_fails_leaves_nothing(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: Any) -> None:
        raise BackupError("the disk is full")

    monkeypatch.setattr(services.programs, "dump", failing)
    with pytest.raises(BackupError, match="disk"):
        take(tmp_path / "backup")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.heavy
def test_a_drill_finds_everything_whole_and_leaves_everything_as_it_was(backup: Path) -> None:
    NeedFactory()
    before = connection.settings_dict["NAME"]
    report = drill(backup, lambda _: None)
    assert (report.faults, report.files) == ([], 1)
    assert report.links > 0
    assert connection.settings_dict["NAME"] == before
    assert Need.objects.count() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'linli_drill_%'")
        assert cursor.fetchone()[0] == 0


@pytest.mark.heavy
def test_a_drill_shows_a_record_that_was_cut_before_the_backup(backup: Path, unguarded: Any, tmp_path: Path) -> None:
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("UPDATE core_auditrow SET reason = 'forged' WHERE id = (SELECT min(id) FROM core_auditrow)")
    take(tmp_path / "forged")
    assert "broken" in drill(tmp_path / "forged", lambda _: None).faults[0]
