"""The clocks of a contract: signing, publishing, filing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from accounts.models import Membership
from accounts.roles import Role
from core.clock import RunningClock, clocks
from core.time import day_of, today
from procurement.buyers import BUYING
from projects.contracts.models import Contract
from projects.periods import last_day


@clocks
def to_sign(until: date) -> Iterable[RunningClock]:
    """Contracts that both sides have to sign by a day."""
    for contract in Contract.objects.to_sign_by(until):
        assert contract.sign_by is not None  # the query asked for it
        people = Membership.objects.people(
            [contract.buyer_id, contract.supplier_id], *BUYING, Role.SUPPLIER, day=today()
        )
        yield RunningClock("contract_sign", "projects.Contract", contract.pk, contract.sign_by, tuple(people))


@clocks
def to_publish(until: date) -> Iterable[RunningClock]:
    """Signed contracts that have to be published by a day."""
    for contract in Contract.objects.to_publish_by(until):
        assert contract.publish_by is not None  # the query asked for it
        people = Membership.objects.people([contract.buyer_id], *BUYING, day=today())
        yield RunningClock("contract_publish", "projects.Contract", contract.pk, contract.publish_by, tuple(people))


@clocks
def to_file(until: date) -> Iterable[RunningClock]:
    """Signed contracts whose copy has to reach the finance department by a day."""
    for contract in Contract.objects.unfiled():
        assert contract.signed_at is not None  # the query asked for it
        ends_on = last_day("contract_file", day_of(contract.signed_at))
        if ends_on is not None and ends_on <= until:
            people = Membership.objects.people([contract.buyer_id], *BUYING, day=today())
            yield RunningClock("contract_file", "projects.Contract", contract.pk, ends_on, tuple(people))
