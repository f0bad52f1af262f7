"""`manage.py tender import`: one JSON object, two exit statuses, all or nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.roles import Role
from procurement.plans.models import PlanItem
from procurement.tenders.models import Tender
from tests.factories.accounts import BuyerFactory, member
from tests.factories.plans import PlanItemFactory
from tests.factories.tenders import TenderFactory
from tests.procurement.tenders.sheets import sheet, spoiled, written


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def item(db: None) -> PlanItem:
    return PlanItemFactory.create(published=True, buyer=BuyerFactory.create(name="侯马市路东街道办事处"))


def check(path: Path) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    status = 0
    try:
        call_command("tender", "import", str(path), "--check", stdout=out)
    except SystemExit as left:
        status = int(str(left.code))
    return status, json.loads(out.getvalue())


def bring_in(path: Path, *options: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("tender", "import", str(path), *options, stdout=out)
    return json.loads(out.getvalue())


def refused(path: Path, *options: str) -> str:
    with pytest.raises(CommandError) as caught:
        bring_in(path, *options)
    assert caught.value.returncode == 2
    return str(caught.value)


# These tests have no database at all: a check needs none.
def test_a_check_of_a_lawful_sheet_exits_0(tmp_path: Path) -> None:
    assert check(written(tmp_path, sheet())) == (0, {"ok": True, "errors": [], "warnings": []})


def test_a_check_with_warnings_alone_exits_0(tmp_path: Path) -> None:
    status, report = check(written(tmp_path, sheet(budget_yuan=None)))
    assert (status, report["ok"], report["errors"]) == (0, True, [])
    assert report["warnings"] == [{"path": "budget_yuan", "message": "The budget is blank. Publishing waits for it."}]


def test_a_check_with_errors_exits_2(tmp_path: Path) -> None:
    status, report = check(written(tmp_path, spoiled("scoring.sections[2].items[0].weight", 17.5)))
    assert (status, report["ok"]) == (2, False)
    assert [error["path"] for error in report["errors"]] == ["scoring.sections[2].weight"]


@pytest.mark.parametrize("text", ["", "[]", "{nope", '{"budget_yuan": NaN}'])
def test_a_check_of_what_is_no_sheet_is_one_error_without_place(tmp_path: Path, text: str) -> None:
    (tmp_path / "sheet.json").write_text(text)
    status, report = check(tmp_path / "sheet.json")
    assert (status, report["ok"], report["warnings"]) == (2, False, [])
    assert [error["path"] for error in report["errors"]] == [""]


def test_a_check_of_a_missing_file_is_one_error_without_place(tmp_path: Path) -> None:
    status, report = check(tmp_path / "missing.json")
    assert (status, [error["path"] for error in report["errors"]]) == (2, [""])


def test_an_import_writes_a_draft_on_the_named_plan_item(tmp_path: Path, item: PlanItem) -> None:
    officer = member(item.buyer, Role.BUYER_OFFICER)
    told = bring_in(written(tmp_path, sheet()), "--plan-item", item.ocid, "--by", officer.email.upper())
    tender = Tender.objects.get()
    assert told == {"ocid": item.ocid, "tender": tender.pk, "state": "DRAFT", "title": "紫南社区居家养老上门服务项目"}
    assert (tender.plan_item, tender.buyer, tender.drafted_by) == (item, item.buyer, officer)


def test_without_options_the_buyers_only_waiting_item_and_its_officer_are_taken(tmp_path: Path, item: PlanItem) -> None:
    TenderFactory.create(plan_item__buyer=item.buyer)
    bring_in(written(tmp_path, sheet()))
    tender = Tender.objects.get(plan_item=item)
    assert tender.drafted_by == item.drafted_by


def test_a_sheet_that_does_not_add_up_is_refused_with_the_place(tmp_path: Path, item: PlanItem) -> None:
    path = written(tmp_path, spoiled("scoring.sections[2].items[0].weight", 17.5))
    assert refused(path, "--plan-item", item.ocid) == (
        "scoring.sections[2].weight: The items of “综合实力” add up to 30, but the section is printed as 25."
    )
    assert not Tender.objects.exists()


def test_sensible_errors_for_people_and_items_that_are_not_there(tmp_path: Path, item: PlanItem) -> None:
    path = written(tmp_path, sheet())
    assert refused(path, "--plan-item", "ocds-none") == "There is no plan item ocds-none."
    assert refused(path, "--by", "nobody@example.org") == "Nobody here has the e-mail address nobody@example.org."
    assert refused(written(tmp_path, sheet(buyer={"zh": "别处"}))) == (
        "Name the plan item with --plan-item OCID. Published items of 别处 that wait for a tender: none."
    )
    assert refused(tmp_path / "missing.json").startswith("The file cannot be read")


def test_an_import_obeys_the_rights_of_the_person(tmp_path: Path, item: PlanItem) -> None:
    approver = member(item.buyer, Role.APPROVER)
    message = refused(written(tmp_path, sheet()), "--plan-item", item.ocid, "--by", approver.email)
    assert message == "This step belongs to another role: an officer of the buyer."
    assert not Tender.objects.exists()


# --- whatever stands in a file that passes the check can be imported and printed
STRANGE = {
    "NUL under an unknown key": sheet(source="a\0b", colour={"a\0b": ["\ud800"]}),
    "an unknown key in a known part": spoiled("qualification[0].note", "a\0b"),
    "lots alike in their first letters": sheet(lots=[{"code": "长" * 20 + end, "here": True} for end in "AB"]),
    "a weight that no sheet has": {
        **spoiled("scoring.sections[2].weight", None),
        "payment": [{"when_zh": "验收", "percent": None}],
    },
    "half a month": spoiled("term.months", 7.5),
    "nothing to spend": sheet(budget_yuan="0.00", ceiling_yuan="0"),
}
STRANGE["a weight that no sheet has"]["scoring"]["sections"][2]["items"][0]["weight"] = 100_000


@pytest.mark.parametrize("name", STRANGE)
def test_what_passes_the_check_is_imported(tmp_path: Path, item: PlanItem, name: str) -> None:
    path = tmp_path / "strange.json"
    path.write_text(json.dumps(STRANGE[name], default=float), encoding="utf-8")
    assert check(path)[0] == 0
    assert bring_in(path, "--plan-item", item.ocid)["state"] == "DRAFT"


def test_what_is_no_lawful_figure_stays_open_in_the_draft(tmp_path: Path, item: PlanItem) -> None:
    raw = spoiled("payment[0].percent", 0)
    raw["payment"][1]["percent"] = 80
    raw["term"]["months"], raw["budget_yuan"] = 7.5, "0"
    bring_in(written(tmp_path, raw), "--plan-item", item.ocid)
    tender = Tender.objects.get()
    percents = list(tender.milestones.values_list("percent", flat=True))
    assert (tender.term_months, tender.budget_fen, percents) == (None, None, [None, 80, 20])


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_the_answer_fits_whatever_the_terminal_can_show(tmp_path: Path, encoding: str) -> None:
    screen = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    path = written(tmp_path, spoiled("scoring.sections[2].items[0].weight", 17.5))
    with pytest.raises(SystemExit):
        call_command("tender", "import", str(path), "--check", stdout=screen)
    screen.seek(0)
    assert "“综合实力”" in json.loads(screen.read())["errors"][0]["message"]
