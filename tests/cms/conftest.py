"""The tree of the public site, as every set-up makes it."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from accounts.models import Area, User
from accounts.roles import Role
from cms.clock import keep_figures
from cms.models import HomePage
from cms.tree import plant
from tests.factories.accounts import CityFactory, SupervisorFactory, member


@pytest.fixture(scope="module")
def kept_site(kept: Callable[[Callable[[], HomePage]], HomePage]) -> HomePage:
    """The site's tree, planted once for a file."""

    def set_up() -> HomePage:
        home = plant()
        keep_figures()  # as the command that plants the tree does
        return home

    return kept(set_up)


@pytest.fixture
def site(kept_site: HomePage, db: None) -> HomePage:
    """The first page of the site's tree."""
    return copy.deepcopy(kept_site)


@pytest.fixture
def city(db: None) -> Area:
    """A city with a known code."""
    return CityFactory.create(code="141000")


@pytest.fixture
def registrar(city: Area) -> User:
    """The registrar of a whole city."""
    return member(SupervisorFactory.create(area=city), Role.REGISTRAR)
