"""The keys of a seal: who makes them, how they are proven, and that they are fixed once bids are sealed to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.roles import Role
from core.audit.models import AuditRow
from core.rights import Denial
from core.transitions import Refused
from procurement.tenders.custody import make_key, prove_key
from procurement.tenders.models import CustodianKey
from procurement.tenders.states import TenderState
from tests.factories.accounts import MembershipFactory, SupervisorFactory, member
from tests.factories.custody import KNOWN
from tests.procurement.bids.world import World, an_open_tender

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "quick_keys")]

PASSPHRASE = "four words of silence"


@pytest.fixture
def world() -> World:
    """A tender in review, without keys."""
    world = an_open_tender(state=TenderState.REVIEW)
    CustodianKey.objects.all().delete()
    return world


def refused(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


def test_a_custodian_of_each_group_makes_and_proves_a_key(world: World) -> None:
    for group, person in (("A", world.custodians.a1), ("B", world.custodians.b1)):
        key = make_key(world.tender.pk, group=group, passphrase=PASSPHRASE, by=person)
        assert (key.group, key.custodian, key.proven_at) == (group, person, None)
        assert key.recipient.startswith("age1")
        assert prove_key(key.pk, passphrase=PASSPHRASE, by=person).proven_at is not None
        assert [row.verb for row in AuditRow.objects.of_thing(key)] == ["make_key", "prove_key"]


def test_the_tender_is_ready_with_two_proven_keys_in_each_group(world: World) -> None:
    people = world.custodians
    ready = []
    for group, person in (("A", people.a1), ("A", people.a2), ("B", people.b1), ("B", people.b2)):
        key = make_key(world.tender.pk, group=group, passphrase=PASSPHRASE, by=person)
        ready.append(CustodianKey.objects.are_ready(world.tender.pk))
        prove_key(key.pk, passphrase=PASSPHRASE, by=person)
        ready.append(CustodianKey.objects.are_ready(world.tender.pk))
    assert ready == [False] * 7 + [True]


@pytest.mark.parametrize("passphrase", ["", "short", " " * 20, "elevenchars"])
def test_a_short_passphrase_is_refused(world: World, passphrase: str) -> None:
    failure = refused(make_key, world.tender.pk, group="A", passphrase=passphrase, by=world.custodians.a1)
    assert str(failure) == ("The passphrase is too short. Choose at least 12 characters, for example four words.")


def test_there_are_two_groups(world: World) -> None:
    failure = refused(make_key, world.tender.pk, group="C", passphrase=PASSPHRASE, by=world.custodians.a1)
    assert str(failure) == "A key belongs to group A (the buyer) or B (the supervision)."


def test_a_wrong_passphrase_proves_nothing(world: World) -> None:
    key = make_key(world.tender.pk, group="A", passphrase=PASSPHRASE, by=world.custodians.a1)
    failure = refused(prove_key, key.pk, passphrase="four words of noise", by=world.custodians.a1)
    assert str(failure) == "The passphrase does not open your key. Type it again, or make a new key."
    assert CustodianKey.objects.get(pk=key.pk).proven_at is None


def test_a_key_that_does_not_open_what_is_sealed_to_it(world: World) -> None:
    key = make_key(world.tender.pk, group="A", passphrase=PASSPHRASE, by=world.custodians.a1)
    CustodianKey.objects.filter(pk=key.pk).update(recipient=KNOWN["A2"].recipient)
    failure = refused(prove_key, key.pk, passphrase=PASSPHRASE, by=world.custodians.a1)
    assert str(failure) == "The key does not open what is sealed to it. Make a new key."


def test_everybody_proves_their_own(world: World) -> None:
    key = make_key(world.tender.pk, group="A", passphrase=PASSPHRASE, by=world.custodians.a1)
    failure = refused(prove_key, key.pk, passphrase=PASSPHRASE, by=world.custodians.a2)
    assert str(failure) == "This is another custodian's key. Everybody proves their own."


def test_a_forgotten_key_is_replaced_before_the_publication_and_proven_anew(world: World) -> None:
    key = make_key(world.tender.pk, group="A", passphrase=PASSPHRASE, by=world.custodians.a1)
    prove_key(key.pk, passphrase=PASSPHRASE, by=world.custodians.a1)
    fresh = make_key(world.tender.pk, group="A", passphrase="another four words", by=world.custodians.a1)
    assert (fresh.pk, fresh.proven_at) == (key.pk, None)
    assert fresh.recipient != key.recipient


def test_after_the_publication_no_key_is_made_or_replaced() -> None:
    world = an_open_tender()
    colleague = member(world.tender.buyer, Role.CUSTODIAN)
    for person in (world.custodians.a1, colleague):
        failure = refused(make_key, world.tender.pk, group="A", passphrase=PASSPHRASE, by=person)
        assert str(failure) == (
            "The tender is published: bids are sealed to its keys, and none is made or replaced now."
        )


def test_the_proof_is_repeated_while_the_tender_is_open_and_not_later() -> None:
    world = an_open_tender()
    key = CustodianKey.objects.get(custodian=world.custodians.a1)
    assert prove_key(key.pk, passphrase=KNOWN["A1"].passphrase, by=world.custodians.a1).proven_at > key.proven_at
    closed = an_open_tender(state=TenderState.CLOSED)
    key = CustodianKey.objects.get(custodian=closed.custodians.a1)
    failure = refused(prove_key, key.pk, passphrase=KNOWN["A1"].passphrase, by=closed.custodians.a1)
    assert str(failure) == "The tender has closed: its keys are not proven any more."


def test_nobody_makes_keys_of_both_groups(world: World) -> None:
    both = world.custodians.b1
    MembershipFactory.create(person=both, organisation=world.tender.buyer, role=Role.CUSTODIAN)
    make_key(world.tender.pk, group="B", passphrase=PASSPHRASE, by=both)
    failure = refused(make_key, world.tender.pk, group="A", passphrase=PASSPHRASE, by=both)
    assert str(failure) == "You hold a key of the other group. Nobody holds keys of both: ask a colleague."


def test_who_is_no_custodian_makes_no_key(world: World) -> None:
    elsewhere = member(SupervisorFactory.create(), Role.CUSTODIAN)
    for group, person, denial in (
        ("A", world.custodians.b1, Denial.WRONG_ROLE),
        ("B", world.custodians.a1, Denial.WRONG_ROLE),
        ("A", world.officer, Denial.WRONG_ROLE),
        ("B", world.supervisor, Denial.WRONG_ROLE),
        ("B", elsewhere, Denial.STRANGER),
        ("A", world.supplier(), Denial.STRANGER),
        ("B", world.resident, Denial.STRANGER),
    ):
        failure = refused(make_key, world.tender.pk, group=group, passphrase=PASSPHRASE, by=person)
        assert failure.denial is denial
