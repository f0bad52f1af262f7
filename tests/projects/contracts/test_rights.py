"""Who reads a contract: the predicate and its twin in SQL say the same of everybody."""

from __future__ import annotations

from typing import Any

import pytest

from projects.contracts.models import Amendment, Contract
from projects.contracts.rules import can_see_amendment, can_see_contract
from tests.factories.contracts import AmendmentFactory, ContractFactory
from tests.projects.story import OFFICE, Story, begin

pytestmark = pytest.mark.django_db

# A contract that was given up before anybody saw it stays with its parties.
STATES: list[dict[str, Any]] = [
    {},
    {"offered": True},
    {"signed": True},
    {"in_force": True},
    {"suspended": True},
    {"completed": True},
    {"terminated": True},
    {"terminated": True, "published_at": None, "published_by": None},
]


@pytest.fixture
def story() -> Story:
    return begin()


@pytest.mark.parametrize("traits", STATES)
def test_the_twins_agree_about_everybody(story: Story, traits: dict[str, Any]) -> None:
    contract = story.contract(**traits)
    elsewhere = ContractFactory.create(**traits)
    for name, person in story.cast.people.items():
        seen = set(Contract.objects.visible_to(person))
        assert seen == {one for one in (contract, elsewhere) if can_see_contract(person, one)}, name


@pytest.mark.parametrize(
    ("traits", "seeing"),
    [
        ({}, OFFICE | {"supervisor"}),
        ({"offered": True}, OFFICE | {"supervisor", "supplier"}),
        ({"signed": True}, OFFICE | {"supervisor", "supplier"}),
    ],
)
def test_an_unpublished_contract_is_read_by_its_parties(story: Story, traits: dict[str, Any], seeing: set[str]) -> None:
    contract = story.contract(**traits)
    assert {name for name, person in story.cast.people.items() if can_see_contract(person, contract)} == seeing


def test_a_published_contract_is_public(story: Story) -> None:
    contract = story.contract(in_force=True)
    assert [name for name, person in story.cast.people.items() if not can_see_contract(person, contract)] == []


@pytest.mark.parametrize("agreed", [True, False])
def test_a_proposed_supplement_stays_between_the_parties(story: Story, agreed: bool) -> None:
    amendment = AmendmentFactory.create(contract=story.contract(in_force=True), agreed=agreed)
    seeing = {name for name, person in story.cast.people.items() if can_see_amendment(person, amendment)}
    assert seeing == (set(story.cast.people) if agreed else OFFICE | {"supervisor", "supplier"})
    for name, person in story.cast.people.items():
        assert Amendment.objects.visible_to(person).exists() == (name in seeing), name


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_takes_one_query(story: Story, rows: int, django_assert_num_queries: Any) -> None:
    for _row in range(rows):
        ContractFactory.create(in_force=True)
    list(Contract.objects.visible_to(story.cast.officer))  # reads the person's roles once
    with django_assert_num_queries(1):
        assert [one.buyer.name != "" for one in Contract.objects.visible_to(story.cast.officer).with_parties()] == [
            True
        ] * rows
