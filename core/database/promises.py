"""What the database itself keeps, whoever writes to it: rows that are never rewritten, states that move by one door.

Promises are registered when models are loaded and installed after every `migrate`, all of them, again and again without
harm. A stage adds its own with `promise(app_label, name, sql)`; the SQL must stand being run twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NoReturn, cast

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.signals import post_migrate

from core.database import queue, roles

INSTALL_LOCK = 7_203_000  # advisory lock: one installation at a time in a database


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a row that is only ever added."""


class AppendOnly(models.Model):
    """Rows that are added and read, never changed or deleted; the database refuses it to everybody."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; raises AppendOnlyError for one that is there already."""
        if not self._state.adding:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise AppendOnlyError."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise AppendOnlyError(f"append-only: {self._meta.label} {self.pk} is never changed or deleted; add a new row.")


@dataclass(frozen=True)
class Door:
    """One state machine's column and the states in which its rows may begin."""

    model: type[models.Model]
    field_name: str
    initial_states: frozenset[str]


@dataclass(frozen=True)
class Promise:
    """One piece of SQL that makes the database keep something."""

    app_label: str
    name: str
    sql: str


DOORS: dict[tuple[str, str], Door] = {}
PROMISES: dict[tuple[str, str], Promise] = {}

# Only a test database knows an exemption: factories begin in any state, and a flush empties append-only tables.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION linli_is_exempt() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT current_database() LIKE 'test\\_%' AND COALESCE(current_setting('linli.fixture', true), '') = 'on'
$$;
CREATE OR REPLACE FUNCTION linli_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF linli_is_exempt() AND TG_OP <> 'UPDATE' THEN
        IF TG_LEVEL = 'ROW' THEN RETURN OLD; END IF;
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'append-only: rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'Add a new row that corrects the old one.';
END $$;
CREATE OR REPLACE FUNCTION linli_skip_numbers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN  -- 1 to 499, often few and seldom many: neither one gap nor a sum of them tells how many rows came between
    PERFORM nextval(pg_get_serial_sequence(format('%I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME), 'id'))
       FROM generate_series(1, floor(exp(random() * ln(500)))::integer);
    RETURN NULL;
END $$;
"""

APPEND_ONLY = """
CREATE OR REPLACE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION linli_append_only();
CREATE OR REPLACE TRIGGER append_only_table BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION linli_append_only();
"""

SKIP_NUMBERS = """
CREATE OR REPLACE TRIGGER secret_count AFTER INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION linli_skip_numbers();
"""

# The trigger names no column (no UPDATE OF, no WHEN): a later migration could not alter a column that it names.
ONE_DOOR = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.{column} <> ALL ({initial}) AND NOT linli_is_exempt() THEN
            RAISE EXCEPTION 'a row of % cannot begin in the state %', TG_TABLE_NAME, NEW.{column}
                USING ERRCODE = 'check_violation';
        END IF;
    ELSIF OLD.{column} IS DISTINCT FROM NEW.{column} THEN
        IF current_setting('linli.move', true) IS DISTINCT FROM
           TG_TABLE_NAME || ':' || NEW.{pk} || ':' || OLD.{column} || '>' || NEW.{column} THEN
            RAISE EXCEPTION 'state moves only through its transition: % % from % to %',
                TG_TABLE_NAME, NEW.{pk}, OLD.{column}, NEW.{column}
                USING ERRCODE = 'check_violation';
        END IF;
        PERFORM set_config('linli.move', '', true);  -- one announcement, one move
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER {trigger} BEFORE INSERT OR UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {function}();
"""


def one_door(model: type[models.Model], field_name: str, initial_states: Collection[str]) -> None:
    """Promise that this state column begins in one of these states and moves only when the move was announced."""
    DOORS[(model._meta.label_lower, field_name)] = Door(model, field_name, frozenset(initial_states))


def promise(app_label: str, name: str, sql: str) -> None:
    """Promise something of a stage's own; `sql` is run after every migrate, when all tables of the app are there."""
    PROMISES[(app_label, name)] = Promise(app_label, name, sql)


def secret_count(app_label: str, *tables: str) -> None:
    """Promise that the numbers of these tables' rows do not tell whoever sees two of them how many lie between."""
    for table in tables:
        promise(app_label, f"secret_count_{table}", SKIP_NUMBERS.format(table=f'"{table}"'))


def announce_move(table: str, pk: object, before: str, after: str) -> None:
    """Tell the database that this row is about to move; holds once, and only in the present transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('linli.move', %s, true)", [f"{table}:{pk}:{before}>{after}"])


def append_only_tables() -> list[str]:
    """The tables whose rows are only ever added."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, AppendOnly) and model._meta.managed and not model._meta.proxy
    )


def statements() -> list[tuple[str, str, str]]:
    """Every promise as (app label, table or "", SQL), in the order of installation."""
    quote = connection.ops.quote_name
    found = [("", "", FUNCTIONS)]
    labels = {model._meta.db_table: model._meta.app_label for model in apps.get_models()}
    found += [(labels[table], table, APPEND_ONLY.format(table=quote(table))) for table in append_only_tables()]
    for door in DOORS.values():
        field = cast("models.Field[Any, Any]", door.model._meta.get_field(door.field_name))
        table = field.model._meta.db_table
        digest = hashlib.sha256(f"{table}.{field.column}".encode()).hexdigest()[:8]
        initial = ", ".join("'" + state.replace("'", "''") + "'" for state in sorted(door.initial_states))
        sql = ONE_DOOR.format(
            function=quote(f"linli_door_{table[:40]}_{digest}"),
            trigger=quote(f"one_door_{field.column}"),
            table=quote(table),
            column=quote(str(field.column)),
            pk=quote(str(field.model._meta.pk.column)),
            initial=f"ARRAY[{initial}]::text[]",
        )
        found.append((field.model._meta.app_label, table, sql))
    found += [(item.app_label, "", item.sql) for item in PROMISES.values()]
    return found


def install() -> None:
    """Make the database keep every promise whose tables are there, and give the application role its rights."""
    with roles.as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INSTALL_LOCK])
        whole = _whole_apps(cursor)
        for app_label, _table, sql in statements():
            if not app_label or app_label in whole:
                cursor.execute(sql)
        queue.install(cursor)
        if roles.make_role(cursor):
            roles.grant_rights(cursor, _guarded_tables(cursor))


def _guarded_tables(cursor: Any) -> list[str]:
    """The tables that carry the append-only trigger, as the database knows them."""
    cursor.execute(
        "SELECT relname FROM pg_class JOIN pg_trigger ON tgrelid = pg_class.oid "
        "WHERE tgname = 'append_only_rows' ORDER BY relname"
    )
    return [row[0] for row in cursor.fetchall()]


def _whole_apps(cursor: Any) -> set[str]:
    """Apps whose tables and columns are all there; after a migrate to an older state some are not."""
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    )
    present = set(cursor.fetchall())
    whole = {config.label for config in apps.get_app_configs()}
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            needed = {(model._meta.db_table, field.column) for field in model._meta.local_concrete_fields}
            if not needed <= present:
                whole.discard(model._meta.app_label)
    return whole


def on_post_migrate(sender: Any, using: str, **kwargs: object) -> None:
    """Install everything once, after the tables of all apps (signal post_migrate of core)."""
    if using == connection.alias:
        install()


def listen(sender: Any) -> None:
    """Hear the end of every migrate; `sender` is the configuration of core, told once for all apps."""
    post_migrate.connect(on_post_migrate, sender=sender, dispatch_uid="core.database.promises")
