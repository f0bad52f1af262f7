"""What every test may ask for: the database, the clock, and the two faces of the connection."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import connection
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
