"""Pages of ratings: the resident's question, the grid worker's list, held ballots, the result."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Resident
from projects.contracts.models import Contract
from projects.ratings.models import Ballot, RatingRound
from projects.ratings.services import Served
from tests.factories.accounts import ResidentFactory
from tests.factories.ratings import RatingRoundFactory
from tests.pages import Browser, queries_of, statuses
from tests.projects.ratings.world import (
    AFTER,
    BURST,
    BY_THEMSELVES,
    WITH_HELP,
    answer,
    frame,
    opened,
    people,
    published,
    token,
)
from tests.projects.story import Story, begin

pytestmark = pytest.mark.django_db
PLEASED = {"level": "5", "took_place": "YES"}


class TestTheQuestion:
    def test_five_faces_with_words_and_no_account(self, small: RatingRound) -> None:
        page = Browser().get("rate", token(people(small)[0])).content.decode()
        assert page.count("<svg") >= 5
        for words in ("Very satisfied", "Satisfied", "So-so", "Dissatisfied", "Very dissatisfied"):
            assert words in page
        assert "Did it take place as promised?" in page
        assert Ballot.objects.count() == 0

    def test_an_answer_and_the_thanks(self, small: RatingRound) -> None:
        person = people(small)[0]
        browser = Browser()
        assert browser.post("rate", token(person), level="2", took_place="PARTLY", reason_tag="late").status_code == 302
        ballot = Ballot.objects.get()
        assert (ballot.level, ballot.took_place, ballot.reason_tag, ballot.channel) == (2, "PARTLY", "late", "LINK")
        thanks = browser.get("rate_thanks", token(person)).content.decode()
        assert ballot.receipt in thanks
        assert "issatisfied" not in thanks

    def test_it_is_replaced_until_the_round_closes(self, small: RatingRound, clock: Any) -> None:
        person = people(small)[0]
        browser = Browser()
        browser.post("rate", token(person), **PLEASED)
        assert "You have answered already" in browser.get("rate", token(person)).content.decode()
        browser.post("rate", token(person), level="4", took_place="YES")
        assert [one.level for one in small.ballots()] == [4]
        clock(AFTER)
        assert "The round is closed" in browser.get("rate", token(person)).content.decode()
        late = browser.post("rate", token(person), **PLEASED)
        assert late.status_code == 409
        assert "The round is closed" in late.content.decode()
        assert [one.level for one in small.ballots()] == [4]

    def test_a_missing_face_is_asked_for_and_the_rest_is_kept(self, small: RatingRound) -> None:
        page = Browser().post("rate", token(people(small)[0]), took_place="NO")
        assert page.status_code == 422
        assert "Choose one of the five faces." in page.content.decode()
        assert 'value="NO" class="govuk-radios__input" id="id_took_place_2" checked' in page.content.decode()

    def test_a_reason_of_somebody_pleased_is_not_kept(self, small: RatingRound) -> None:
        Browser().post("rate", token(people(small)[0]), **PLEASED, reason_tag="late")
        assert Ballot.objects.get().reason_tag == ""

    def test_an_unknown_link_is_not_found(self, small: RatingRound) -> None:
        for name in ("rate", "rate_thanks"):
            assert Browser().get(name, "0" * 32).status_code == 404
        assert Browser().post("rate", "0" * 32, **PLEASED).status_code == 404

    def test_an_unknown_link_says_what_to_do(self, small: RatingRound) -> None:
        page = Browser().get("rate", "cut-off").content.decode()
        assert "This link is not known" in page
        assert "Ask your grid worker or the community office for a new slip" in page
        assert "<form method" not in page.split("<main", 1)[1]

    def test_a_look_by_a_messenger_changes_nothing(self, small: RatingRound) -> None:
        address = reverse("rate", args=[token(people(small)[0])])
        client = Client()
        for _again in range(2):
            assert client.get(address).status_code == 200
            assert client.head(address + "?via=qr").status_code == 200
        assert Ballot.objects.count() == 0

    def test_it_is_told_to_nobody_else(self, small: RatingRound) -> None:
        page = Browser().get("rate", token(people(small)[0]))
        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]

    def test_thanks_before_an_answer_lead_to_the_question(self, small: RatingRound) -> None:
        assert Browser().get("rate_thanks", token(people(small)[0])).status_code == 302


class TestReceipts:
    def fate(self, receipt: str) -> str:
        return str(Browser().post("counted", receipt=receipt).content.decode())

    def test_counted_replaced_and_held_without_an_account(self, story: Story, small: RatingRound) -> None:
        person = people(small)[0]
        for level in ("1", "5"):
            Browser().post("rate", token(person), level=level, took_place="YES")
        first, second = Ballot.objects.order_by("pk")
        assert "Replaced:" in self.fate(first.receipt)
        assert "Counted:" in self.fate(second.receipt.lower())
        Browser(story.cast.officer).post("ballot_hold", second.pk, reason="因")
        assert "Held:" in self.fate(second.receipt)
        for who in (story.cast.officer, story.cast.approver):
            Browser(who).post("ballot_decide", second.pk, counts="no")
        assert "Not counted:" in self.fate(second.receipt)
        assert "atisfied" not in self.fate(second.receipt)

    def test_an_unknown_receipt(self, db: None) -> None:
        assert Browser().get("counted").status_code == 200
        assert Browser().post("counted", receipt="").status_code == 422
        unknown = Browser().post("counted", receipt="AAAAAAAAAA")
        assert unknown.status_code == 404
        assert "This receipt is not known" in unknown.content.decode()


class TestOpening:
    WRITTEN = {
        "since": "2026-06",
        "until": "2026-08",
        "closes_at": "2026-06-26T18:00",
        "source": "list",
        "people": "张三\n李四,assist\n王五",
    }

    def test_a_round_among_the_listed(self, story: Story, contract: Contract) -> None:
        browser = Browser(story.cast.officer)
        check = browser.post("ratinground_open", contract.pk, **self.WRITTEN).content.decode()
        assert "People in the frame (N)" in check
        assert "answer with help: 1" in check
        assert browser.post("ratinground_open", contract.pk, **self.WRITTEN, sure="1").status_code == 302
        made = RatingRound.objects.get()
        assert {one.key: one.population for one in made.strata.all()} == {"self": 2, "assist": 1}

    @pytest.mark.parametrize(
        ("since", "until", "sentence"),
        [
            ("2026-08", "2026-07", "The last month lies before the first one."),
            ("2026-07", "2026-07", "Residents were asked about these months before"),
            ("2026-06", "2026-09", "Residents were asked about these months before"),
            ("January to June 2026", "2026-07", "Select a valid choice"),
        ],
    )
    def test_months_that_cannot_be_rated_are_refused_before_they_are_checked(
        self, story: Story, contract: Contract, since: str, until: str, sentence: str
    ) -> None:
        opened(story, contract, frame(self=1), period="2026-07")
        given = {**self.WRITTEN, "since": since, "until": until}
        page = Browser(story.cast.officer).post("ratinground_open", contract.pk, **given)
        assert (page.status_code, sentence in page.content.decode()) == (422, True)
        assert RatingRound.objects.count() == 1

    def test_the_bounds_are_named_whoever_set_them(self, story: Story, contract: Contract) -> None:
        page = Browser(story.cast.officer).get("ratinground_open", contract.pk).content.decode()
        assert "come from the tender and cannot be changed: target 75, floor 50 index points." in page
        other = begin(payout_policy={"policy": "shenzhen_90"})
        usual = other.contract(in_force=True)
        page = Browser(other.cast.officer).get("ratinground_open", usual.pk).content.decode()
        assert "The contract names no target and floor" in page
        assert "target 75, floor 50 index points." in page

    def test_desk_and_purchase_say_the_period_in_words(self, story: Story, small: RatingRound, clock: Any) -> None:
        clock(small.closes_at)
        officer = Browser(story.cast.officer)
        for page in (officer.get("desk"), officer.get("purchase", small.ocid)):
            content = page.content.decode()
            assert ("January to June 2026" in content, small.period in content) == (True, False)

    def test_a_round_among_the_residents_of_the_area(self, story: Story, contract: Contract) -> None:
        ResidentFactory.create(community=story.cast.community)
        ResidentFactory.create(community=story.cast.community, assisted=True)
        given = {**self.WRITTEN, "source": "area", "people": "", "sure": "1"}
        assert Browser(story.cast.officer).post("ratinground_open", contract.pk, **given).status_code == 302
        assert RatingRound.objects.get().beneficiaries.count() == Resident.objects.verified().count()

    def test_a_line_that_names_nobody(self, story: Story, contract: Contract) -> None:
        given = {**self.WRITTEN, "people": "张三\n李四,许多,话"}
        page = Browser(story.cast.officer).post("ratinground_open", contract.pk, **given)
        assert page.status_code == 422
        assert "Line 2 does not name a person" in page.content.decode()
        assert "李四,许多,话" in page.content.decode()

    def test_who_may(self, story: Story, contract: Contract) -> None:
        others = {name: getattr(story.cast, name) for name in ("approver", "supplier", "grid_worker")}
        given = {**self.WRITTEN, "sure": "1"}
        assert set(statuses(others, "ratinground_open", contract.pk, post=given).values()) == {403}


class TestCollecting:
    def test_a_grid_worker_takes_an_answer_down(self, story: Story, small: RatingRound) -> None:
        person = people(small, "assist")[0]
        browser = Browser(story.cast.grid_worker)
        assert "Ask the people who need help" in browser.get("desk").content.decode()
        assert person.person_key in browser.get("ratinground_collect", small.pk).content.decode()
        given = {**PLEASED, "channel": "PHONE"}
        assert browser.post("ratinground_answer", small.pk, person.pk, **given).status_code == 302
        ballot = Ballot.objects.get()
        assert (ballot.channel, ballot.collector) == ("PHONE", story.cast.grid_worker)
        assert person.person_key not in browser.get("ratinground_collect", small.pk).content.decode()

    def test_links_are_for_collectors(self, story: Story, small: RatingRound) -> None:
        page = Browser(story.cast.grid_worker).get("ratinground_links", small.pk).content.decode()
        assert all(f"/en/r/{token(person)}/" in page for person in people(small))
        assert page.count("qr__code") == small.beneficiaries.count(), "every slip has its square"
        others = {name: getattr(story.cast, name) for name in ("supplier", "officer", "resident", "supervisor")}
        for name in ("ratinground_links", "ratinground_collect"):
            assert set(statuses(others, name, small.pk).values()) == {403}

    def test_of_a_closed_round_there_are_no_links_to_print(self, story: Story, small: RatingRound, clock: Any) -> None:
        clock(small.closes_at)
        page = Browser(story.cast.grid_worker).get("ratinground_links", small.pk)
        said = page.content.decode()
        assert (page.status_code, "The round is closed" in said, "/en/r/" in said) == (409, True, False)
        assert not [words for words in ("Another role", "not open to your account") if words in said]

    def test_a_person_of_another_round_is_not_there(self, story: Story, small: RatingRound, contract: Contract) -> None:
        other = people(opened(story, contract, frame(self=1), period="2026-07/2026-12"))[0]
        given = {**PLEASED, "channel": "PHONE"}
        browser = Browser(story.cast.grid_worker)
        assert browser.post("ratinground_answer", small.pk, other.pk, **given).status_code == 404
        assert Ballot.objects.count() == 0

    def test_a_resident_finds_the_own_link_at_the_desk(self, story: Story, contract: Contract) -> None:
        resident = story.cast.resident.resident
        opened(story, contract, [Served("r", "self", resident.pk)])
        assert "Say how satisfied you are" in Browser(story.cast.resident).get("desk").content.decode()

    def test_queries_do_not_grow(self, story: Story, small: RatingRound, contract: Contract) -> None:
        names = ("ratinground_collect", "ratinground_links")
        few = [queries_of(story.cast.grid_worker, name, small.pk) for name in names]
        large = opened(story, contract, frame(self=30, assist=30), period="2026-07/2026-12")
        assert [queries_of(story.cast.grid_worker, name, large.pk) for name in names] == few
        assert max(few) <= 15


class TestHolding:
    def test_two_people_decide(self, story: Story, small: RatingRound) -> None:
        [ballot] = answer(small, {5: 1})
        officer, approver = Browser(story.cast.officer), Browser(story.cast.approver)
        assert officer.post("ballot_hold", ballot.pk).status_code == 422
        assert officer.post("ballot_hold", ballot.pk, reason="同一时段集中").status_code == 302
        assert "同一时段集中" in officer.get("ratinground_ballots", small.pk).content.decode()
        assert officer.post("ballot_decide", ballot.pk, counts="no").status_code == 302
        again = officer.post("ballot_decide", ballot.pk, counts="no")
        assert again.status_code == 409
        assert "A second person has to decide too" in again.content.decode()
        assert approver.post("ballot_decide", ballot.pk, counts="no").status_code == 302
        assert Ballot.objects.get(pk=ballot.pk).counts is False

    def test_nobody_else_sees_ballots(self, story: Story, small: RatingRound) -> None:
        [ballot] = answer(small, {5: 1})
        others = {name: getattr(story.cast, name) for name in ("supplier", "grid_worker", "resident")}
        assert set(statuses(others, "ratinground_ballots", small.pk).values()) == {403}
        assert set(statuses(others, "ballot_hold", ballot.pk, post={"reason": "因"}).values()) == {403}

    def test_queries_do_not_grow(self, story: Story, small: RatingRound) -> None:
        answer(small, {5: 1})
        one = queries_of(story.cast.officer, "ratinground_ballots", small.pk)
        answer(small, {4: 2})
        assert queries_of(story.cast.officer, "ratinground_ballots", small.pk) == one <= 12


class TestResult:
    def test_reviewed_and_published_by_two(self, story: Story, contract: Contract, clock: Any) -> None:
        made = opened(story, contract)
        answer(made, BY_THEMSELVES)
        answer(made, WITH_HELP, stratum="assist", by=story.cast.grid_worker)
        assert "Finish the review" not in Browser(story.cast.officer).get("ratinground", made.pk).content.decode()
        clock(AFTER)
        officer = Browser(story.cast.officer)
        assert "Finish the review of the rating" in officer.get("desk").content.decode()
        assert "Finish the review" in officer.get("ratinground", made.pk).content.decode()
        assert officer.post("ratinground_review", made.pk).status_code == 302
        approver = Browser(story.cast.approver)
        assert officer.post("ratinground_publish", made.pk).status_code == 403
        assert "Publish the residents&#x27; rating" in approver.get("desk").content.decode()
        assert approver.post("ratinground_publish", made.pk).status_code == 302
        page = Browser(story.cast.stranger).get("ratinground", made.pk).content.decode()
        assert 'data-chart="rating-chart"' in page
        assert "76.2" in page
        assert "linli/charts.js" in page

    def test_with_and_without_what_was_held(self, story: Story, contract: Contract, clock: Any) -> None:
        made = opened(story, contract)
        answer(made, BY_THEMSELVES)
        answer(made, WITH_HELP, stratum="assist", by=story.cast.grid_worker)
        for ballot in answer(made, {5: BURST}, stratum="assist", by=story.cast.grid_worker):
            Browser(story.cast.officer).post("ballot_hold", ballot.pk, reason="集中")
            for who in (story.cast.officer, story.cast.approver):
                Browser(who).post("ballot_decide", ballot.pk, counts="no")
        published(story, made, clock)
        page = Browser(story.cast.stranger).get("ratinground", made.pk).content.decode()
        assert "12 ballots were held. With all of them the rating would be 79.7" in page

    def test_too_few_to_print(self, story: Story, small: RatingRound, clock: Any) -> None:
        answer(small, {5: 1, 1: 1})
        published(story, small, clock)
        page = Browser(story.cast.stranger).get("ratinground", small.pk).content.decode()
        assert "2 people answered: too few to print what they said" in page
        assert "data-chart" not in page

    @pytest.mark.parametrize("trait", ["closed", "reviewed"])
    def test_every_state_has_its_page(self, story: Story, contract: Contract, trait: str) -> None:
        made = RatingRoundFactory.create(contract=contract, **{trait: True})
        for who in ("officer", "approver", "supplier", "grid_worker", "resident", "supervisor"):
            assert queries_of(getattr(story.cast, who), "ratinground", made.pk) <= 12
