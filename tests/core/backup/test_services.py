"""A backup: one snapshot, every file, and a manifest that shows what was touched since."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.images import get_image_model

from accounts.organisations.papers import OrganisationPaper
from config.settings.files import places
from core.audit.chain import sequence, verify
from core.audit.record import record
from core.backup import files, services
from core.backup.named import _questions, named_files
from core.backup.programs import BackupError
from core.backup.services import drill, read, take
from core.files import keep
from core.time import core_now
from procurement.needs.models import Need
from projects.bank.models import BankStatement
from tests.factories.accounts import BuyerFactory, OrganisationPaperFactory, UserFactory
from tests.factories.milestones import MilestoneFactory
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


@pytest.fixture
def here(transactional_db: None, settings: Any, tmp_path: Path) -> Storage:
    """The storage of papers, in a folder of the test's own."""
    settings.STORAGES = places(tmp_path / "here")
    return storages["papers"]


def add_paper(here: Storage, text: bytes = b"%PDF-1.7 certificate") -> OrganisationPaper:
    """A paper that lies in the storage, and the row that names it."""
    path = here.save("organisations/1/0a1b/证书.pdf", ContentFile(text))
    return OrganisationPaperFactory.create(path=path)


@pytest.mark.parametrize("error", [FileNotFoundError, RuntimeError])  # each storage has a word of its own for it
def test_a_file_that_is_removed_meanwhile_ends_no_backup(
    here: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    here.save(PAPER, ContentFile(b"%PDF-1.7 visits"))
    paper = add_paper(here)
    opened = FileSystemStorage._open

    def removed_first(self: FileSystemStorage, name: str, mode: str = "rb") -> Any:
        if name == paper.path:
            self.delete(name)
            OrganisationPaper.objects.all().delete()
            raise error(name)
        return opened(self, name, mode)

    monkeypatch.setattr(FileSystemStorage, "_open", removed_first)
    call_command("backup", tmp_path / "backup", stderr=io.StringIO())
    manifest = read(tmp_path / "backup")
    assert [entry["path"] for entry in manifest["files"]] == [PAPER]
    assert manifest["removed"] == [{"storage": "papers", "path": paper.path}]
    assert manifest["missing"] == []
    assert not (tmp_path / "backup" / "files" / "papers" / paper.path).exists()


def test_what_cannot_be_read_though_it_is_there_ends_a_backup(
    here: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise OSError("input/output error")

    here.save(PAPER, ContentFile(b"%PDF-1.7 visits"))
    monkeypatch.setattr(FileSystemStorage, "_open", broken)
    with pytest.raises(OSError, match="input/output"):
        take(tmp_path / "backup")


def test_a_file_that_a_row_names_and_nobody_has_is_reported(here: Storage, tmp_path: Path) -> None:
    paper = add_paper(here)
    here.delete(paper.path)
    told = io.StringIO()
    with pytest.raises(CommandError, match="lacks files"):
        call_command("backup", tmp_path / "backup", stderr=told)
    assert told.getvalue() == f"missing: papers/{paper.path}\n"
    assert read(tmp_path / "backup")["missing"] == [{"storage": "papers", "path": paper.path}]


def test_every_kind_of_row_that_names_a_file_is_asked(here: Storage) -> None:
    paper = add_paper(here)
    kept = keep(SimpleUploadedFile("签到表.pdf", b"%PDF-1.7 visits"), "milestones/7")
    MilestoneFactory.create(evidence=[kept.as_record(), "only a name.pdf"])
    statement = BankStatement.objects.create(
        buyer=BuyerFactory.create(),
        name="七月.csv",
        sha256="1" * 64,
        path="statements/0a1b/七月.csv",
        imported_by=UserFactory.create(),
        imported_at=core_now(),
    )
    picture = get_image_model().objects.create(title="x", file="original_images/x.png", width=1, height=1)
    assert named_files() == {
        ("papers", paper.path),
        ("papers", kept.path),
        ("papers", statement.path),
        ("default", picture.file.name),
    }


@pytest.mark.django_db
def test_every_column_for_the_path_of_a_file_is_asked() -> None:
    """A new kind of paper is kept by `Kept` in JSON, or in a column whose name ends in `_file`."""
    assert sorted(question.split(" WHERE ")[0] for _, question in _questions() if 'DISTINCT "' in question) == sorted(
        f'SELECT DISTINCT "{column}" FROM "{table}"'
        for table, column in (
            ("accounts_organisationpaper", "path"),
            ("payments_bankreceipt", "voucher_file"),
            ("payments_lateinterest", "voucher_file"),
            ("payments_topup", "voucher_file"),
            ("projects_bankstatement", "path"),
            ("projects_overdueinterest", "voucher_file"),
            ("projects_payout", "invoice_file"),
            ("projects_payout", "voucher_file"),
            ("projects_repayment", "transfer_file"),
            ("wagtailcore_uploadedfile", "file"),
            ("wagtaildocs_document", "file"),
            ("wagtailimages_image", "file"),
            ("wagtailimages_rendition", "file"),
            ("wagtailusers_userprofile", "avatar"),
        )
    )


LISTED = [{"storage": "papers", "path": PAPER, "size": 5, "sha256": hashlib.sha256(b"right").hexdigest()}]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The files of a backup."""
    (tmp_path / "papers" / PAPER).parent.mkdir(parents=True)
    (tmp_path / "papers" / PAPER).write_bytes(b"right")
    return tmp_path


@pytest.mark.parametrize(
    ("lying", "put", "faults"),
    [
        (None, 1, []),
        (b"right", 0, []),
        (b"wrong", 0, [f"papers/{PAPER} is there already, and is another file than that of the backup."]),
    ],
)
def test_what_lies_in_a_storage_already_is_compared(
    here: Storage, written: Path, lying: bytes | None, put: int, faults: list[str]
) -> None:
    if lying is not None:
        here.save(PAPER, ContentFile(lying))
    assert files.copy_in(written, LISTED, {"papers": here}) == (put, faults)
    with here.open(PAPER) as kept:
        assert kept.read() == (lying or b"right")


def test_a_file_under_another_name_than_its_own_is_not_put_back(
    here: Storage, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FileSystemStorage, "get_available_name", lambda self, name, max_length=None: f"{name}_x")
    assert files.copy_in(written, LISTED, {"papers": here}) == (
        0,
        [f"papers/{PAPER} could not be put back under its name."],
    )
    assert not here.exists(f"{PAPER}_x")


def test_a_way_back_reports_what_the_backup_lacks(here: Storage) -> None:
    removed, missing = add_paper(here), add_paper(here)
    told: list[str] = []
    manifest = {"files": [], "removed": [{"storage": "papers", "path": removed.path}]}
    assert services._lacking(manifest, told.append) == [f"A row names papers/{missing.path}, which the backup lacks."]
    assert [removed.path in one for one in told] == [True]


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
