"""Areas: four levels, each in one of the level above it; the allocation of a community."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.areas.levels import AreaLevel
from accounts.areas.models import Area
from accounts.areas.services import draw_area, set_area_figures
from accounts.people.models import User
from core.audit.models import AuditRow
from core.rights import Denial
from core.transitions import Refused
from tests.accounts.conftest import Line
from tests.factories.accounts import CityFactory, CommunityFactory, DistrictFactory, StreetFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_path_runs_from_the_city_down(line: Line) -> None:
    assert line.community.path == f"/{line.city.pk}/{line.district.pk}/{line.street.pk}/{line.community.pk}/"
    assert line.community.line == [line.city.pk, line.district.pk, line.street.pk, line.community.pk]


def test_an_area_covers_itself_and_what_is_below_it(line: Line) -> None:
    other = StreetFactory.create(parent=line.district)
    covered = [
        area for area in (line.city, line.district, line.street, line.community, other) if line.street.covers(area)
    ]
    assert covered == [line.street, line.community]
    assert set(Area.objects.subtree(line.street)) == {line.street, line.community}
    assert list(Area.objects.above(line.street)) == [line.city, line.district, line.street]


def test_an_area_does_not_cover_one_whose_path_only_begins_alike() -> None:
    assert not Area(path="/1/4/").covers(Area(path="/1/40/"))


@pytest.mark.parametrize(
    ("level", "parent"),
    [
        (AreaLevel.CITY, "city"),
        (AreaLevel.DISTRICT, None),
        (AreaLevel.DISTRICT, "district"),
        (AreaLevel.STREET, "city"),
        (AreaLevel.COMMUNITY, "district"),
        (AreaLevel.COMMUNITY, "community"),
    ],
)
def test_the_database_refuses_an_area_that_is_not_one_level_below_its_parent(
    line: Line, level: str, parent: str | None
) -> None:
    above = getattr(line, parent) if parent else None
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.bulk_create([Area(code="X", name_zh="错位", level=level, parent=above)])


def test_what_is_below_moves_along(line: Line) -> None:
    elsewhere = DistrictFactory.create()
    line.street.parent = elsewhere
    line.street.save()
    assert Area.objects.get(pk=line.community.pk).path == (
        f"/{elsewhere.parent_id}/{elsewhere.pk}/{line.street.pk}/{line.community.pk}/"
    )


def test_an_area_with_areas_below_it_keeps_its_level(line: Line) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.filter(pk=line.street.pk).update(level=AreaLevel.DISTRICT, parent=line.city)


def test_the_allocation_is_a_base_and_an_amount_per_household() -> None:
    area = Area(allocation_base_fen=200_000, allocation_per_household_fen=400, households=1685)
    assert area.allocation_fen == 874_000  # 2,000 + 4 × 1,685 = 8,740.00 yuan


@pytest.mark.parametrize(("language", "name"), [("zh-hans", "紫南社区"), ("en", "Zinan")])
def test_the_name_is_in_the_language_of_the_reader(language: str, name: str) -> None:
    with translation.override(language):
        assert Area(name_zh="紫南社区", name_en="Zinan").name == name
        assert Area(name_zh="紫南社区").name == "紫南社区"


class TestDrawingAreas:
    """Registrars draw areas inside their own; the operator draws the first city."""

    def test_a_registrar_draws_a_street_in_the_district(self, line: Line, registrar: User) -> None:
        street = draw_area(
            code="141081",
            level=AreaLevel.STREET,
            name_zh="路东街道",
            parent_id=line.district.pk,
            households=9,
            by=registrar,
        )
        assert street.path == f"/{line.city.pk}/{line.district.pk}/{street.pk}/"
        row = AuditRow.objects.of_thing(street).get()
        assert (row.verb, row.actor_id, row.detail["code"]) == ("draw", str(registrar.pk), "141081")

    def test_only_the_operator_draws_a_city(self, registrar: User) -> None:
        with pytest.raises(Refused) as refused:
            draw_area(code="1", level=AreaLevel.CITY, name_zh="市", by=registrar)
        assert refused.value.denial == Denial.WRONG_ROLE
        assert draw_area(code="1", level=AreaLevel.CITY, name_zh="市", by=UserFactory.create(operator=True)).line

    def test_a_registrar_of_elsewhere_is_refused(self, registrar: User) -> None:
        with pytest.raises(Refused) as refused:
            draw_area(code="1", level="COMMUNITY", name_zh="社区", parent_id=StreetFactory.create().pk, by=registrar)
        assert refused.value.denial == Denial.WRONG_ROLE

    def test_the_level_must_be_the_next(self, line: Line, registrar: User) -> None:
        with pytest.raises(Refused, match="level above it"):
            draw_area(code="1", level=AreaLevel.COMMUNITY, name_zh="社区", parent_id=line.district.pk, by=registrar)
        with pytest.raises(Refused, match="a city, a district"):
            draw_area(code="1", level="COUNTY", name_zh="县", parent_id=line.district.pk, by=registrar)

    def test_a_code_stands_once(self, line: Line, registrar: User) -> None:
        with pytest.raises(Refused, match="this code already"):
            draw_area(code=line.city.code, level="STREET", name_zh="街道", parent_id=line.district.pk, by=registrar)

    def test_figures_are_set_and_recorded(self, line: Line, registrar: User) -> None:
        area = set_area_figures(line.community.pk, households=1685, support_threshold=12, by=registrar)
        assert (area.households, area.support_threshold) == (1685, 12)
        assert AuditRow.objects.of_thing(area).get().detail["before"] == {"households": 1685, "support_threshold": 10}

    def test_thresholds_are_above_zero(self, line: Line, registrar: User) -> None:
        with pytest.raises(Refused, match="above zero"):
            set_area_figures(line.community.pk, support_threshold=0, by=registrar)
        with pytest.raises(TypeError, match="not a figure"):
            set_area_figures(line.community.pk, path=1, by=registrar)


def test_areas_are_public() -> None:
    CommunityFactory.create()
    assert Area.objects.visible_to(None).count() == 4
    assert CityFactory.create() in Area.objects.visible_to(UserFactory.create())
