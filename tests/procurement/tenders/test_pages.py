"""The pages of a tender: who finds them, what they refuse, what they keep, and what they cost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from accounts.roles import roles_of
from core.audit.models import AuditRow
from core.audit.record import record
from core.desk import KINDS, desk_of
from procurement.tenders.models import Tender
from procurement.tenders.states import TenderState
from tests.factories.custody import give_keys
from tests.factories.plans import PlanItemFactory
from tests.factories.tenders import (
    ISSUED,
    WHILE_OPEN,
    ClauseCommentFactory,
    QuestionFactory,
)
from tests.pages import Browser, queries_of, statuses
from tests.procurement.cast import Cast
from tests.procurement.tenders.sheets import sheet as a_sheet

OURS = ("procurement.tenders.desk", "procurement.bids.desk")
pytestmark = pytest.mark.django_db

Make = Callable[..., Tender]


def todos(person: Any) -> list[tuple[str, str]]:
    """What waits on a person by these two stages."""
    with translation.override("en"):
        todo = {str(kind.todo) for kind in KINDS if kind.rows.__module__ in OURS}
        return [(str(one.todo), one.url) for one in desk_of(person, roles_of(person)) if str(one.todo) in todo]


def read(tender: Tender) -> Tender:
    return Tender.objects.get(pk=tender.pk)


class TestPage:
    @pytest.mark.parametrize("trait", ["", "review", "public_comment", "open", "closed", "opened", "cancelled"])
    def test_opens_in_every_state(self, cast: Cast, tender_of: Make, trait: str) -> None:
        tender = tender_of(trait)
        assert Browser(cast.officer).get("tender", tender.pk).status_code == 200

    def test_an_english_reader_reads_english_where_there_is_some(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of("open", qualification=[{"zh": "具有养老服务资质", "en": "May provide care for the aged"}])
        tender.sections.update(name_en="The price")
        browser = Browser(cast.officer)
        page = browser.get("tender", tender.pk).content.decode()
        area = tender.plan_item.area
        for words in ("May provide care for the aged", "The price", "12 months", f"{tender.ocid} {tender.title_en}"):
            assert words in page, words
        assert (f">{area.name_en}<" in page, f">{area.name_zh}<" in page) == (True, False)
        purchase = browser.get("purchase", tender.ocid).content.decode()
        assert purchase.count(tender.title_en) >= 4, "heading, plan item, tender and lot"

    def test_the_plan_item_is_not_named_by_a_draft(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        assert tender.title_en not in Browser(cast.supplier).get("purchase", tender.ocid).content.decode()

    def test_a_draft_is_found_by_the_office_and_the_supervisor_alone(self, cast: Cast, tender_of: Make) -> None:
        people = {name: person for name, person in cast.people.items() if name not in ("anonymous", "left")}
        found = statuses(people, "tender", tender_of().pk)
        inside = {"grid_worker", "officer", "colleague", "approver", "both", "finance", "supervisor"}
        assert {name for name, status in found.items() if status == 200} == inside
        assert {status for name, status in found.items() if name not in inside} == {404}

    def test_says_what_is_missing_beside_each_part(self, cast: Cast, tender_of: Make) -> None:
        page = Browser(cast.officer).get("tender", tender_of(sheet=(), budget_fen=None).pk).content.decode()
        assert page.count("Not complete") == 2
        assert "The budget is missing." in page
        assert "The sections of the scoring sheet do not add up to 100." in page

    def test_an_open_tender_tells_nobody_of_a_bid(self, cast: Cast, tender_of: Make, clock: Any) -> None:
        clock(WHILE_OPEN)
        tender = tender_of("open")
        assert "Deadline for bids" in Browser(cast.resident).get("tender", tender.pk).content.decode()

    @pytest.mark.parametrize("trait", ["", "review", "public_comment", "open", "opened"])
    def test_costs_twelve_queries_at_most(self, cast: Cast, tender_of: Make, trait: str) -> None:
        tender = tender_of(trait)
        before = queries_of(cast.officer, "tender", tender.pk)
        QuestionFactory.create_batch(3, tender=tender)
        ClauseCommentFactory.create_batch(3, tender=tender, by=cast.resident)
        assert queries_of(cast.officer, "tender", tender.pk) == before <= 12


class TestStart:
    def test_an_officer_begins_with_what_the_plan_says(self, cast: Cast) -> None:
        item = PlanItemFactory.create(area=cast.community, buyer=cast.office, published=True)
        assert ("Start the tender", f"/en/desk/tenders/start/{item.pk}/") in todos(cast.officer)
        answer = Browser(cast.officer).post("start_tender", item.pk)
        tender = Tender.objects.get(plan_item=item)
        assert (answer.status_code, answer.url) == (302, f"/en/desk/tenders/{tender.pk}/")
        assert (tender.title, tender.budget_fen, tender.lots.count()) == (item.title, item.budget_fen, 1)

    def test_others_are_told_whose_step_it_is(self, cast: Cast) -> None:
        item = PlanItemFactory.create(area=cast.community, buyer=cast.office, published=True)
        found = statuses({"approver": cast.approver, "resident": cast.resident}, "start_tender", item.pk, post={})
        assert found == {"approver": 403, "resident": 403}

    def test_what_failed_is_tendered_again(self, cast: Cast, tender_of: Make) -> None:
        failed = tender_of("failed")
        item = failed.plan_item
        url = f"/en/desk/tenders/start/{item.pk}/"
        assert ("Start the tender", url) in todos(cast.officer)
        page = Browser(cast.officer).get("tender", failed.pk).content.decode()
        assert "Tender it again" in page
        assert url in page
        assert url not in Browser(cast.approver).get("tender", failed.pk).content.decode()
        assert Browser(cast.officer).post("start_tender", item.pk).status_code == 302
        assert url not in Browser(cast.officer).get("tender", failed.pk).content.decode()

    def test_a_second_tender_is_refused(self, cast: Cast, tender_of: Make) -> None:
        assert Browser(cast.officer).post("start_tender", tender_of().plan_item_id).status_code == 409

    def test_from_a_sheet(self, cast: Cast) -> None:
        item = PlanItemFactory.create(area=cast.community, buyer=cast.office, published=True)
        file = SimpleUploadedFile("sheet.json", as_text(a_sheet()).encode())
        answer = Browser(cast.officer).post("start_tender_from_sheet", item.pk, file=file)
        assert answer.status_code == 302
        assert Tender.objects.get(plan_item=item).sections.count() > 0


def as_text(sheet: Any) -> str:
    return json.dumps(sheet, ensure_ascii=False, default=float)


class TestPart:
    def test_saves_and_goes_back(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        answer = Browser(cast.officer).post(
            "tender_part", tender.pk, "purpose", title="居家照料", objective="让老人安心", term_months="12"
        )
        assert answer.status_code == 302
        assert (read(tender).title, read(tender).objective) == ("居家照料", "让老人安心")

    def test_saves_itself_and_says_when(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        answer = Browser(cast.officer).post("tender_part", tender.pk, "purpose", title="新标题", autosave="1")
        assert answer.status_code == 200
        assert answer.json()["message"].startswith("saved ")
        assert read(tender).title == "新标题"

    def test_keeps_what_was_written_when_a_field_is_wrong(self, cast: Cast, tender_of: Make) -> None:
        data = {"title": "新标题", "objective": "我写的目标", "term_months": "很多"}
        browser, tender = Browser(cast.officer), tender_of()
        answer = browser.post("tender_part", tender.pk, "purpose", **data)
        assert answer.status_code == 422
        assert "我写的目标" in answer.content.decode()
        assert 'href="#id_term_months"' in answer.content.decode()
        answer = browser.post("tender_part", tender.pk, "purpose", autosave="1", **data)
        assert answer.status_code == 422
        assert answer.json()["message"].startswith("Not saved yet.")

    def test_writes_the_sheet_line_by_line(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        rows = rows_data(
            [("价格", "报价", "40", "price"), ("技术", "方案", "50", "subjective"), ("", "团队", "10", "objective")]
        )
        assert Browser(cast.officer).post("tender_part", tender.pk, "sheet", **rows).status_code == 302
        assert [(one.name_zh, int(one.weight or 0), one.items.count()) for one in tender.sections.all()] == [
            ("价格", 40, 1),
            ("技术", 60, 2),
        ]

    def test_a_saved_sheet_that_is_sent_again_loses_nothing(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        item = tender.sections.get(order=1).items.get(order=0)
        item.scale = [{"part": "a", "condition_zh": "5A"}]
        item.note, item.name_en = "注", "Grade"
        item.save()
        page = Browser(cast.officer).get("tender_part", tender.pk, "sheet")
        data = sent(page.context["rows"])
        data["rows-0-weight"] = "10.5"
        assert Browser(cast.officer).post("tender_part", tender.pk, "sheet", **data).status_code == 302
        again = tender.sections.get(order=1).items.get(order=0)
        assert (again.scale, again.note, again.name_en) == ([{"part": "a", "condition_zh": "5A"}], "注", "Grade")

    def test_lots_have_codes_of_their_own(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        lots = {
            "rows-TOTAL_FORMS": "2",
            "rows-INITIAL_FORMS": "0",
            "budget_fen": "300",
            "rows-0-code": "1",
            "rows-0-title": "包一",
            "rows-0-budget_fen": "100",
            "rows-1-code": "1",
            "rows-1-title": "包二",
            "rows-1-budget_fen": "200",
        }
        answer = Browser(cast.officer).post("tender_part", tender.pk, "money", **lots)
        assert answer.status_code == 422
        assert "Give each lot a code of its own" in answer.content.decode()
        lots["rows-1-code"] = "2"
        assert Browser(cast.officer).post("tender_part", tender.pk, "money", **lots).status_code == 302
        assert [(lot.code, lot.title, lot.budget_fen) for lot in tender.lots.all()] == [
            ("1", "包一", 10_000),
            ("2", "包二", 20_000),
        ]

    @pytest.mark.parametrize("part", ["purpose", "money", "conditions", "sheet", "milestones", "terms"])
    def test_every_part_shows_and_takes_back_what_it_shows(self, cast: Cast, tender_of: Make, part: str) -> None:
        tender = tender_of()
        before = snapshot(read(tender))
        page = Browser(cast.officer).get("tender_part", tender.pk, part)
        data = {}
        if page.context["rows"] is not None:
            data |= sent(page.context["rows"])
        if page.context["form"] is not None:
            shown = {field.html_name: field.value() for field in page.context["form"]}
            data |= {name: value for name, value in shown.items() if value not in (None, False)}
        answer = Browser(cast.officer).post("tender_part", tender.pk, part, **data)
        assert answer.status_code == 302
        assert snapshot(read(tender)) == before

    def test_is_closed_to_others_and_to_a_document_in_review(self, cast: Cast, tender_of: Make) -> None:
        people = {"approver": cast.approver, "stranger": cast.stranger}
        tender = tender_of()
        assert statuses(people, "tender_part", tender.pk, "terms", post={}) == {"approver": 403, "stranger": 404}
        tender = tender_of("review")
        answer = Browser(cast.officer).post("tender_part", tender.pk, "purpose", title="x")
        assert answer.status_code == 409
        assert "out of its draft" in answer.content.decode()

    def test_an_unknown_part_is_not_there(self, cast: Cast, tender_of: Make) -> None:
        assert Browser(cast.officer).get("tender_part", tender_of().pk, "nothing").status_code == 404

    @pytest.mark.parametrize("part", ["sheet", "terms"])
    def test_costs_twelve_queries_at_most(self, cast: Cast, tender_of: Make, part: str) -> None:
        assert queries_of(cast.officer, "tender_part", tender_of().pk, part) <= 12


def rows_data(rows: list[tuple[str, str, str, str]]) -> dict[str, str]:
    data = {"rows-TOTAL_FORMS": str(len(rows)), "rows-INITIAL_FORMS": "0"}
    for place, row in enumerate(rows):
        for name, value in zip(("section", "name_zh", "weight", "kind"), row, strict=True):
            data[f"rows-{place}-{name}"] = value
    return data


def sent(rows: Any) -> dict[str, Any]:
    """What a browser sends of a formset as it is shown."""
    data = {field.html_name: field.value() for field in rows.management_form}
    for form in rows.forms:
        data |= {field.html_name: field.value() for field in form if field.value() is not None}
    return data


def snapshot(tender: Tender) -> Any:
    document = {
        field.name: getattr(tender, field.attname)
        for field in tender._meta.concrete_fields
        if field.name not in ("state", "payout_policy", "writers")
    }
    lots = list(tender.lots.values_list("code", "title", "budget_fen", "ceiling_fen", "winners"))
    items = list(tender.sections.values_list("name_zh", "weight", "items__name_zh", "items__weight", "items__kind"))
    return document, lots, items, list(tender.milestones.values_list("title", "percent", "due_after_days"))


class TestSheetFile:
    def test_every_error_stands_at_its_place_and_the_text_is_kept(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        sheet = a_sheet()
        sheet["scoring"]["sections"][0]["weight"] = 99
        answer = Browser(cast.officer).post("tender_sheet_file", tender.pk, text=as_text(sheet))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "<code>scoring.sections[0].weight</code>" in page
        assert "<code>scoring.sections</code>" in page
        assert sheet["title"]["zh"] in page

    @pytest.mark.parametrize(
        ("data", "status"),
        [({"text": "{"}, 422), ({"text": ""}, 422), ({"file": SimpleUploadedFile("a.json", b"\xff\xfe")}, 422)],
    )
    def test_what_is_no_sheet_is_refused(self, cast: Cast, tender_of: Make, data: Any, status: int) -> None:
        assert Browser(cast.officer).post("tender_sheet_file", tender_of().pk, **data).status_code == status

    def test_writes_the_document_anew(self, cast: Cast, tender_of: Make) -> None:
        tender, sheet = tender_of(), a_sheet()
        assert Browser(cast.officer).post("tender_sheet_file", tender.pk, text=as_text(sheet)).status_code == 302
        assert read(tender).title == sheet["title"]["zh"]


class TestSteps:
    def test_submit_and_return(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        assert Browser(cast.officer).post("tender_submit", tender.pk).status_code == 302
        assert read(tender).state == TenderState.REVIEW
        assert (
            "Review the document: publish it, ask the residents, or return it",
            f"/en/desk/tenders/{tender.pk}/",
        ) in (todos(cast.approver))
        answer = Browser(cast.approver).post("tender_return_to_draft", tender.pk, reason="")
        assert answer.status_code == 422
        assert Browser(cast.approver).post("tender_return_to_draft", tender.pk, reason="补充期限").status_code == 302
        assert read(tender).state == TenderState.DRAFT

    def test_an_incomplete_document_is_refused_with_every_reason(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of(sheet=(), objective="")
        answer = Browser(cast.officer).post("tender_submit", tender.pk)
        assert answer.status_code == 409
        assert "The document needs its five parts" in answer.content.decode()
        assert "do not add up to 100" in answer.content.decode()

    def test_publish_asks_twice_and_takes_a_second_person(self, cast: Cast, tender_of: Make, clock: Any) -> None:
        clock(ISSUED)
        tender = tender_of("review")
        give_keys(tender)
        deadline = "2026-04-20T09:30"
        assert Browser(cast.officer).post("tender_publish", tender.pk, deadline=deadline, sure="1").status_code == 403
        asked = Browser(cast.approver).post("tender_publish", tender.pk, deadline=deadline)
        assert (asked.status_code, read(tender).state) == (200, TenderState.REVIEW)
        assert "Check your answers" in asked.content.decode()
        assert Browser(cast.approver).post("tender_publish", tender.pk, deadline=deadline, sure="1").status_code == 302
        assert read(tender).state == TenderState.OPEN

    def test_publish_shows_the_earliest_day(self, cast: Cast, tender_of: Make, clock: Any) -> None:
        clock(ISSUED)
        page = Browser(cast.approver).get("tender_publish", tender_of("review").pk).content.decode()
        assert "Earliest lawful deadline" in page
        assert "The custodians are not ready" in page

    def test_cancel(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of("open")
        assert Browser(cast.officer).post("tender_cancel", tender.pk, reason="预算取消", sure="1").status_code == 302
        assert "预算取消" in Browser(cast.resident).get("tender", tender.pk).content.decode()

    def test_strangers_find_no_step(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of("review")
        for step in ("submit", "return_to_draft", "ask_public", "publish", "cancel", "settle", "decide", "conclude"):
            assert Browser(cast.stranger).get(f"tender_{step}", tender.pk).status_code == 404
            expected = {"return_to_draft": 200, "ask_public": 200, "publish": 403, "cancel": 200}.get(step, 409)
            assert Browser(cast.officer).get(f"tender_{step}", tender.pk).status_code == expected

    def test_nobody_comes_in_without_signing_in(self, tender_of: Make) -> None:
        assert Browser().get("tender", tender_of().pk).status_code == 302


class TestLists:
    def test_the_list_costs_the_same_at_one_and_three(self, cast: Cast, tender_of: Make) -> None:
        tender_of("open")
        before = queries_of(cast.officer, "tenders")
        tender_of("open"), tender_of("")
        assert queries_of(cast.officer, "tenders") == before <= 10

    def test_the_desk_costs_the_same_at_one_and_three(self, cast: Cast, tender_of: Make) -> None:
        tender_of("")
        before = queries_of(cast.officer, "desk")
        tender_of(""), tender_of("")
        assert queries_of(cast.officer, "desk") == before


class TestConfirmation:
    def test_an_answer_is_confirmed_with_its_own_number_and_not_with_an_older_act_on_the_tender(
        self, cast: Cast, tender_of: Make, clock: Callable[..., None]
    ) -> None:
        tender = tender_of("open")
        clock(WHILE_OPEN)
        record(tender, verb="look", by=cast.officer, role="procurement.revise_tender")
        question = QuestionFactory.create(tender=tender)
        browser = Browser(cast.officer)
        done = browser.post("answer_question", question.pk, answer="可以。", sure="1")
        page = browser.client.get(done.url).content.decode()
        assert f"<strong>{AuditRow.objects.of_thing(question).get(verb='answer').pk}</strong>" in page
