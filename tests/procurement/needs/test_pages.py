"""Pages of needs: who meets which page, what a refusal shows, and that nothing written is lost."""

from __future__ import annotations

import pytest

from procurement.needs.models import Need
from tests.factories.accounts import CommunityFactory, ResidentFactory, UserFactory
from tests.factories.needs import NeedFactory, NeedSupportFactory
from tests.pages import Browser, queries_of, statuses
from tests.procurement.cast import Cast, assemble

WRITTEN = {"service_kind": "elder_care", "title": "老年人助餐点", "text": "独居老人做饭困难。"}
READERS = ("resident", "grid_worker", "officer", "approver", "supervisor", "stranger")


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(CommunityFactory.create(support_threshold=2))


@pytest.fixture
def need(cast: Cast) -> Need:
    return NeedFactory.create(area=cast.community)


class TestReading:
    def test_everybody_signed_in_reads_a_need(self, cast: Cast, need: Need) -> None:
        people = {name: getattr(cast, name) for name in READERS}
        assert set(statuses(people, "need", need.pk).values()) == {200}
        assert Browser().get("need", need.pk).status_code == 302
        assert Browser(cast.officer).get("need", 0).status_code == 404

    def test_the_page_of_an_act_shows_no_empty_values(self, cast: Cast) -> None:
        assert "None" not in Browser(cast.resident).get("propose_need").content.decode()

    def test_a_need_shows_its_words_and_the_like_ones(self, cast: Cast, need: Need) -> None:
        like = NeedFactory.create(area=cast.community, title=need.title + "二")
        page = Browser(cast.resident).get("need", need.pk).content.decode()
        assert need.text in page
        assert like.title in page
        assert f"/en/desk/needs/{need.pk}/support/" in page

    def test_the_list_holds_the_needs_of_ones_areas(self, cast: Cast, need: Need) -> None:
        elsewhere = NeedFactory.create(title="别处的需求")
        for name in ("resident", "grid_worker", "officer", "approver", "supervisor"):
            page = Browser(getattr(cast, name)).get("desk_needs").content.decode()
            assert (need.title in page, elsewhere.title in page) == (True, False), name

    @pytest.mark.parametrize("query", ["?state=XX", "?after=abc", "?after=", "?service_kind=:", "?page=999"])
    def test_a_hostile_address_is_answered(self, cast: Cast, need: Need, query: str) -> None:
        status = Browser(cast.officer).get("desk_needs", query=query).status_code
        assert status == (400 if query == "?after=abc" else 200)

    def test_the_list_is_filtered(self, cast: Cast, need: Need) -> None:
        taken = NeedFactory.create(area=cast.community, adopted=True, title="已采纳的需求")
        page = Browser(cast.officer).get("desk_needs", query="?state=ADOPTED").content.decode()
        assert (taken.title in page, need.title in page) == (True, False)


class TestProposing:
    def test_a_residents_own_community_is_chosen(self, cast: Cast) -> None:
        page = Browser(cast.resident).get("propose_need")
        assert page.context["form"].initial == {"area_id": cast.community.pk}

    def test_it_is_shown_once_more_with_the_like_needs_and_then_published(self, cast: Cast, need: Need) -> None:
        browser, answers = Browser(cast.resident), {**WRITTEN, "area_id": cast.community.pk}
        page = browser.post("propose_need", **answers)
        assert "Check your answers" in page.content.decode()
        assert [like.pk for like in page.context["likes"]] == [need.pk]
        assert Need.objects.count() == 1
        done = browser.post("propose_need", **answers, sure="1")
        made = Need.objects.latest("pk")
        assert (done.status_code, done.url) == (302, f"/en/desk/needs/{made.pk}/")
        assert (made.area, made.proposed_by) == (cast.community, cast.resident)

    def test_what_was_written_is_kept_when_something_is_missing(self, cast: Cast) -> None:
        answers = {**WRITTEN, "title": "", "area_id": cast.community.pk}
        page = Browser(cast.resident).post("propose_need", **answers)
        assert page.status_code == 422
        assert WRITTEN["text"] in page.content.decode()
        assert "govuk-error-summary" in page.content.decode()

    def test_who_speaks_for_no_area_reads_why(self, cast: Cast) -> None:
        page = Browser(cast.supplier).get("propose_need").content.decode()
        assert "you act in another role" in page
        unknown = Browser(UserFactory.create()).get("propose_need").content.decode()
        assert "ask the grid worker to verify you" in unknown
        area = CommunityFactory.create()
        assert Browser(cast.resident).post("propose_need", **WRITTEN, area_id=area.pk, sure="1").status_code == 422

    @pytest.mark.parametrize(
        "number",
        [
            "电话13812345678",
            "１３８１２３４５６７８",
            "138-1234-5678",
            "0357-4222222",
            "142602195001011234",
            "座机：4222222",
        ],
    )
    @pytest.mark.parametrize("field", ["title", "text"])
    def test_a_number_that_finds_a_person_is_refused_at_its_field(self, cast: Cast, field: str, number: str) -> None:
        written = {**WRITTEN, "area_id": cast.community.pk, field: f"找我，{number}。"}
        page = Browser(cast.resident).post("propose_need", **written, sure="1")
        assert page.status_code == 422
        assert list(page.context["form"].errors) == [field]
        assert number in page.content.decode()

    def test_other_numbers_are_kept(self, cast: Cast) -> None:
        written = {
            **WRITTEN,
            "area_id": cast.community.pk,
            "text": "2026-03-14起，180位老人，每年480000.00元，13号楼1单元。",
        }
        assert Browser(cast.resident).post("propose_need", **written, sure="1").status_code == 302


class TestVoices:
    def test_a_resident_gives_a_voice_once(self, cast: Cast, need: Need) -> None:
        browser = Browser(cast.resident)
        assert browser.post("need_support", need.pk).status_code == 302
        assert need.supports.count() == 1
        again = browser.post("need_support", need.pk)
        assert again.status_code == 409
        assert "everybody has one voice" in again.content.decode()
        assert "You stand behind it already" in browser.get("need", need.pk).content.decode()

    def test_opening_the_page_gives_no_voice(self, cast: Cast, need: Need) -> None:
        Browser(cast.resident).get("need_support", need.pk)
        assert need.supports.count() == 0

    def test_others_give_none(self, cast: Cast, need: Need) -> None:
        people = {name: getattr(cast, name) for name in ("officer", "supplier", "resident_next_door")}
        assert statuses(people, "need_support", need.pk, post={}) == dict.fromkeys(people, 403)

    def test_a_grid_worker_writes_down_the_voice_of_a_resident_without_an_account(self, cast: Cast, need: Need) -> None:
        old = ResidentFactory.create(community=cast.community, assisted=True)
        with_account = ResidentFactory.create(community=cast.community)
        browser = Browser(cast.grid_worker)
        page = browser.get("need_write_down", need.pk).content.decode()
        assert (old.name in page, with_account.name in page) == (True, False)
        assert "No. " not in page
        ResidentFactory.create(community=cast.community, assisted=True, name=old.name)
        page = browser.get("need_write_down", need.pk).content.decode()
        assert f"{old.name} · {cast.community.name} · No. {old.pk}" in page
        assert browser.post("need_write_down", need.pk, resident_id=with_account.pk).status_code == 422
        assert browser.post("need_write_down", need.pk, resident_id=old.pk).status_code == 302
        assert need.supports.get().given_by == cast.grid_worker

    def test_only_a_grid_worker_sees_the_residents(self, cast: Cast, need: Need) -> None:
        old = ResidentFactory.create(community=cast.community, assisted=True)
        for person in (cast.officer, cast.resident):
            page = Browser(person).get("need_write_down", need.pk).content.decode()
            assert old.name not in page
            assert "Only a grid worker" in page


class TestAnswering:
    def test_the_officer_adopts(self, cast: Cast) -> None:
        need = NeedFactory.create(area=cast.community, supported=True)
        assert need.text in Browser(cast.officer).get("need_adopt", need.pk).content.decode()
        assert Browser(cast.officer).post("need_adopt", need.pk).status_code == 302
        assert Need.objects.get(pk=need.pk).state == "ADOPTED"

    def test_the_officer_declines_with_a_reason_that_is_asked_twice(self, cast: Cast, need: Need) -> None:
        browser = Browser(cast.officer)
        assert browser.post("need_decline", need.pk).status_code == 422
        assert browser.post("need_decline", need.pk, reason="已有同类服务").status_code == 200
        assert Need.objects.get(pk=need.pk).state == "PROPOSED"
        assert browser.post("need_decline", need.pk, reason="已有同类服务", sure="1").status_code == 302
        assert "已有同类服务" in Browser(cast.resident).get("need", need.pk).content.decode()

    def test_the_officer_merges_into_a_like_need(self, cast: Cast, need: Need) -> None:
        like = NeedFactory.create(area=cast.community, title=need.title + "二")
        other = NeedFactory.create(area=cast.community, title="夜间照明")
        browser = Browser(cast.officer)
        page = browser.get("need_merge", need.pk).content.decode()
        assert (like.title in page, other.title in page) == (True, False)
        assert browser.post("need_merge", need.pk, into_id=other.pk, sure="1").status_code == 422
        assert browser.post("need_merge", need.pk, into_id=like.pk, sure="1").status_code == 302
        assert Need.objects.get(pk=need.pk).merged_into == like

    def test_without_a_like_need_merging_says_so(self, cast: Cast, need: Need) -> None:
        page = Browser(cast.officer).get("need_merge", need.pk).content.decode()
        assert "No other need for this service nearby reads alike." in page

    @pytest.mark.parametrize("step", ["need_adopt", "need_decline", "need_merge"])
    def test_nobody_else_answers(self, cast: Cast, step: str) -> None:
        need = NeedFactory.create(area=cast.community, supported=True)
        like = NeedFactory.create(area=cast.community, title=need.title + "二")
        people = {name: getattr(cast, name) for name in ("resident", "grid_worker", "approver", "supervisor")}
        written = {"reason": "不", "into_id": like.pk, "sure": "1"}
        assert statuses(people, step, need.pk, post=written) == dict.fromkeys(people, 403)


class TestTheDesk:
    def test_it_names_what_waits_on_each(self, cast: Cast, need: Need) -> None:
        supported = NeedFactory.create(area=cast.community, supported=True, title="需要答复的")
        todo = {
            "officer": ("Answer the residents&#x27; need", supported),
            "resident": ("Do you miss this too?", need),
            "grid_worker": ("Ask residents without an account", need),
        }
        for name, (words, waiting) in todo.items():
            page = Browser(getattr(cast, name)).get("desk").content.decode()
            assert words in page
            assert f"/en/desk/needs/{waiting.pk}/" in page
            assert "/en/desk/needs/" in page

    def test_a_resident_is_not_asked_again(self, cast: Cast, need: Need) -> None:
        NeedSupportFactory.create(need=need, resident=cast.resident.resident)
        assert "Do you miss this too?" not in Browser(cast.resident).get("desk").content.decode()


class TestQueries:
    def test_lists_desks_and_pages_cost_the_same_at_one_and_at_three_rows(self, cast: Cast, need: Need) -> None:
        pages = [
            (person, name, args)
            for person in (cast.officer, cast.resident, cast.grid_worker)
            for name, args in [("desk_needs", ()), ("need", (need.pk,)), ("desk", ())]
        ]
        NeedFactory.create(area=cast.community, supported=True, title=need.title + "甲")
        one = [queries_of(person, name, *args) for person, name, args in pages]
        for number in range(2):
            NeedFactory.create(area=cast.community, title=f"{need.title}{number}", voices=2)
            NeedFactory.create(area=cast.community, supported=True, title=f"{need.title}{number}乙")
        assert [queries_of(person, name, *args) for person, name, args in pages] == one
        # The desk is shared: here only that it stays the same is held.
        limits = {"desk_needs": 10, "need": 12, "desk": 99}
        assert [(name, n) for (_p, name, _a), n in zip(pages, one, strict=True) if n > limits[name]] == []
