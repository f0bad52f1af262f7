"""What wakes the contracts: the award, the clocks, and whom their words reach."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from accounts.models import Notification
from accounts.roles import Role
from core.audit.outbox import relay
from core.clock import CLOCKS
from core.time import SHANGHAI
from procurement.awards.services import publish_award
from projects.contracts import services
from projects.contracts.models import Contract
from tests.factories.accounts import member
from tests.factories.awards import PUBLISHED_AT, AwardFactory
from tests.factories.contracts import WHILE_SIGNING
from tests.projects.story import Story, begin

pytestmark = pytest.mark.django_db

DECIDERS = {"officer", "colleague", "approver", "both"}


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_SIGNING)
    return begin()


def running(story: Story, until: date) -> list[tuple[str, int, date, set[str]]]:
    """Return the clocks of contracts that end by a day, with those of the cast whom they remind."""
    found = [one for finder in CLOCKS for one in finder(until) if one.thing_kind == "projects.Contract"]
    names = {person.pk: name for name, person in story.cast.people.items()}
    return [(one.rule_key, one.thing_id, one.ends_on, {names[pk] for pk in one.people if pk in names}) for one in found]


def test_publishing_an_award_draws_its_contract_up(clock: Any) -> None:
    clock(PUBLISHED_AT)
    award = AwardFactory.create(confirmed=True)
    publish_award(award.pk, by=member(award.lot.tender.buyer, Role.APPROVER))
    contract = Contract.objects.get()
    assert (contract.award, contract.state, contract.sign_by) == (award, "DRAFTED", date(2026, 5, 16))


def test_both_sides_are_reminded_to_sign(story: Story) -> None:
    contract = services.draft_contract(story.award.pk)
    assert running(story, date(2026, 6, 4)) == []
    assert running(story, date(2026, 6, 5)) == [
        ("contract_sign", contract.pk, date(2026, 6, 5), DECIDERS | {"supplier"})
    ]


def test_the_buyer_is_reminded_to_publish_and_to_file(story: Story) -> None:
    contract = story.contract(signed=True)
    publish = ("contract_publish", contract.pk, date(2026, 5, 22), DECIDERS)
    file = ("contract_file", contract.pk, date(2026, 5, 29), DECIDERS)
    assert running(story, date(2026, 5, 21)) == []
    assert running(story, date(2026, 5, 22)) == [publish]
    assert running(story, date(2026, 5, 29)) == [publish, file]
    services.file_contract(contract.pk, by=story.cast.officer)
    assert running(story, date(2026, 5, 29)) == [publish]


def test_the_supplier_hears_of_the_offer_once(story: Story) -> None:
    services.offer_contract(story.contract().pk, by=story.cast.officer)
    relay()
    relay()
    told = Notification.objects.filter(topic="contract.offered")
    assert list(told.values_list("recipient_id", flat=True)) == [story.cast.supplier.pk]
    assert f"“{story.award.lot.tender.title_en}”" in told.get().text


def test_a_contract_given_up_reminds_nobody(clock: Any, story: Story) -> None:
    contract = services.offer_contract(story.contract().pk, by=story.cast.officer)
    clock(datetime(2026, 6, 9, 9, 0, tzinfo=SHANGHAI))
    services.lapse_contract(contract.pk, reason="逾期未签", by=story.cast.officer)
    assert running(story, date(2026, 12, 31)) == []
