"""Supplements: proposed by the buyer, agreed by the supplier, together at most a tenth of the contract."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from projects.contracts.amendments import agree_amendment, propose_amendment
from projects.contracts.models import Amendment, Contract
from projects.contracts.text import statement_for_amendment
from tests.factories.accounts import member
from tests.factories.bids import PRICE_FEN
from tests.factories.contracts import WHILE_RUNNING, AmendmentFactory
from tests.procurement.cast import by_denial
from tests.projects.story import Story, acts, begin
from tests.refusals import denial, why

pytestmark = pytest.mark.django_db

TENTH = PRICE_FEN // 10
TOO_MUCH = (
    "All supplements together may add at most 10 % of the contract. Reduce the amount. "
    "(Government Procurement Law, art. 49)"
)
FACTS = {"title": "增加服务对象", "text": "按同一标准增加10名服务对象。", "due_on": date(2026, 9, 30)}


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_RUNNING)
    return begin()


@pytest.fixture
def contract(story: Story) -> Contract:
    return story.contract(in_force=True)


def agree(amendment: Amendment, by: Any) -> Amendment:
    """Agree with the statement that belongs to the supplement."""
    return agree_amendment(amendment.pk, statement=statement_for_amendment(amendment), by=by)


def test_an_agreed_supplement_becomes_a_milestone_with_its_two_parts(story: Story, contract: Contract) -> None:
    amendment = propose_amendment(contract.pk, **FACTS, added_fen=1_000_005, by=story.cast.officer)
    assert contract.total_fen == PRICE_FEN
    agreed = agree(amendment, story.cast.supplier)
    assert (agreed.agreed_by, contract.total_fen) == (story.cast.supplier, PRICE_FEN + 1_000_005)
    milestone = contract.milestones.get()
    assert (milestone.amendment, milestone.amount_fen) == (agreed, 1_000_005)
    assert (milestone.base_fen, milestone.performance_fen) == (900_005, 100_000)
    assert acts(agreed) == [("propose", "", "", ""), ("agree", "", "", "")]


def test_a_tenth_is_lawful_and_a_fen_more_is_not(story: Story, contract: Contract) -> None:
    given = {**FACTS, "by": story.cast.officer}
    assert why(propose_amendment, contract.pk, added_fen=TENTH + 1, **given) == [TOO_MUCH]
    assert propose_amendment(contract.pk, added_fen=TENTH, **given).number == 1


def test_all_supplements_count_together(story: Story, contract: Contract) -> None:
    AmendmentFactory.create(contract=contract, agreed=True, added_fen=TENTH - 100)
    given = {**FACTS, "by": story.cast.officer}
    assert why(propose_amendment, contract.pk, added_fen=101, **given) == [TOO_MUCH]
    assert propose_amendment(contract.pk, added_fen=100, **given).number == 2


def test_two_proposals_that_fit_alone_are_not_both_agreed(story: Story, contract: Contract) -> None:
    first, second = (AmendmentFactory.create(contract=contract, added_fen=TENTH) for _ in range(2))
    agree(first, story.cast.supplier)
    given = {"statement": statement_for_amendment(second), "by": story.cast.supplier}
    assert why(agree_amendment, second.pk, **given) == [TOO_MUCH]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"added_fen": 0}, "A supplement adds an amount above zero."),
        ({"added_fen": -5}, "A supplement adds an amount above zero."),
        ({"title": " "}, "Give the supplement a title and say what is added."),
        ({"text": ""}, "Give the supplement a title and say what is added."),
        (
            {"due_on": date(2027, 6, 1)},
            "The supplement has to be delivered within the term of the contract. Choose another day.",
        ),
        (
            {"due_on": date(2026, 6, 14)},
            "The supplement has to be delivered within the term of the contract. Choose another day.",
        ),
    ],
)
def test_what_a_proposal_has_to_say(story: Story, contract: Contract, changed: dict[str, Any], sentence: str) -> None:
    given = {**FACTS, "added_fen": 100, **changed, "by": story.cast.officer}
    assert why(propose_amendment, contract.pk, **given) == [sentence]


@pytest.mark.parametrize("state", ["signed", "suspended", "completed", "terminated"])
def test_only_a_contract_in_force_takes_a_supplement(story: Story, state: str) -> None:
    contract = story.contract(**{state: True})
    given = {**FACTS, "added_fen": 100, "by": story.cast.officer}
    assert why(propose_amendment, contract.pk, **given) == ["Only a contract in force takes a supplement."]


def test_nobody_else_proposes(story: Story, contract: Contract) -> None:
    allowed = ("officer", "colleague", "both")
    met = by_denial(story.cast.but(*allowed), lambda by: propose_amendment(contract.pk, **FACTS, added_fen=100, by=by))
    assert met == story.expected(*allowed, public=True)


def test_nobody_else_agrees(story: Story, contract: Contract) -> None:
    amendment = AmendmentFactory.create(contract=contract)
    met = by_denial(story.cast.but("supplier"), lambda by: agree(amendment, by))
    assert met == story.expected("supplier")


def test_whoever_proposed_it_does_not_agree_to_it(story: Story, contract: Contract) -> None:
    double = member(story.supplier, "SUPPLIER")
    amendment = AmendmentFactory.create(contract=contract, proposed_by=double)
    assert denial(agree, amendment, double) == "same_person"
    amendment.agreed_by, amendment.agreed_at = double, WHILE_RUNNING
    with pytest.raises(IntegrityError, match="amendment_takes_two_people"), transaction.atomic():
        amendment.save()


def test_it_is_agreed_once_and_over_its_own_text(story: Story, contract: Contract) -> None:
    amendment = AmendmentFactory.create(contract=contract)
    sentence = "The statement is not the one that belongs to this supplement. Read it again and sign it."
    assert why(agree_amendment, amendment.pk, statement="同意", by=story.cast.supplier) == [sentence]
    agree(amendment, story.cast.supplier)
    assert why(agree, amendment, story.cast.supplier) == ["The supplement is agreed already."]
