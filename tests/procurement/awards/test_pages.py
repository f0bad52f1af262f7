"""Pages of awards: who decides, who reads which letter, and what everybody recomputes."""

from __future__ import annotations

import csv
import io
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.roles import Role
from core.audit.models import AuditRow
from core.time import set_clock
from procurement.awards.models import Award
from procurement.awards.services import confirm_award, publish_award
from tests.factories.accounts import SupervisorFactory, UserFactory, member
from tests.factories.awards import CONFIRMED_AT, AwardFactory
from tests.pages import Browser, counted, queries_of, statuses
from tests.procurement.evaluations.world import a_world

CENT = Decimal("0.01")


def text(page: Any) -> str:
    """The words of a page."""
    return page.content.decode()


class People:
    """Everybody around one award."""

    def __init__(self, award: Award) -> None:
        tender = award.lot.tender
        self.officer = member(tender.buyer, Role.BUYER_OFFICER)
        self.approver = member(tender.buyer, Role.APPROVER)
        city = tender.plan_item.area.parent.parent.parent
        self.supervisor = member(SupervisorFactory.create(area=city), Role.SUPERVISOR)
        self.bids = list(award.lot.bids.order_by("pk"))
        self.suppliers = [member(bid.supplier, Role.SUPPLIER) for bid in self.bids]
        self.stranger = UserFactory.create()


@pytest.fixture
def people(proposed: Award) -> People:
    """The people around the proposed award."""
    return People(proposed)


@pytest.fixture
def published(proposed: Award, people: People) -> Award:
    """The award, confirmed and published by two people."""
    confirm_award(proposed.pk, by=people.officer)
    return publish_award(proposed.pk, by=people.approver)


class TestDeciding:
    def test_two_people_confirm_and_publish(self, proposed: Award, people: People) -> None:
        officer, approver = Browser(people.officer), Browser(people.approver)
        assert "Confirm the winner whom the committee proposes" in text(officer.get("desk"))
        page = text(officer.get("award", proposed.pk))
        assert f"/en/desk/awards/{proposed.pk}/confirm/" in page
        assert "The time to confirm the winner ends" in page
        assert people.bids[0].supplier.name in text(officer.get("award_confirm", proposed.pk))
        assert Award.objects.get(pk=proposed.pk).state == "PROPOSED"
        asked = officer.post("award_confirm", proposed.pk)
        assert ("Check your answers" in text(asked), people.bids[0].supplier.name in text(asked)) == (True, True)
        assert Award.objects.get(pk=proposed.pk).state == "PROPOSED"
        assert officer.post("award_confirm", proposed.pk, sure="1").status_code == 302
        same = officer.post("award_publish", proposed.pk, sure="1")
        assert (same.status_code, Award.objects.get(pk=proposed.pk).state) == (403, "CONFIRMED")
        assert "Publish the result as the second person" not in text(officer.get("desk"))
        assert "Publish the result as the second person" in text(approver.get("desk"))
        assert approver.post("award_publish", proposed.pk, sure="1").status_code == 302
        assert "may be challenged" in text(approver.get("award", proposed.pk))

    def test_before_the_publication_nobody_else_finds_it(self, proposed: Award, people: People) -> None:
        strangers = {"supplier": people.suppliers[0], "stranger": people.stranger}
        for name in ("award", "award_confirm", "award_publish", "award_revoke"):
            assert statuses(strangers, name, proposed.pk) == dict.fromkeys(strangers, 404)
        assert statuses({"nobody": None} | strangers, "result_matrix", proposed.pk) == dict.fromkeys(
            ["nobody", *strangers], 404
        )
        assert Browser(people.supervisor).get("award", proposed.pk).status_code == 200
        assert Browser(people.supervisor).post("award_confirm", proposed.pk, sure="1").status_code == 403

    def test_it_is_revoked_with_a_reason_and_the_next_is_proposed(self, published: Award, people: People) -> None:
        browser = Browser(people.officer)
        assert browser.post("award_revoke", published.pk, next_candidate="yes", sure="1").status_code == 422
        written = {"reason": "中标人拒签", "next_candidate": "yes"}
        assert "中标人拒签" in text(browser.post("award_revoke", published.pk, **written))
        done = browser.post("award_revoke", published.pk, **written, sure="1")
        following = Award.objects.latest("pk")
        assert (following.pk != published.pk, done.url) == (True, f"/en/desk/awards/{following.pk}/")
        assert "中标人拒签" in text(browser.get("award", published.pk))
        assert Browser(people.suppliers[1]).get("result_letter", people.bids[1].pk).status_code == 409

    def test_what_is_late_waits_on_the_supervisor(self, proposed: Award, people: People) -> None:
        browser = Browser(people.supervisor)
        assert "The buyer is late" not in text(browser.get("desk"))
        set_clock(CONFIRMED_AT.replace(month=5, day=20))
        assert "The buyer is late" in text(browser.get("desk"))
        assert "The winner should have been confirmed." in text(browser.get("award", proposed.pk))


class TestLetters:
    def test_every_bidder_reads_its_own_and_no_others(self, published: Award, people: People) -> None:
        for number, (bid, supplier) in enumerate(zip(people.bids, people.suppliers, strict=True)):
            browser = Browser(supplier)
            page = text(browser.get("result_letter", bid.pk))
            assert f"{number + 1} of 3" in page
            assert ("Points to change rank" in page) == (number > 0)
            others = [other.pk for other in people.bids if other != bid]
            assert [browser.get("result_letter", other).status_code for other in others] == [404, 404]
            results = text(browser.get("results"))
            assert f"/en/org/results/{bid.pk}/" in results
            assert ("> Won<" in results or ">Won<" in results, ">Lost<" in results) == (number == 0, number > 0)
            assert "Read your result" in text(browser.get("desk"))
        assert statuses({"stranger": people.stranger}, "result_letter", people.bids[0].pk) == {"stranger": 404}
        assert Browser(people.officer).get("result_letter", people.bids[1].pk).status_code == 200
        assert Browser(people.officer).get("result_letter", 0).status_code == 404

    def test_a_loser_reads_the_winners_points_beside_its_own(self, published: Award, people: People) -> None:
        page = Browser(people.suppliers[1]).get("result_letter", people.bids[1].pk)
        assert page.context["winner_total"] == "100.00"
        assert page.context["total"] == "91.00"
        assert page.context["missing"] == "9"
        assert "The time to challenge the result ends" in text(page)

    def test_before_the_publication_there_is_no_letter(self, proposed: Award, people: People) -> None:
        page = Browser(people.suppliers[1]).get("result_letter", people.bids[1].pk)
        assert (page.status_code, "not published yet" in text(page)) == (409, True)
        assert people.bids[0].supplier.name not in text(page)
        assert "Read your result" not in text(Browser(people.suppliers[1]).get("desk"))


class TestTheMatrix:
    def test_everybody_reads_it_without_the_losers_names(self, published: Award, people: People) -> None:
        page = text(Browser().get("result_matrix", published.pk))
        assert people.bids[0].supplier.name in page
        assert all(bid.supplier.name not in page for bid in people.bids[1:])
        assert f"manage.py draw verify {published.evaluation_id}" in page
        assert published.evaluation.seed in page

    def test_the_csv_recomputes_the_totals(self, clock: Any) -> None:
        world = a_world()
        shares = {bid.pk: share for bid, share in zip(world.bids, ("0.83", "0.71", "0.97"), strict=True)}
        world.reported(shares=shares)
        award = Award.objects.get(lot=world.lot)
        confirm_award(award.pk, by=world.officer)
        publish_award(award.pk, by=world.approver)
        answer = Browser().get("result_scores", award.pk)
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        sums: dict[str, Decimal] = {}
        totals: dict[str, Decimal] = {}
        for row in rows:
            letter, points = row["投标 bid"], Decimal(row["计入 counted"])
            if row["类别 kind"] == "总分 total":
                totals[letter] = points
            else:
                sums[letter] = sums.get(letter, Decimal(0)) + points
        assert {bid: points.quantize(CENT, rounding=ROUND_HALF_UP) for bid, points in sums.items()} == totals
        assert len(totals) == 3
        names = [bid.supplier.name for bid in world.bids]
        assert [name for name in names if name in answer.content.decode()] == []

    def test_the_csv_speaks_both_languages(self, published: Award) -> None:
        head = Browser().get("result_scores", published.pk).content.decode("utf-8-sig").splitlines()[0]
        assert [
            word for word in ("投标 bid", "评分项 item", "类别 kind", "满分 at most", "名次 rank") if word not in head
        ] == []


class TestConfirmation:
    def test_publishing_is_confirmed_with_its_number_and_what_happens_next(
        self, proposed: Award, people: People
    ) -> None:
        confirm_award(proposed.pk, by=people.officer)
        browser = Browser(people.approver)
        done = browser.post("award_publish", proposed.pk, sure="1")
        page = browser.client.get(done.url).content.decode()
        row = AuditRow.objects.of_thing(proposed).get(verb="publish")
        assert f"<strong>{row.pk}</strong>" in page
        assert "The result is published." in page
        assert "What happens next" in page
        assert str(Award.objects.get(pk=proposed.pk).names.next_step) in page
        assert "Number in the record" not in browser.client.get(done.url).content.decode()  # shown once

    def test_every_record_leads_to_its_whole_purchase(self, published: Award, people: People) -> None:
        browser = Browser(people.officer)
        address = reverse("purchase", args=[published.ocid])
        assert address in browser.get("award", published.pk).content.decode()
        with counted() as number:
            page = browser.client.get(address).content.decode()
        assert number() <= 12
        tender = published.lot.tender
        for thing in (published, published.evaluation, tender, tender.plan_item, published.lot):
            assert f'href="{reverse(thing._meta.model_name, args=[thing.pk])}"' in page

    def test_a_purchase_of_which_nothing_may_be_read_is_not_there(self, proposed: Award) -> None:
        assert Browser(UserFactory.create()).get("purchase", "ocds-none").status_code == 404


class TestQueries:
    def test_lists_and_desks_cost_the_same_at_one_and_at_three_rows(self, proposed: Award, people: People) -> None:
        buyer = proposed.lot.tender.buyer
        confirmed = AwardFactory.create(confirmed=True, lot__tender__buyer=buyer)
        shown = AwardFactory.create(published=True, lot__tender__buyer=buyer)
        supplier = member(shown.bid.supplier, Role.SUPPLIER)
        pages = [
            (people.officer, "awards", ()),
            (people.supervisor, "awards", ()),
            (people.officer, "award", (proposed.pk,)),
            (people.approver, "award", (confirmed.pk,)),
            (supplier, "award", (shown.pk,)),
            (people.officer, "award", (shown.pk,)),
            (supplier, "results", ()),
            (supplier, "result_letter", (shown.bid_id,)),
            (people.officer, "desk", ()),
            (supplier, "desk", ()),
            (None, "result_matrix", (shown.pk,)),
        ]
        one = [queries_of(person, name, *args) for person, name, args in pages]
        for _number in range(2):
            AwardFactory.create(lot__tender__buyer=buyer)
            AwardFactory.create(confirmed=True, lot__tender__buyer=buyer)
            AwardFactory.create(published=True, lot__tender__buyer=buyer)
        assert [queries_of(person, name, *args) for person, name, args in pages] == one
        limits = {"award": 12, "result_letter": 12}
        assert [
            (name, n)
            for (_p, name, _a), n in zip(pages, one, strict=True)
            if name != "desk" and n > limits.get(name, 10)
        ] == []
