"""What the database keeps of a contract, whoever writes to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from projects.contracts.models import Contract, Signature
from tests.factories.contracts import STARTS_ON, ContractFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        {"amount_fen": 1},
        {"text": {"scope": "别的内容"}},
        {"ends_on": STARTS_ON.replace(year=2028)},
        {"performance_percent": 20},
        {"term_months": 24},
        {"payout_policy": {"policy": "fixed"}},
    ],
)
def test_what_was_offered_is_not_changed(change: dict[str, Any]) -> None:
    contract = ContractFactory.create(offered=True)
    with pytest.raises(DatabaseError, match="what was offered is not changed"), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(**change)


def test_the_amount_of_a_draft_is_not_changed_either() -> None:
    contract = ContractFactory.create()
    with pytest.raises(DatabaseError, match="what was offered is not changed"), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(amount_fen=1)


def test_a_state_moves_by_its_transition_only() -> None:
    contract = ContractFactory.create(offered=True)
    with pytest.raises(DatabaseError, match="only through its transition"), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(state="IN_FORCE")


def test_a_contract_begins_as_a_draft() -> None:
    contract = ContractFactory.create()
    contract.pk, contract.award_id = None, None
    with pytest.raises(DatabaseError), transaction.atomic():
        Contract.objects.bulk_create([Contract(state="IN_FORCE", amount_fen=1, lot=contract.lot)])


def test_an_award_has_one_contract() -> None:
    contract = ContractFactory.create()
    with pytest.raises(IntegrityError, match="award_id"), transaction.atomic():
        ContractFactory.create(award=contract.award)


def test_signatures_stay() -> None:
    ContractFactory.create(signed=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Signature.objects.update(statement="别的内容")


def test_who_and_when_stand_together() -> None:
    with pytest.raises(IntegrityError, match="contract_published_by_and_at"), transaction.atomic():
        ContractFactory.create(signed=True, published_at="2026-05-20T00:00:00Z")
