"""The tree of the public site, as every set-up makes it."""

from __future__ import annotations

import pytest

from accounts.models import Area, User
from accounts.roles import Role
from cms.models import HomePage
from cms.tree import plant
from tests.factories.accounts import CityFactory, SupervisorFactory, member


@pytest.fixture
def site(db: None) -> HomePage:
    return plant()


@pytest.fixture
def city(db: None) -> Area:
    """A city with a known code."""
    return CityFactory.create(code="141000")


@pytest.fixture
def registrar(city: Area) -> User:
    """The registrar of a whole city."""
    return member(SupervisorFactory.create(area=city), Role.REGISTRAR)
