"""Pages of evaluations: who meets which page, that bidders stay letters, and that nothing written is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from core.audit.models import AuditRow
from core.time import set_clock
from procurement.evaluations.models import Evaluation, LowPriceQuery, Score
from procurement.evaluations.services import ask_low_price, enter_scores, void_evaluation
from procurement.evaluations.services.filling import sheet_items
from procurement.evaluations.states import EvaluationState
from tests.factories.accounts import UserFactory
from tests.pages import Browser, statuses
from tests.procurement.evaluations.world import MINUTE, REVIEW, World, a_world

OF_MEMBER = ("conformity", "evaluation_freeze", "low_prices", "explain_scores")


def text(page: Any) -> str:
    """The words of a page."""
    return page.content.decode()


def secrets_of(world: World) -> list[str]:
    """Everything that names a bidder or tells a price."""
    names = [word for bid in world.bids for word in (bid.supplier.name, bid.supplier.credit_code)]
    return [*names, *(f"{bid.price_fen // 100:,}" for bid in world.bids)]


def leaks(world: World, page: Any) -> list[str]:
    """What a page tells that a member may not know before the freeze."""
    return [word for word in secrets_of(world) if word in text(page)]


def points_of(world: World, share: str = "0.8") -> dict[str, str]:
    """A filled scoring form."""
    items = sheet_items(world.evaluation, "subjective")
    return {f"points_{item.pk}": str((item.weight * Decimal(share)).quantize(Decimal("0.01"))) for item in items}


class TestForming:
    def test_the_officer_starts_and_draws(self, world: World) -> None:
        browser = Browser(world.officer)
        assert "Start the evaluation" in text(browser.get("desk"))
        page = browser.get("tender_start_evaluation", world.tender.pk)
        assert "Suppliers that qualify: 3" in text(page)
        done = browser.post("tender_start_evaluation", world.tender.pk, review_on=f"{REVIEW:%Y-%m-%d}")
        evaluation = world.evaluation
        assert (done.status_code, done.url) == (302, f"/en/desk/evaluations/{evaluation.pk}/")
        assert "Draw the committee" in text(browser.get("desk"))
        page = text(browser.get("draw_committee", evaluation.pk))
        assert evaluation.seed_commitment in page
        assert world.approver.name in page
        assert evaluation.seed not in page
        assert browser.post("draw_committee", evaluation.pk, representatives=[world.approver.pk]).status_code == 200
        assert world.evaluation.drawn_at is None
        done = browser.post("draw_committee", evaluation.pk, representatives=[world.approver.pk], sure="1")
        assert done.status_code == 302
        assert world.evaluation.members.filter(user=world.approver).exists()
        page = text(browser.get("evaluation", evaluation.pk))
        assert f"manage.py draw verify {evaluation.pk}" in page
        assert (evaluation.seed_commitment in page, evaluation.seed in page) == (True, False)

    def test_a_refusal_keeps_the_day(self, world: World) -> None:
        page = Browser(world.officer).post("tender_start_evaluation", world.tender.pk, review_on="2020-01-01")
        assert page.status_code == 409
        assert "2020-01-01" in text(page)

    def test_too_many_representatives_are_refused_at_the_form(self, world: World) -> None:
        evaluation = world.start()
        page = Browser(world.officer).post(
            "draw_committee", evaluation.pk, representatives=[world.approver.pk, world.officer.pk, 0]
        )
        assert page.status_code == 422

    def test_nobody_else_draws(self, world: World) -> None:
        evaluation = world.start()
        people = {"approver": world.approver, "supervisor": world.supervisor}
        assert statuses(people, "draw_committee", evaluation.pk, post={"sure": "1"}) == dict.fromkeys(people, 403)
        strangers = {"supplier": world.suppliers[0], "expert": world.experts[0].user, "nobody": UserFactory.create()}
        for name in ("evaluation", "draw_committee", "evaluation_report", "evaluation_declare_void"):
            assert statuses(strangers, name, evaluation.pk) == dict.fromkeys(strangers, 404)
        assert "the buyer&#x27;s officer" in text(Browser(world.approver).get("draw_committee", evaluation.pk))

    def test_the_officer_replaces_a_member(self, world: World) -> None:
        evaluation = world.draw()
        seat = world.seats()[0]
        browser = Browser(world.officer)
        assert seat.user.name in text(browser.get("replace_member", evaluation.pk, seat.pk))
        assert browser.post("replace_member", evaluation.pk, seat.pk, sure="1").status_code == 422
        assert browser.post("replace_member", evaluation.pk, seat.pk, reason="生病", sure="1").status_code == 302
        assert seat.pk not in [one.pk for one in world.seats()]
        assert "生病" in text(browser.get("evaluation", evaluation.pk))

    def test_a_void_evaluation_is_followed_by_another(self, world: World) -> None:
        evaluation = world.draw()
        browser = Browser(world.officer)
        assert browser.post("evaluation_declare_void", evaluation.pk, reason="程序错误", sure="1").status_code == 302
        assert "Form a new committee" in text(browser.get("desk"))
        done = browser.post("restart_evaluation", evaluation.pk, review_on=f"{REVIEW:%Y-%m-%d}")
        assert (done.status_code, world.evaluation.attempt) == (302, 2)
        again = Browser(world.supervisor).post("restart_evaluation", evaluation.pk, review_on="2026-04-15")
        assert again.status_code == 403

    def test_a_member_reads_no_names_of_the_others_and_no_bidder_at_the_desk(self, world: World) -> None:
        evaluation = world.draw()
        seat, other = world.seats()[:2]
        page = Browser(seat.user).get("evaluation", evaluation.pk)
        assert other.user.name not in text(page)
        assert leaks(world, page) == []
        assert other.user.name in text(Browser(world.supervisor).get("evaluation", evaluation.pk))


class TestDeclaring:
    def test_the_names_are_shown_once(self, world: World) -> None:
        evaluation = world.draw()
        seat = world.seats()[0]
        browser = Browser(seat.user)
        assert "declare your interests" in text(browser.get("desk"))
        assert world.bids[0].supplier.name in text(browser.get("declare_interests", evaluation.pk))
        assert browser.post("declare_interests", evaluation.pk, interest="no").status_code == 200
        assert browser.post("declare_interests", evaluation.pk, interest="no", sure="1").status_code == 302
        assert leaks(world, browser.get("declare_interests", evaluation.pk)) == []
        assert browser.post("declare_interests", evaluation.pk, interest="no", sure="1").status_code == 409

    def test_who_stands_aside_says_why_and_has_no_seat_any_more(self, world: World) -> None:
        evaluation = world.draw()
        seat = world.seats()[0]
        browser = Browser(seat.user)
        page = browser.post("declare_interests", evaluation.pk, interest="yes")
        assert (page.status_code, "Say which interest you have." in text(page)) == (422, True)
        done = browser.post("declare_interests", evaluation.pk, interest="yes", reason="曾任职", sure="1")
        assert (done.status_code, done.url) == (302, "/en/evaluate/")
        assert browser.get("committee", evaluation.pk).status_code == 404

    def test_only_members_find_the_pages(self, world: World) -> None:
        evaluation = world.scoring()
        people = {"officer": world.officer, "supplier": world.suppliers[0], "supervisor": world.supervisor}
        for name in (
            "committee",
            "declare_interests",
            "conformity",
            "evaluation_freeze",
            "low_prices",
            "explain_scores",
        ):
            assert statuses(people, name, evaluation.pk) == dict.fromkeys(people, 404)
        for name in ("score_bid", "enter_objective", "conform_bid"):
            assert statuses(people, name, evaluation.pk, "A") == dict.fromkeys(people, 404)
        assert Browser().get("committee", evaluation.pk).status_code == 302


class TestScoring:
    def test_no_page_before_the_freeze_tells_a_name_or_a_price(self, world: World) -> None:
        world.bids[0].content["answers"] = {"方案": f"{world.bids[0].supplier.name}的方案"}
        world.bids[0].save()
        evaluation = world.scoring()
        for seat in world.seats():
            browser = Browser(seat.user)
            for name in ("committee", "evaluation", "conformity", "evaluation_freeze", "low_prices", "explain_scores"):
                assert leaks(world, browser.get(name, evaluation.pk)) == [], name
            for letter in "ABC":
                for name in ("score_bid", "enter_objective", "conform_bid", "invalidate_bid", "ask_low_price"):
                    assert leaks(world, browser.get(name, evaluation.pk, letter)) == [], name
            assert leaks(world, browser.get("desk")) == []

    def test_a_member_scores_and_goes_on_to_the_next_bid(self, world: World) -> None:
        evaluation = world.scoring()
        seat = world.seats()[1]
        browser = Browser(seat.user)
        assert "Score the bids and freeze" in text(browser.get("desk"))
        done = browser.post("score_bid", evaluation.pk, "A", **points_of(world))
        assert (done.status_code, done.url) == (302, f"/en/evaluate/{evaluation.pk}/bids/B/")
        last = browser.post("score_bid", evaluation.pk, "C", **points_of(world))
        assert last.url == f"/en/evaluate/{evaluation.pk}/"
        items = len(sheet_items(evaluation, "subjective"))
        assert f"{2 * items} of {3 * items} scored" in text(browser.get("score_bid", evaluation.pk, "A"))
        assert browser.get("score_bid", evaluation.pk, "Z").status_code == 404

    def test_a_wrong_number_is_shown_again_and_the_sound_ones_are_saved(self, world: World) -> None:
        evaluation = world.scoring()
        seat = world.seats()[1]
        written = points_of(world)
        wrong = next(iter(written))
        page = Browser(seat.user).post("score_bid", evaluation.pk, "A", **{**written, wrong: "999"})
        assert (page.status_code, 'value="999"' in text(page)) == (422, True)
        assert Score.objects.of_member(seat).count() == len(written) - 1
        page = Browser(seat.user).post("score_bid", evaluation.pk, "A", **{**written, wrong: "viel"})
        assert 'value="viel"' in text(page)

    def test_a_saved_number_is_not_taken_back(self, world: World) -> None:
        evaluation = world.scoring()
        browser = Browser(world.seats()[1].user)
        browser.post("score_bid", evaluation.pk, "A", **points_of(world))
        page = browser.post("score_bid", evaluation.pk, "A", **dict.fromkeys(points_of(world), ""))
        assert (page.status_code, "can be changed, not taken back" in text(page)) == (422, True)

    def test_autosave_says_when_and_how_far(self, world: World) -> None:
        evaluation = world.scoring()
        seat = world.seats()[1]
        browser = Browser(seat.user)
        item, value = next(iter(points_of(world).items()))
        answer = browser.post("autosave_scores", evaluation.pk, "A", **{item: value, f"note_{item[7:]}": "好"})
        total = 3 * len(points_of(world))
        assert answer.json()["message"] == f"Saved 09:00. 1 of {total} scored."
        assert Score.objects.of_member(seat).get().note == "好"
        wrong = browser.post("autosave_scores", evaluation.pk, "A", **{item: "-1"}).json()["message"]
        assert "but not" in wrong
        assert browser.get("autosave_scores", evaluation.pk, "A").status_code == 405

    def test_an_older_window_does_not_write_over_what_a_newer_one_saved(self, world: World) -> None:
        evaluation = world.scoring()
        browser = Browser(world.seats()[1].user)
        opened = browser.get("score_bid", evaluation.pk, "A").context["version"]
        item, value = next(iter(points_of(world).items()))
        saved = browser.post("autosave_scores", evaluation.pk, "A", version=opened, **{item: value})
        assert saved.status_code == 200
        later = browser.post("autosave_scores", evaluation.pk, "A", version=opened, **{item: "1"})
        assert (later.status_code, "Another window" in later.json()["message"]) == (409, True)
        page = browser.post("score_bid", evaluation.pk, "A", version=opened, **{item: "1"})
        assert (page.status_code, "Saved meanwhile in another window" in text(page)) == (409, True)
        assert Score.objects.of_member(world.seats()[1]).get().points == Decimal(value)
        newer = {"version": saved.json()["version"], item: "1"}
        assert browser.post("autosave_scores", evaluation.pk, "A", **newer).status_code == 200

    def test_autosave_writes_nothing_where_nothing_has_changed(self, world: World) -> None:
        evaluation = world.scoring()
        seat = world.seats()[1]
        browser = Browser(seat.user)
        browser.post("autosave_scores", evaluation.pk, "A", **points_of(world))
        before = list(Score.objects.of_member(seat).values_list("pk", "points"))
        world_rows = _audit_rows()
        browser.post("autosave_scores", evaluation.pk, "A", **points_of(world))
        assert (list(Score.objects.of_member(seat).values_list("pk", "points")), _audit_rows()) == (before, world_rows)

    def test_frozen_scores_are_final(self, world: World) -> None:
        evaluation = world.scoring()
        world.conform()
        world.fill_objective()
        seat = world.seats()[1]
        browser = Browser(seat.user)
        assert "Score every bid first" in text(browser.get("evaluation_freeze", evaluation.pk))
        assert browser.post("evaluation_freeze", evaluation.pk).status_code == 409
        world.score(seat.user)
        page = text(browser.get("evaluation_freeze", evaluation.pk))
        assert "Freeze my scores for good" in page
        assert page.count("govuk-back-link") == 1
        assert browser.post("evaluation_freeze", evaluation.pk).status_code == 302
        assert browser.post("score_bid", evaluation.pk, "A", **points_of(world, "0.5")).status_code == 409
        assert browser.post("autosave_scores", evaluation.pk, "A", **points_of(world, "0.5")).status_code == 409
        assert "score-input" not in text(browser.get("score_bid", evaluation.pk, "A"))


def _audit_rows() -> int:

    return AuditRow.objects.count()


class TestLeading:
    def test_the_leader_checks_the_bids(self, world: World) -> None:
        evaluation = world.scoring()
        browser = Browser(world.leader)
        assert "Check whether the bids meet the document" in text(browser.get("desk"))
        for letter in "ABC":
            assert browser.post("conform_bid", evaluation.pk, letter).status_code == 302
        assert {bid.state for bid in world.lot.bids.all()} == {"VALID"}

    def test_a_bid_is_invalid_with_a_reason_that_is_asked_twice(self, clock: Callable[[datetime], None]) -> None:
        world = a_world(prices=(390_000_000, 380_000_000, 400_000_000, 385_000_000))
        evaluation = world.scoring()
        browser = Browser(world.leader)
        assert browser.post("invalidate_bid", evaluation.pk, "A").status_code == 422
        assert "未实质响应" in text(browser.post("invalidate_bid", evaluation.pk, "A", reason="未实质响应"))
        assert browser.post("invalidate_bid", evaluation.pk, "A", reason="未实质响应", sure="1").status_code == 302
        assert browser.get("score_bid", evaluation.pk, "A").status_code == 200
        assert "it is not scored" in text(browser.get("score_bid", evaluation.pk, "A"))

    def test_the_leader_enters_objective_points(self, world: World) -> None:
        evaluation = world.scoring()
        browser = Browser(world.leader)
        form = browser.get("enter_objective", evaluation.pk, "A").context["form"]
        points = {f"points_{item.pk}": "1" for item in form.items}
        page = browser.post("enter_objective", evaluation.pk, "A", **points)
        assert page.status_code == 422
        assert browser.post("enter_objective", evaluation.pk, "A", **points, source="合同").status_code == 302
        assert evaluation.objective_scores.filter(source="合同").count() == len(points)

    def test_other_members_do_not_lead(self, world: World) -> None:
        evaluation = world.scoring()
        other = next(seat.user for seat in world.seats() if not seat.is_leader)
        browser = Browser(other)
        for name, written in [("conform_bid", {}), ("invalidate_bid", {"reason": "不", "sure": "1"})]:
            assert browser.post(name, evaluation.pk, "A", **written).status_code == 403
        assert "the leader of the committee" in text(browser.get("conformity", evaluation.pk))


class TestAfterTheFreeze:
    def test_a_score_that_stands_apart_is_explained(self, world: World) -> None:
        evaluation = world.scoring()
        world.conform()
        world.fill_objective()
        seats = world.seats()
        for seat in seats:
            world.score(seat.user)
        letter = world.letter_of(world.bids[0])
        item = sheet_items(evaluation, "subjective")[0]
        odd = seats[1].user
        enter_scores(evaluation.pk, letter=letter, points={item.pk: Decimal("0.00")}, by=odd)
        for seat in seats:
            Browser(seat.user).post("evaluation_freeze", evaluation.pk)
        assert world.evaluation.state == EvaluationState.FROZEN
        browser = Browser(odd)
        assert "Say why your scores stand apart" in text(browser.get("desk"))
        assert f"explain/{letter}/{item.pk}/" in text(browser.get("explain_scores", evaluation.pk))
        assert "you gave 0" in text(browser.get("note_score", evaluation.pk, letter, item.pk))
        assert browser.post("note_score", evaluation.pk, letter, item.pk, text="方案缺失").status_code == 302
        assert "None of your scores" in text(browser.get("explain_scores", evaluation.pk))

    def test_prices_are_open_and_names_are_not(self, world: World) -> None:
        evaluation = world.frozen()
        page = text(Browser(world.seats()[1].user).get("low_prices", evaluation.pk))
        assert "3,900,000" in page
        assert world.bids[0].supplier.name not in page

    def test_the_question_the_answer_and_the_decision(self, world: World) -> None:
        evaluation = world.frozen()
        letter = world.letter_of(world.bids[0])
        leader = Browser(world.leader)
        assert leader.post("ask_low_price", evaluation.pk, letter, minutes="10").status_code == 422
        assert leader.post("ask_low_price", evaluation.pk, letter, minutes="45").status_code == 302
        query = LowPriceQuery.objects.get()
        supplier = Browser(world.suppliers[0])
        assert "Explain your very low price" in text(supplier.get("desk"))
        assert "Time to explain" in text(supplier.get("lowpricequery", query.pk))
        for other in (world.suppliers[1], UserFactory.create()):
            assert Browser(other).get("lowpricequery", query.pk).status_code == 404
            assert Browser(other).post("answer_low_price", query.pk, text="x", sure="1").status_code == 404
        assert Browser(world.officer).post("answer_low_price", query.pk, text="x", sure="1").status_code == 403
        assert world.bids[0].supplier.name not in text(Browser(world.officer).get("lowpricequery", query.pk))
        assert (
            leader.post("decide_low_price", evaluation.pk, query.pk, accepted="yes", reason="可", sure="1").status_code
            == 409
        )
        assert supplier.post("answer_low_price", query.pk).status_code == 422
        assert "自有场地" in text(supplier.post("answer_low_price", query.pk, text="自有场地"))
        assert supplier.post("answer_low_price", query.pk, text="自有场地", sure="1").status_code == 302
        assert supplier.post("answer_low_price", query.pk, text="自有场地", sure="1").status_code == 409
        assert "Decide on the very low prices" in text(leader.get("desk"))
        assert "自有场地" in text(leader.get("decide_low_price", evaluation.pk, query.pk))
        done = leader.post("decide_low_price", evaluation.pk, query.pk, accepted="yes", reason="成本可信", sure="1")
        assert done.status_code == 302
        assert "成本可信" in text(supplier.get("lowpricequery", query.pk))

    def test_after_the_time_no_answer_is_taken(self, world: World) -> None:
        evaluation = world.frozen()
        query = ask_low_price(evaluation.pk, letter=world.letter_of(world.bids[0]), by=world.leader)
        set_clock(REVIEW + timedelta(minutes=40) + MINUTE)
        page = Browser(world.suppliers[0]).post("answer_low_price", query.pk, text="晚了", sure="1")
        assert (page.status_code, "The time to explain is over." in text(page)) == (409, True)

    def test_the_leader_settles_and_everybody_signs(self, world: World) -> None:
        evaluation = world.frozen()
        assert Browser(world.seats()[1].user).post("evaluation_settle", evaluation.pk).status_code == 403
        assert Browser(world.officer).get("evaluation_report", evaluation.pk).status_code == 404
        assert Browser(world.leader).post("evaluation_settle", evaluation.pk).status_code == 302
        page = text(Browser(world.seats()[1].user).get("evaluation_report", evaluation.pk))
        assert world.bids[0].supplier.name in page
        for number, seat in enumerate(world.seats()):
            browser = Browser(seat.user)
            assert "Read and sign the report" in text(browser.get("desk"))
            dissent = "价格分过低" if number == 0 else ""
            assert browser.post("evaluation_hand_over", evaluation.pk, dissent=dissent).status_code == 200
            assert browser.post("evaluation_hand_over", evaluation.pk, dissent=dissent, sure="1").status_code == 302
        assert world.evaluation.state == EvaluationState.REPORTED
        page = text(Browser(world.approver).get("evaluation_report", evaluation.pk))
        assert "价格分过低" in page
        assert statuses({"supplier": world.suppliers[0]}, "evaluation_report", evaluation.pk) == {"supplier": 404}
        assert Browser(world.leader).get("committee", evaluation.pk).status_code == 200


def test_the_pages_of_a_void_evaluation_answer(world: World) -> None:
    evaluation = world.scoring()
    void_evaluation(evaluation.pk, reason="程序错误", by=world.officer)
    seat = world.seats()[0]
    for name in ("committee", "conformity", "explain_scores", "low_prices"):
        assert Browser(seat.user).get(name, evaluation.pk).status_code == 200, name
    assert Browser(seat.user).get("evaluation_freeze", evaluation.pk).status_code == 409
    assert Evaluation.objects.get(pk=evaluation.pk).state == EvaluationState.VOID
