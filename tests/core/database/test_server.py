"""What a server must be: one that cannot carry the project is refused or warned of with a sentence."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from psycopg import sql

from core.database.server import knows_chinese_letters, reason_against
from tests import database

NAME = "test_of_a_server"
Made = Callable[[str, str], None]


@pytest.fixture
def made(transactional_db: None) -> Iterator[Made]:
    """`made(encoding, locale)`: the default connection goes to an empty database of that kind."""
    before = connection.settings_dict["NAME"]
    parameters = connection.get_connection_params()
    address = {key: parameters[key] for key in ("host", "port", "user", "password") if parameters.get(key)}

    def make(encoding: str, locale: str) -> None:
        with psycopg.connect(**address, dbname="postgres", autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}").format(
                    sql.Identifier(NAME), encoding, locale, locale
                )
            )
        database.use(NAME)

    yield make
    database.drop(NAME)
    database.use(before)


def test_the_project_s_own_is_good(db: None) -> None:
    assert reason_against() is None
    assert knows_chinese_letters(databases=["default"]) == []
    assert knows_chinese_letters(databases=None) == []


def test_in_the_plain_locale_chinese_has_no_letters_and_the_check_says_so(made: Made) -> None:
    made("UTF8", "C")
    (warning,) = knows_chinese_letters(databases=["default"])
    assert (warning.id, "“C”" in warning.msg) == ("core.W002", True)


def test_another_encoding_is_refused_before_the_first_table(made: Made) -> None:
    made("SQL_ASCII", "C")
    with pytest.raises(CommandError, match="keeps its texts in SQL_ASCII"):
        call_command("migrate", verbosity=0)
    assert connection.introspection.table_names() == []


def test_an_old_server_is_refused(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(connection, "cursor", lambda: contextlib.nullcontext(Answer((13, "13.9", "UTF8"))))
    assert reason_against() == "The server is PostgreSQL 13.9; 14 or newer is needed."


def test_a_server_that_is_not_there_is_said_in_one_sentence(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.close()
    with monkeypatch.context() as away:
        away.setitem(connection.settings_dict, "HOST", "/nowhere")
        with pytest.raises(CommandError, match="The database does not answer"):
            call_command("migrate", verbosity=0)


class Answer:
    """A cursor that knows one row."""

    def __init__(self, row: tuple[Any, ...]) -> None:
        self.row = row

    def execute(self, question: str) -> None:
        """Heard."""

    def fetchone(self) -> tuple[Any, ...]:
        """The row."""
        return self.row
