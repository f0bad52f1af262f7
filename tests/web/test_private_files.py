"""Every file that somebody has handed in is opened by a page that asks who it is; for a stranger it is not there."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from config.settings.files import places
from tests.web.places import TABLE

OURS = ("accounts", "payments", "procurement", "projects")
# Where files lie, and the page that gives them out. A new place needs a line here and a page that asks.
GIVEN_OUT = {
    "accounts.OrganisationPaper.path": "organisation_paper",
    "procurement.BidFile.data": "bid_file",
    "projects.BankStatement.path": "bankstatement_file",
    "projects.Milestone.evidence": "milestone_evidence",
    "projects.Payout.invoice_file": "payout_invoice",
}
NAMES = ("path", "evidence", "invoice_file", "file", "document", "attachment")
PLACES = {"accounts.Area.path"}  # its place among the areas, no file


def file_columns() -> set[str]:
    """Columns of ours that hold a file, or the way to one."""
    found = set()
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            for field in model._meta.concrete_fields:
                if isinstance(field, models.FileField | models.BinaryField) or field.name in NAMES:
                    found.add(f"{model._meta.label}.{field.name}")
    return found - PLACES


def test_every_place_of_files_is_known() -> None:
    # What is sealed leaves the database through the opening alone.
    sealed = ("ciphertext", "wrapped_identity")
    assert {name for name in file_columns() if not name.endswith(sealed)} == set(GIVEN_OUT)


@pytest.mark.parametrize("page", sorted(GIVEN_OUT.values()))
def test_a_stranger_finds_no_file(page: str) -> None:
    """By the table of who meets what, which its own test holds against the pages."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["address"].split(" (")[0] == page]
    assert rows
    for row in rows:
        assert row["anonymous"] == "302"
        strangers = {who: row[who] for who in ("resident", "no bidder", "other officer")}
        assert strangers == dict.fromkeys(strangers, "404")


def test_no_file_lies_where_the_web_server_gives_out_by_itself() -> None:
    folders = {name: one["OPTIONS"]["location"] for name, one in places(Path("/var/linli")).items() if "OPTIONS" in one}
    assert not Path(folders["papers"]).is_relative_to(folders["default"])
    assert not Path(settings.STORAGES["papers"]["OPTIONS"]["location"]).is_relative_to(settings.STATIC_ROOT)
