"""The one door: right, state, guards, save and record together; and no way round it."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.roles import Role
from core.audit.models import AuditRow
from core.rights import Denial
from core.transitions import CLOCK, Refused, move, steps_for
from procurement.needs.models import Need
from procurement.needs.states import NeedState
from tests.factories.accounts import BuyerFactory, UserFactory, member
from tests.factories.needs import NeedFactory, neighbour

pytestmark = pytest.mark.django_db


@pytest.fixture
def need() -> Need:
    return NeedFactory.create(supported=True)


@pytest.fixture
def officer(need: Need) -> object:
    return member(BuyerFactory.create(area=need.area.parent), Role.BUYER_OFFICER)


def state_of(need: Need) -> str:
    return Need.objects.get(pk=need.pk).state


def test_a_move_changes_the_state_and_writes_who_did_it_in_which_right(need: Need, officer: object) -> None:
    move(need.adopt, by=officer, reason="asked for by many")
    assert state_of(need) == NeedState.ADOPTED
    row = AuditRow.objects.of_thing(need).get()
    assert (row.actor_id, row.actor_role, row.verb) == (str(officer.pk), "procurement.adopt_need", "adopt")  # type: ignore[attr-defined]
    assert (row.before, row.after, row.reason) == ("SUPPORTED", "ADOPTED", "asked for by many")


def test_a_move_that_fails_afterwards_leaves_no_row(need: Need, officer: object) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        move(need.adopt, by=officer)
        raise RuntimeError
    assert state_of(need) == NeedState.SUPPORTED
    assert AuditRow.objects.of_thing(need).count() == 0


def test_the_wrong_role_is_told_whose_step_it_is(need: Need) -> None:
    with pytest.raises(Refused, match="buyer's officer") as refused:
        move(need.adopt, by=neighbour(need.area))
    assert refused.value.denial is Denial.WRONG_ROLE
    assert state_of(need) == NeedState.SUPPORTED


def test_somebody_without_an_active_account_is_a_stranger(need: Need) -> None:
    with pytest.raises(Refused) as refused:
        move(need.adopt, by=UserFactory.create(is_active=False))
    assert refused.value.denial is Denial.STRANGER


def test_time_does_not_take_a_persons_step(need: Need) -> None:
    with pytest.raises(Refused, match="A person has to take this step"):
        move(need.adopt, by=CLOCK)


def test_a_step_from_the_wrong_state_says_where_the_thing_stands(officer: object, need: Need) -> None:
    move(need.adopt, by=officer)
    with pytest.raises(Refused, match="is not possible now"):
        move(Need.objects.get(pk=need.pk).adopt, by=officer)


def test_a_guard_refuses_with_its_sentence() -> None:
    need = NeedFactory.create()
    with pytest.raises(Refused) as refused:
        move(need.support, by=neighbour(need.area))
    assert refused.value.denial is None
    assert len(refused.value.reasons) == 1


def test_steps_show_what_is_open_and_say_why_not_where_it_is_refused(need: Need, officer: object) -> None:
    steps = {step.name: step for step in steps_for(officer, need)}
    assert set(steps) == {"adopt", "decline", "merge"}
    assert steps["adopt"].is_open
    assert steps["adopt"].promise.startswith("The street office takes the need up")
    resident = {step.name: step for step in steps_for(neighbour(need.area), need)}
    assert not resident["adopt"].is_open
    assert resident["adopt"].denial is Denial.WRONG_ROLE
    assert steps_for(UserFactory.create(is_active=False), need) == []


@pytest.mark.parametrize(
    "break_in",
    [
        lambda need: Need.objects.filter(pk=need.pk).update(state=NeedState.ADOPTED),
        lambda need: Need.objects.bulk_update([_with_state(need, NeedState.ADOPTED)], ["state"]),
        lambda need: _raw("UPDATE procurement_need SET state = 'ADOPTED' WHERE id = %s", need.pk),
        lambda need: _with_state(need, NeedState.ADOPTED).save(),
        lambda need: _called_directly(need),
    ],
    ids=["update", "bulk_update", "raw SQL", "save", "the transition called without move"],
)
def test_no_state_moves_beside_the_door(need: Need, break_in) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DatabaseError, match="state moves only"), transaction.atomic():
        break_in(need)
    assert state_of(need) == NeedState.SUPPORTED


@pytest.mark.parametrize("where", ["bulk_create", "create"])
def test_no_row_begins_in_a_later_state(need: Need, where: str) -> None:
    row = Need(
        title="x", text="x", service_kind="greening", area=need.area, proposed_by=need.proposed_by, state="ADOPTED"
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        Need.objects.bulk_create([row]) if where == "bulk_create" else row.save()


def test_an_allowance_for_one_row_is_of_no_use_for_another(need: Need, officer: object) -> None:
    other = NeedFactory.create(supported=True)
    move(need.adopt, by=officer)  # the allowance of this move is still set in the transaction
    with pytest.raises(DatabaseError, match="state moves only"), transaction.atomic():
        Need.objects.filter(pk=other.pk).update(state=NeedState.ADOPTED)


def _with_state(need: Need, state: str) -> Need:
    need.__dict__["state"] = state
    return need


def _called_directly(need: Need) -> None:
    need.adopt()
    need.save()


def _raw(statement: str, *given: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
