"""Writing a document: the law beside what is typed, scales line by line, and two windows on one part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.audit.models import AuditRow
from procurement.bids.forms import PriceForm, QualificationForm, TechnicalForm
from procurement.tenders.models import ScoringItem, Tender
from procurement.tenders.paperwork import ALWAYS_ASKED, PRICE_AND_TERM
from tests.pages import Browser, queries_of
from tests.procurement.cast import Cast

pytestmark = pytest.mark.django_db
Make = Callable[..., Tender]


def text(page: Any) -> str:
    return page.content.decode()


def given(page: Any) -> dict[str, Any]:
    """Everything that the forms of a page would send back."""
    found = {"version": page.context["version"]}
    for one in (page.context["form"], *(page.context["rows"] or [])):
        for field in one or []:
            value = field.value()
            found[field.html_name] = "" if value is None or value is False else value
    if page.context["rows"]:
        management = page.context["rows"].management_form
        found |= {field.html_name: field.value() for field in management}
    return found


class TestLawWhileTyping:
    def test_a_deposit_above_the_limit_is_told_with_its_article_and_not_saved(
        self, cast: Cast, tender_of: Make
    ) -> None:
        tender = tender_of()
        browser = Browser(cast.officer)
        terms = given(browser.get("tender_part", tender.pk, "terms"))
        before = AuditRow.objects.count()
        answer = text(browser.post("tender_part_law", tender.pk, "terms", **{**terms, "deposit_percent": "3"}))
        assert "The bid deposit is above the lawful share of the budget." in answer
        assert "art. 33" in answer
        assert Tender.objects.get(pk=tender.pk).deposit_percent != 3
        assert AuditRow.objects.count() == before
        assert "above the lawful share" not in text(browser.post("tender_part_law", tender.pk, "terms", **terms))

    def test_a_deadline_too_early_is_told_before_the_publication(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        browser = Browser(cast.officer)
        terms = given(browser.get("tender_part", tender.pk, "terms")) | {"deadline": "2020-01-06T09:30"}
        answer = text(browser.post("tender_part_law", tender.pk, "terms", **terms))
        assert "The deadline leaves bidders less time than the law requires." in answer
        assert "Earliest lawful deadline" in answer

    def test_points_are_summed_while_they_are_typed(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        browser = Browser(cast.officer)
        sheet = given(browser.get("tender_part", tender.pk, "sheet"))
        name = next(name for name in sheet if name.endswith("-weight"))
        answer = text(browser.post("tender_part_law", tender.pk, "sheet", **{**sheet, name: "1"}))
        assert "not in order" in answer
        assert "of 100 points" in answer
        assert "not in order" not in text(browser.post("tender_part_law", tender.pk, "sheet", **sheet))

    def test_a_wrong_field_is_named(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        browser = Browser(cast.officer)
        terms = given(browser.get("tender_part", tender.pk, "terms")) | {"deposit_percent": "viel"}
        assert "Bid deposit, percent of the budget" in text(
            browser.post("tender_part_law", tender.pk, "terms", **terms)
        )


class TestTwoWindows:
    def test_the_later_save_is_stopped_and_shows_both(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        first, second = Browser(cast.officer), Browser(cast.officer)
        opened = given(first.get("tender_part", tender.pk, "purpose"))
        assert first.post("tender_part", tender.pk, "purpose", **{**opened, "scope": "第一窗口"}).status_code == 302
        mine = {**opened, "scope": "第二窗口"}
        saving = second.post("tender_part", tender.pk, "purpose", **mine, autosave="1")
        assert (saving.status_code, "Another window" in saving.json()["message"]) == (409, True)
        page = second.post("tender_part", tender.pk, "purpose", **mine)
        assert page.status_code == 409
        assert [word for word in ("第一窗口", "第二窗口", "Another window has changed") if word not in text(page)] == []
        assert Tender.objects.get(pk=tender.pk).scope == "第一窗口"
        again = given(page)
        assert again["scope"] == "第二窗口"
        assert second.post("tender_part", tender.pk, "purpose", **again).status_code == 302
        assert Tender.objects.get(pk=tender.pk).scope == "第二窗口"

    def test_one_window_that_saves_itself_goes_on(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        browser = Browser(cast.officer)
        opened = given(browser.get("tender_part", tender.pk, "purpose"))
        for words in ("一", "一二", "一二三"):
            answer = browser.post("tender_part", tender.pk, "purpose", **{**opened, "scope": words}, autosave="1")
            assert answer.status_code == 200
            opened["version"] = answer.json()["version"]
        assert Tender.objects.get(pk=tender.pk).scope == "一二三"


class TestScale:
    def line(self, tender: Tender) -> tuple[int, ScoringItem]:
        items = [item for section in tender.sections.all() for item in section.items.all()]
        return next((place, item) for place, item in enumerate(items, 1) if item.kind == "objective")

    def test_a_scale_is_written_without_a_file(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        place, item = self.line(tender)
        browser = Browser(cast.officer)
        page = browser.get("tender_scale", tender.pk, place)
        form = given(page)
        form |= {"rows-0-condition_zh": "5A", "rows-0-points_percent": "100", "note": "以证书为准"}
        form |= {"rows-1-condition_zh": "4A", "rows-1-points_percent": "62.5"}
        assert browser.post("tender_scale", tender.pk, place, **form).status_code == 302
        _place, saved = self.line(Tender.objects.with_document().get(pk=tender.pk))
        wanted = {"part": 1, "mode": "best"}
        assert saved.scale[:2] == [
            {**wanted, "condition_zh": "5A", "points_percent": 100},
            {**wanted, "condition_zh": "4A", "points_percent": "62.5"},
        ]
        assert (saved.note, saved.weight, saved.name_zh) == ("以证书为准", item.weight, item.name_zh)
        assert "Organisations too young to be graded" in text(browser.get("tender_scale", tender.pk, place))

    def test_what_the_form_does_not_show_travels_along(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        place, item = self.line(tender)
        entry = {"part": 1, "mode": "each", "condition_zh": "每项", "points_percent": 10, "entry_cap_percent": 30}
        ScoringItem.objects.filter(pk=item.pk).update(scale=[entry])
        browser = Browser(cast.officer)
        form = given(browser.get("tender_scale", tender.pk, place)) | {"rows-0-points_percent": "20"}
        form["rows-0-kept"] = '{"entry_cap_percent": 30}'
        assert browser.post("tender_scale", tender.pk, place, **form).status_code == 302
        assert self.line(Tender.objects.with_document().get(pk=tender.pk))[1].scale == [{**entry, "points_percent": 20}]

    def test_others_find_no_scale_and_a_line_that_is_not_there_is_404(self, cast: Cast, tender_of: Make) -> None:
        tender = tender_of()
        assert Browser(cast.officer).get("tender_scale", tender.pk, 99).status_code == 404
        assert Browser(cast.resident).get("tender_scale", tender.pk, 1).status_code == 404
        assert Browser(cast.approver).get("tender_scale", tender.pk, 1).status_code == 403
        assert queries_of(cast.officer, "tender_scale", tender.pk, 1) <= 12


class TestPaperwork:
    def test_the_meter_counts_what_a_bid_asks(self, cast: Cast, tender_of: Make) -> None:
        """The always-asked fields are those of the bid's own forms."""
        names = {name for form in (QualificationForm, TechnicalForm, PriceForm) for name in form.base_fields}
        assert len(names) == PRICE_AND_TERM + ALWAYS_ASKED
        tender = tender_of(documents_asked=[{"zh": "营业执照", "en": ""}, {"zh": "财务报表", "en": ""}])
        asked = len({item.name_zh for item in ScoringItem.objects.filter(section__tender=tender).exclude(kind="price")})
        page = text(Browser(cast.officer).get("tender", tender.pk))
        assert f"Fields to fill: {asked + len(names)}; papers to add: 2" in page
