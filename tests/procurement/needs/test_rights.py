"""Who may do what with a need, and who sees it."""

from __future__ import annotations

from functools import partial

import pytest

from accounts.service_kinds import ServiceKind
from procurement.needs import services
from procurement.needs.models import Need
from procurement.needs.rules import can_see_need
from tests.factories.needs import NeedFactory
from tests.procurement.cast import Cast, assemble, by_denial

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


def expected(people: dict[str, object]) -> dict[str, str]:
    """Needs are public, so nobody with an account is a stranger to them."""
    return {name: "stranger" if name in ("anonymous", "left") else "wrong_role" for name in people}


def test_only_residents_there_and_their_grid_worker_propose(cast: Cast) -> None:
    others = cast.but("resident", "grid_worker")
    facts = {"area_id": cast.community.pk, "service_kind": ServiceKind.GREENING, "title": "树", "text": "树"}
    assert by_denial(others, partial(services.propose_need, **facts)) == expected(others)


def test_only_residents_there_and_their_grid_worker_give_a_voice(cast: Cast) -> None:
    need = NeedFactory.create(area=cast.community)
    others = cast.but("resident", "grid_worker")
    assert by_denial(others, partial(services.support_need, need.pk)) == expected(others)


@pytest.mark.parametrize(
    ("service", "given"),
    [
        (services.adopt_need, {}),
        (services.decline_need, {"reason": "不"}),
        (services.decline_need, {"reason": ""}),
        (services.merge_need, {"into_id": "other"}),
        (services.merge_need, {"into_id": "itself"}),
    ],
)
def test_only_an_officer_of_the_areas_buyer_answers(cast: Cast, service: object, given: dict[str, object]) -> None:
    need, other = NeedFactory.create(area=cast.community, supported=True), NeedFactory.create(area=cast.community)
    numbers = {"other": other.pk, "itself": need.pk}
    facts = {name: numbers.get(value, value) for name, value in given.items()}
    others = cast.but("officer", "colleague", "both")
    assert by_denial(others, partial(service, need.pk, **facts)) == expected(others)
    assert Need.objects.get(pk=need.pk).state == "SUPPORTED"


def test_the_twins_agree_that_everybody_sees_every_need(cast: Cast) -> None:
    for state in ("", "supported", "adopted", "declined", "merged"):
        NeedFactory.create(area=cast.community, **({state: True} if state else {}))
    needs = list(Need.objects.all())
    for person in cast.people.values():
        seen = set(Need.objects.visible_to(person))
        assert seen == {need for need in needs if can_see_need(person, need)} == set(needs)
