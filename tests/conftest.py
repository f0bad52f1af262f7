"""What every test may ask for: the database, the clock, and the two faces of the connection."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import translation

from core.database.roles import as_owner
from core.time import clear_clock, set_clock
from tests import database

# Django's flush would empty the holiday table, and append-only tables refuse to be emptied.
TransactionTestCase._fixture_teardown = lambda self: database.restore()  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: pytest.DjangoDbBlocker,
) -> Iterator[None]:
    """A clone of the template for this run and worker; dropped at the end."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    name = connection.settings_dict["TEST"]["NAME"] + (f"_{worker}" if worker else "")
    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        database.make(name)
    yield
    with django_db_blocker.unblock():
        database.drop(name)
        database.use(before)


@contextlib.contextmanager
def _clone_of_the_played(blocker: pytest.DjangoDbBlocker) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    mine = f"{before}_played"
    with blocker.unblock():
        database.make_played(mine)
        cache.clear()
    yield
    with blocker.unblock():
        database.drop(mine)
        database.use(before)
        cache.clear()


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: pytest.DjangoDbBlocker) -> Iterator[None]:
    """What the demo's stories leave behind, for every test of the module; they are played once for all modules."""
    with _clone_of_the_played(django_db_blocker):
        yield


@pytest.fixture
def played_alone(django_db_setup: None, django_db_blocker: pytest.DjangoDbBlocker) -> Iterator[None]:
    """What the demo's stories leave behind, for one test that commits: nobody sees it afterwards."""
    with _clone_of_the_played(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None, django_db_blocker: pytest.DjangoDbBlocker
) -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """`kept(make)` makes a world once for all tests of a module: each acts in a savepoint, on a deep copy.

    Not for modules in which a test commits.
    """

    def make_once(make: Callable[[], Any]) -> Any:
        with django_db_blocker.unblock(), translation.override("en"):
            return make()

    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]
    with django_db_blocker.unblock():
        around.__enter__()
    yield make_once
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _reading_english() -> Iterator[None]:
    """A test reads sentences in English, as the code writes them, whatever is compiled; Chinese is asked for."""
    with translation.override("en"):
        yield


@pytest.fixture
def clock(db: None) -> Iterator[Callable[[datetime], None]]:
    """Moves the one clock: `clock(instant)`; from then on it runs on from there."""
    yield set_clock
    if connection.in_atomic_block:
        clear_clock()


@pytest.fixture
def owner(db: None) -> Iterator[None]:
    """The test speaks as the owner of the database, whom only the triggers hold back."""
    with as_owner():
        yield


@pytest.fixture
def unguarded(db: None) -> Callable[[], contextlib.AbstractContextManager[None]]:
    """`with unguarded():` writes as somebody who has switched the triggers off: a break-in by the server's operator."""

    @contextlib.contextmanager
    def switched_off() -> Iterator[None]:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            try:
                yield
            finally:
                cursor.execute("SET session_replication_role = origin")

    return switched_off


@pytest.fixture
def any_state(db: None) -> Iterator[None]:
    """Rows may begin in any state, for factories that set the stage; moves still go through their door."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('linli.fixture', 'on', false)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('linli.fixture', '', false)")
