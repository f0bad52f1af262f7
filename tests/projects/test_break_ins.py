"""One person with two roles in a project: the buyer's people stand aside where they belong to the supplier (条例§9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Organisation
from core.rights import RIGHTS, Denial
from projects.contracts.models import Contract
from projects.milestones.services import accept_milestone
from projects.payouts.services import approve_payout, send_payout
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.milestones import MilestoneFactory
from tests.factories.payouts import PayoutFactory
from tests.factories.ratings import RatingRoundFactory
from tests.projects.story import Story, begin
from tests.refusals import denial

pytestmark = pytest.mark.django_db

# What the buyer's people decide about the supplier, and whose act it is.
DECISIONS = {
    "offer_contract": "officer",
    "sign_contract": "approver",
    "publish_contract": "officer",
    "file_contract": "officer",
    "complete_contract": "officer",
    "suspend_contract": "approver",
    "resume_contract": "approver",
    "terminate_contract": "approver",
    "lapse_contract": "officer",
    "propose_amendment": "officer",
    "release_performance": "officer",
    "open_rating_round": "officer",
}


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_RUNNING)
    return begin()


@pytest.fixture
def contract(story: Story) -> Contract:
    return story.contract(in_force=True)


def tied(person: Any, organisation: Organisation) -> Any:
    """Make somebody of the office a member of an organisation as well."""
    MembershipFactory.create(person=person, organisation=organisation)
    return person


@pytest.mark.parametrize(("right", "who"), DECISIONS.items())
def test_no_contract_is_decided_by_who_belongs_to_the_supplier(
    story: Story, contract: Contract, right: str, who: str
) -> None:
    person = getattr(story.cast, who)
    assert RIGHTS[f"projects.{right}"].denial(person, contract) is None
    assert RIGHTS[f"projects.{right}"].denial(tied(person, OrganisationFactory.create()), contract) is None
    assert RIGHTS[f"projects.{right}"].denial(tied(person, story.supplier), contract) == Denial.WRONG_ROLE


def test_a_partner_of_the_consortium_is_the_supplier_too(story: Story) -> None:
    partner = OrganisationFactory.create()
    contract = story.contract(in_force=True, text={"consortium": [partner.credit_code.lower()]})
    right = RIGHTS["projects.terminate_contract"]
    assert right.denial(tied(story.cast.approver, partner), contract) == Denial.WRONG_ROLE


def test_no_delivery_is_accepted(story: Story, contract: Contract) -> None:
    milestone = MilestoneFactory.create(contract=contract, submitted=True)
    given = {"certificate": "已逐项核对。", "by": tied(story.cast.officer, story.supplier)}
    assert denial(accept_milestone, milestone.pk, **given) == Denial.WRONG_ROLE


@pytest.mark.parametrize(
    ("state", "who", "pay"),
    [
        ("requested", "approver", approve_payout),
        ("requested", "finance", approve_payout),
        ("approved", "finance", lambda pk, by: send_payout(pk, order_number="ZF0001", by=by)),
    ],
)
def test_nothing_is_paid(story: Story, contract: Contract, state: str, who: str, pay: Callable[..., Any]) -> None:
    traits = {} if state == "requested" else {state: True}
    payout = PayoutFactory.create(milestone=MilestoneFactory.create(contract=contract, accepted=True), **traits)
    assert denial(pay, payout.pk, by=tied(getattr(story.cast, who), story.supplier)) == Denial.WRONG_ROLE


@pytest.mark.parametrize(("right", "who"), [("review", "officer"), ("publish", "approver")])
def test_no_rating_is_reviewed_or_published(story: Story, contract: Contract, right: str, who: str) -> None:
    rating_round = RatingRoundFactory.create(contract=contract, closed=True)
    right_on = RIGHTS[f"projects.{right}_rating_round"]
    person = getattr(story.cast, who)
    assert right_on.denial(person, rating_round) is None
    assert right_on.denial(tied(person, story.supplier), rating_round) == Denial.WRONG_ROLE
