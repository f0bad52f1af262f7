"""What the tests of accounts share: a day, a line of areas, and a registrar of its own city."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest

from accounts.areas.models import Area
from accounts.organisations.kinds import OrganisationKind
from accounts.people.models import User
from accounts.roles import Role
from core.time import SHANGHAI
from tests.factories.accounts import (
    CityFactory,
    CommunityFactory,
    DistrictFactory,
    OrganisationFactory,
    StreetFactory,
    member,
)

DAY = date(2026, 3, 16)


@dataclass(frozen=True)
class Line:
    """A city, a district, a street and a community, each in the one before it."""

    city: Area
    district: Area
    street: Area
    community: Area


@pytest.fixture
def line(db: None) -> Line:
    """One line of areas from the city down."""
    city = CityFactory.create()
    district = DistrictFactory.create(parent=city)
    street = StreetFactory.create(parent=district)
    return Line(city, district, street, CommunityFactory.create(parent=street))


@pytest.fixture
def on_the_day(clock: Callable[[datetime], None]) -> Callable[[date], None]:
    """It is ten in the morning of 16 March 2026 in Shanghai; call it to make it another day."""

    def turn_to(day: date) -> None:
        clock(datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI))

    turn_to(DAY)
    return turn_to


@pytest.fixture
def registrar(line: Line) -> User:
    """A registrar of the district's civil-affairs bureau."""
    bureau = OrganisationFactory.create(kind=OrganisationKind.SUPERVISOR, area=line.district)
    return member(bureau, Role.REGISTRAR)
