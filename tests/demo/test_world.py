"""The demo's world: the figures of the real places, lawful codes, and everybody let in by somebody else."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.validators import validate_email

from accounts.models import Area, Expert, Organisation, Resident
from accounts.organisations.kinds import SUPPLIER_KINDS, OrganisationKind
from core.law.credit_codes import why_not
from demo.player import at
from demo.world import address_of, build_world, read_world
from procurement.admissions.states import TaskFamily

pytestmark = pytest.mark.django_db


def test_the_world_is_the_one_that_the_sources_describe(clock: Callable[[datetime], None]) -> None:
    clock(at("2024-09-02 09:00"))
    parts: list[int] = []
    world = build_world(lambda: parts.append(1))
    zinan = Area.objects.get(name_zh="紫南社区")
    assert (zinan.households, zinan.residents) == (1685, 5216)
    assert zinan.allocation_fen == (2000 + 4 * 1685) * 100
    assert Organisation.objects.filter(kind__in=SUPPLIER_KINDS).count() == 12
    assert (Expert.objects.count(), Resident.objects.count()) == (15, 200)
    assert sorted(task["family"] for task in world.tasks) == sorted(TaskFamily.values)
    assert [why_not(organisation.credit_code) for organisation in Organisation.objects.all()] == [""] * 19
    assert not Organisation.objects.exclude(state="VERIFIED").exists()
    for supplier in Organisation.objects.filter(kind=OrganisationKind.SOCIAL, registered_on__year__lt=2024):
        assert supplier.grade_on(date(2026, 3, 16)) in (3, 4, 5), supplier.name
    alone = Resident.objects.filter(stratum="SELF").count()
    assert (alone, Resident.objects.exclude(verified_at=None).count()) == (70, 200)
    assert len(parts) == 6


def test_every_printed_address_is_one_that_a_form_takes() -> None:
    world = read_world()
    for body in world["bodies"]:
        for person in body["people"]:
            validate_email(address_of(person["key"], body["key"]))
    for supplier in world["suppliers"]:
        validate_email(address_of(supplier["key"], supplier["key"]))
