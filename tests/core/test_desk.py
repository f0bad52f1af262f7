"""The desk: each role's finders and places and nobody else's, and one query for all rows that wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db.models import QuerySet, Value
from django.utils import translation

from accounts.models import Area
from core import desk
from core.desk import Place, Waiting, desk_of, places, places_of, waits, waits_in
from core.law.rulebook import rule
from core.time import SHANGHAI
from procurement.needs.models import Need
from tests.factories.accounts import CommunityFactory
from tests.factories.needs import NeedFactory
from tests.pages import counted


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is registered but what the test registers."""
    for name in ("FINDERS", "KINDS", "PLACES"):
        monkeypatch.setattr(desk, name, [])


@pytest.mark.usefixtures("alone")
class TestPlaces:
    def test_each_role_finds_its_own_and_everybody_what_is_everybodys(self) -> None:
        @places("COOK")
        def kitchen(user: Any) -> Iterator[Place]:
            yield Place("/kitchen/", "Kitchen", "Where the meals are cooked.")

        @places()
        def hall(user: Any) -> Iterator[Place]:
            yield Place("/hall/", "Hall", "Where everybody meets.")

        assert [place.url for place in places_of(None, {"COOK"})] == ["/kitchen/", "/hall/"]
        assert [place.url for place in places_of(None, {"GUEST"})] == ["/hall/"]

    def test_places_stand_along_the_thread_whatever_was_registered_first(self) -> None:
        places("COOK")(lambda user: [Place("/cellar/", "Cellar", "What belongs to no stage.")])
        places("COOK", at=20)(lambda user: [Place("/oven/", "Oven", "Where it is baked.")])
        places("COOK", at=10)(lambda user: [Place("/garden/", "Garden", "Where it grows.")])
        assert [place.url for place in places_of(None, {"COOK"})] == ["/garden/", "/oven/", "/cellar/"]

    def test_a_place_of_two_roles_stands_there_once(self) -> None:
        for role in ("COOK", "GUEST"):
            places(role)(lambda user: [Place("/hall/", "Hall", "Where everybody meets.")])
        assert len(places_of(None, {"COOK", "GUEST"})) == 1


@pytest.mark.usefixtures("alone", "db")
class TestRowsThatWait:
    def test_all_sorts_are_read_with_one_query_each_in_its_own_order(self) -> None:
        one, other = NeedFactory.create(title="助餐"), NeedFactory.create(title="照明")

        @waits_in("COOK", todo="Cook", page="need", most=1)
        def newest(user: Any) -> QuerySet[Any]:
            return type(one).objects.order_by("-pk")

        @waits_in("COOK", todo="Look", page="need", title="text", number="title")
        def oldest(user: Any) -> QuerySet[Any]:
            return type(one).objects.order_by("pk")

        @waits_in("GUEST", todo="Visit", page="organisation", title="name_zh")
        def areas(user: Any) -> QuerySet[Any]:
            return Area.objects.order_by("pk")

        with translation.override("en"), counted() as number:
            found = desk_of(None, {"COOK"})
        assert number() == 1
        assert [(line.title, line.todo, line.url, line.number) for line in found] == [
            ("照明", "Cook", f"/en/desk/needs/{other.pk}/", ""),
            (one.text, "Look", f"/en/desk/needs/{one.pk}/", "助餐"),
            (other.text, "Look", f"/en/desk/needs/{other.pk}/", "照明"),
        ]

    def test_a_clock_stands_above_what_has_none(self) -> None:
        need = NeedFactory.create()
        waits("COOK")(lambda user: [Waiting("soup", "Stir", "/soup/")])

        @waits_in("COOK", todo="Cook", page="need", by_when="proposed_at")
        def rows(user: Any) -> QuerySet[Any]:
            return type(need).objects.all()

        assert [line.todo for line in desk_of(None, {"COOK"})] == ["Cook", "Stir"]

    def test_a_rule_of_the_rulebook_says_by_when_and_an_amount_stands_behind_the_title(self) -> None:
        need = NeedFactory.create(title="助餐", proposed_at=datetime(2026, 3, 13, 17, 0, tzinfo=SHANGHAI))  # a Friday

        @waits_in("COOK", todo="Cook", page="need", by_when="proposed_at", clock="award_publish", amount=Value(1250))
        def rows(user: Any) -> QuerySet[Any]:
            return type(need).objects.all()

        with counted() as number:
            (line,) = desk_of(None, {"COOK"})
        assert line.by_when == datetime(2026, 3, 18, 0, 0, tzinfo=SHANGHAI)  # two working days, the last one whole
        assert line.basis == rule("award_publish").article
        assert line.title == "助餐 · ¥12.50"
        assert number() == 2, "the calendar is read once for all of them"

    def test_nothing_is_asked_where_nothing_is_registered_or_nothing_can_wait(self) -> None:
        with counted() as number:
            assert desk_of(None, {"COOK"}) == []
        assert number() == 0
        CommunityFactory.create()
        for _twice in range(2):
            waits_in("COOK", todo="Cook", page="need", title="name_zh")(lambda user: Area.objects.none())
        assert desk_of(None, {"COOK"}) == []


@pytest.mark.usefixtures("alone", "db")
def test_who_set_the_day_is_said_only_where_there_is_a_day() -> None:
    NeedFactory.create()
    for by_when in ("proposed_at", None):
        waits_in("COOK", todo="Cook", page="need", by_when=by_when, basis="the menu")(lambda user: Need.objects.all())
    dated, undated = desk_of(None, {"COOK"})
    assert (dated.basis, undated.by_when, undated.basis) == ("the menu", None, "")


# Nobody has set a day for these, no law and no document; their lines say so.
UNDATED = {
    "Accept the milestone or send it back",
    "Add what the registrar needs, then it is verified",
    "Admit the task with its money, or send it back",
    "Answer the residents' need",
    "Ask a service user for an opinion",
    "Ask residents without an account, and write down their voices",
    "Check the interest on the late refund and approve it",
    "Check the overdue interest",
    "Check whether the suppliers qualify",
    "Compare the account for deposits with the bank's papers and confirm it",
    "Compare the facts with the public register and verify them",
    "Compare the money sent to the card provider with its voucher and confirm it",
    "Compare the transfer with its voucher and confirm it",
    "Decide whether the deposit is kept",
    "Decide whether the share is paid back",
    "Do you miss this too? Stand behind it",
    "Find out why the bank's line differs",
    "Finish the check of the suppliers: too few qualify",
    "Finish the review of the rating",
    "Form a new committee: the evaluation ended without a result",
    "Look for the supplier's repayment",
    "Order the refund by bank transfer",
    "Pay back what the rating asks for",
    "Pay the interest on the late refund",
    "Pay the overdue interest",
    "Pay your share",
    "Publish the residents' rating",
    "Read the supplement and agree",
    "Record the voucher of the bank transfer",
    "Review the task that a department hands down",
    "Say whether the service took place",
    "Send the invoice for the accepted milestone",
    "Send the invoice for the performance part",
    "Settle the difference with the card provider",
    "Start the evaluation",
    "Verify that this person lives here",
}


def test_whatever_else_waits_says_by_when_and_who_set_the_day() -> None:
    with translation.override("en"):
        assert {str(kind.todo) for kind in desk.KINDS if kind.by_when is None} == UNDATED
        assert [str(kind.todo) for kind in desk.KINDS if kind.by_when is not None and not kind.basis] == []
