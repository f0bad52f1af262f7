"""The tree of the public site, as every set-up makes it."""

from __future__ import annotations

import pytest

from accounts.models import Area, User
from accounts.roles import Role
from cms.clock import keep_figures
from cms.models import HomePage
from cms.tree import plant
from tests.factories.accounts import CityFactory, SupervisorFactory, member


@pytest.fixture
def site(db: None) -> HomePage:
    home = plant()
    keep_figures()  # as the command that plants the tree does
    return home


@pytest.fixture
def city(db: None) -> Area:
    """A city with a known code."""
    return CityFactory.create(code="141000")


@pytest.fixture
def registrar(city: Area) -> User:
    """The registrar of a whole city."""
    return member(SupervisorFactory.create(area=city), Role.REGISTRAR)
