"""The owner migrates; the application works under a role that may not rewrite what was promised."""

import threading

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from core.database import promises
from core.database.roles import application_role_exists, as_owner, is_owner


def speaker() -> str:
    """Who the database thinks is speaking."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def owner_name() -> str:
    """Whom DATABASE_URL names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        return str(cursor.fetchone()[0])


def rights(table: str) -> set[str]:
    """What the application role may do with a table."""
    asked = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) AS word WHERE has_table_privilege(%s, %s, word)",
            [list(asked), settings.APPLICATION_ROLE, table],
        )
        return {row[0] for row in cursor.fetchall()}


def test_every_connection_takes_the_application_role(db: None) -> None:
    assert speaker() == settings.APPLICATION_ROLE


def test_a_connection_of_another_thread_takes_it_too(transactional_db: None) -> None:
    heard: list[str] = []

    def listen() -> None:
        heard.append(speaker())
        connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    thread.join()
    assert heard == [settings.APPLICATION_ROLE]


def test_owner_mode_is_a_block(db: None) -> None:
    with as_owner():
        with as_owner():
            assert speaker() == owner_name()
        assert speaker() == owner_name()
        assert is_owner()
    assert speaker() == settings.APPLICATION_ROLE
    assert not is_owner()


def test_a_connection_made_in_owner_mode_stays_the_owner_only_inside(transactional_db: None) -> None:
    connection.close()
    with as_owner():
        assert speaker() == owner_name()
    assert speaker() == settings.APPLICATION_ROLE


def test_a_failure_in_owner_mode_gives_the_role_back(transactional_db: None) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert speaker() == settings.APPLICATION_ROLE


def test_the_application_role_adds_and_reads_where_rows_are_append_only(db: None) -> None:
    assert {table: rights(table) for table in promises.append_only_tables()} == {
        table: {"SELECT", "INSERT"} for table in promises.append_only_tables()
    }


def test_the_application_role_works_on_other_tables_but_never_empties_them(db: None) -> None:
    assert rights("core_outboxmessage") == {"SELECT", "INSERT", "UPDATE", "DELETE"}


def test_the_application_role_rings_through_the_queue(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(%s, 'pgmq', 'USAGE')", [settings.APPLICATION_ROLE])
        assert cursor.fetchone() == (True,)


def test_migrating_again_is_done_as_the_owner_and_gives_the_role_back(transactional_db: None) -> None:
    call_command("migrate", verbosity=0)
    assert speaker() == settings.APPLICATION_ROLE


def test_the_check_is_silent_where_the_role_exists(db: None) -> None:
    assert application_role_exists(databases=["default"]) == []


def test_the_check_warns_where_the_role_is_missing(db: None, settings: pytest.FixtureRequest) -> None:
    settings.APPLICATION_ROLE = "nobody_made_this_role"
    (warning,) = application_role_exists(databases=["default"])
    assert (warning.id, warning.is_serious()) == ("core.W001", False)
