"""The register of experts: specialities, employers, ties, and the three years of recusal (I9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Expert
from accounts.people.models import User
from accounts.people.services import note_employment, note_tie, register_expert, set_expert_active
from accounts.roles import Role
from accounts.service_kinds import ServiceKind
from core.audit.models import AuditRow
from core.rights import Denial
from core.transitions import Refused
from tests.accounts.conftest import DAY, Line
from tests.factories.accounts import (
    ExpertEmploymentFactory,
    ExpertFactory,
    ExpertTieFactory,
    OrganisationFactory,
    UserFactory,
    member,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def expert(line: Line) -> Expert:
    """An expert in the register of the district."""
    return ExpertFactory.create(area=line.district)


def test_a_registrar_enters_an_expert(line: Line, registrar: User) -> None:
    person = UserFactory.create()
    made = register_expert(
        user_id=person.pk, specialities=["greening", "cleaning"], area_id=line.district.pk, by=registrar
    )
    assert (made.specialities, made.is_active) == (["cleaning", "greening"], True)
    assert AuditRow.objects.of_thing(made).get().verb == "register"
    with pytest.raises(Refused, match="already"):
        register_expert(user_id=person.pk, specialities=["greening"], area_id=line.district.pk, by=registrar)


@pytest.mark.parametrize("specialities", [[], ["magic"], ["greening", "magic"]])
def test_specialities_are_out_of_the_list(line: Line, registrar: User, specialities: list[str]) -> None:
    with pytest.raises(Refused, match="choose at least one"):
        register_expert(
            user_id=UserFactory.create().pk, specialities=specialities, area_id=line.district.pk, by=registrar
        )


def test_nobody_enters_or_mends_themselves(line: Line, registrar: User) -> None:
    with pytest.raises(Refused, match="Nobody enters themselves"):
        register_expert(user_id=registrar.pk, specialities=["greening"], area_id=line.district.pk, by=registrar)
    own = ExpertFactory.create(user=registrar, area=line.district)
    with pytest.raises(Refused) as refused:
        set_expert_active(own.pk, is_active=True, by=registrar)
    assert refused.value.denial == Denial.WRONG_ROLE


@pytest.mark.parametrize(
    "act",
    [
        lambda expert, by: set_expert_active(expert.pk, is_active=False, by=by),
        lambda expert, by: note_employment(
            expert.pk, organisation_id=OrganisationFactory.create().pk, since=DAY, by=by
        ),
        lambda expert, by: note_tie(
            expert.pk, organisation_id=OrganisationFactory.create().pk, kind="BOARD", since=DAY, by=by
        ),
    ],
)
def test_only_the_registrar_keeps_it(
    line: Line, expert: Expert, registrar: User, act: Callable[[Expert, Any], Any]
) -> None:
    office = OrganisationFactory.create(buyer=True, area=line.district)
    for role in Role:
        if role is not Role.REGISTRAR:
            with pytest.raises(Refused) as refused:
                act(expert, member(office, role))
            assert refused.value.denial == Denial.STRANGER
    with pytest.raises(Refused) as refused:
        act(expert, expert.user)
    assert refused.value.denial == Denial.WRONG_ROLE
    assert act(expert, registrar).pk
    assert AuditRow.objects.of_thing(expert).get().actor_id == str(registrar.pk)


def test_days_in_their_order(expert: Expert, registrar: User) -> None:
    other = OrganisationFactory.create()
    for note in (note_employment, note_tie):
        facts = {"kind": "KINSHIP"} if note is note_tie else {}
        with pytest.raises(Refused, match="ends after it begins"):
            note(expert.pk, organisation_id=other.pk, since=DAY, until=date(2026, 3, 15), by=registrar, **facts)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("since", "until", "bound"),
    [
        (date(2010, 1, 1), None, True),
        (date(2010, 1, 1), DAY, True),
        (date(2010, 1, 1), date(2023, 3, 16), True),  # three years ago to the day
        (date(2010, 1, 1), date(2023, 3, 15), False),
        (date(2026, 3, 17), None, False),  # not yet
    ],
)
@pytest.mark.parametrize("factory", [ExpertEmploymentFactory, ExpertTieFactory])
def test_what_bound_within_three_years_asks_for_recusal(
    expert: Expert, factory: Any, since: date, until: date | None, bound: bool
) -> None:
    near = factory.create(expert=expert, since=since, until=until)
    elsewhere = OrganisationFactory.create()
    assert expert.reasons_to_recuse([near.organisation_id], DAY) == ([near] if bound else [])
    assert expert.reasons_to_recuse([elsewhere.pk], DAY) == []
    assert list(Expert.objects.unbound([near.organisation_id, elsewhere.pk], DAY)) == ([] if bound else [expert])


def test_who_may_be_drawn(line: Line, expert: Expert) -> None:
    city = ExpertFactory.create(area=line.city, specialities=[ServiceKind.ELDER_CARE, ServiceKind.CULTURE])
    ExpertFactory.create(area=line.district, specialities=[ServiceKind.CULTURE])
    ExpertFactory.create(area=line.district, is_active=False)
    ExpertFactory.create(area=line.district, user__is_active=False)
    elsewhere = ExpertFactory.create()
    assert list(Expert.objects.drawable("elder_care", line.community)) == [expert, city]
    assert list(Expert.objects.drawable("elder_care", line.city)) == [city]
    assert list(Expert.objects.drawable("elder_care")) == [expert, city, elsewhere]


def test_an_expert_has_a_speciality(expert: Expert) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Expert.objects.filter(pk=expert.pk).update(specialities=[])
