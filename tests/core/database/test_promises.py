"""What the database keeps, whoever writes to it."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, models, transaction

from core.audit.models import AuditRelease
from core.database import promises
from core.database.roles import as_owner
from core.time import CoreNow

DENIED = "permission denied for table core_auditrelease"
pytestmark = pytest.mark.django_db


@pytest.fixture
def release() -> AuditRelease:
    """One row of an append-only table."""
    return AuditRelease.objects.create(seal="bid-1", at=CoreNow())


@pytest.fixture
def lamp(transactional_db: None) -> None:
    """A table with a state column and its door, outside any app."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE lamp (id bigint PRIMARY KEY, state varchar(20) NOT NULL, note text)")
        cursor.execute(door_sql())
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON lamp TO linli_app")
    yield
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE lamp")


def door_sql() -> str:
    """The door's SQL for a model of the name lamp that begins OFF."""
    fields = {"state": models.CharField(max_length=20), "__module__": __name__}
    fields["Meta"] = type("Meta", (), {"app_label": "core", "db_table": "lamp", "managed": False})
    model = type("Lamp", (models.Model,), fields)
    promises.one_door(model, "state", {"OFF"})
    try:
        return next(sql for _, table, sql in promises.statements() if table == "lamp")
    finally:
        del promises.DOORS[("core.lamp", "state")]
        del model._meta.apps.all_models["core"]["lamp"]
        model._meta.apps.clear_cache()


def run(sql: str, *values: object) -> list[tuple[object, ...]]:
    """Run one statement as the application does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


class TestAppendOnly:
    def test_the_model_refuses_to_save_a_row_again(self, release: AuditRelease) -> None:
        with pytest.raises(promises.AppendOnlyError, match="add a new row"):
            release.save()

    def test_the_model_refuses_to_delete_a_row(self, release: AuditRelease) -> None:
        with pytest.raises(promises.AppendOnlyError, match="add a new row"):
            release.delete()

    def test_the_application_role_may_not_update(self, release: AuditRelease) -> None:
        with (
            pytest.raises(ProgrammingError, match=DENIED),
            transaction.atomic(),
        ):
            AuditRelease.objects.update(seal="bid-2")

    def test_the_application_role_may_not_delete(self, release: AuditRelease) -> None:
        with pytest.raises(ProgrammingError, match=DENIED):
            run("DELETE FROM core_auditrelease")

    def test_the_application_role_may_not_truncate(self, release: AuditRelease) -> None:
        with pytest.raises(ProgrammingError, match=DENIED):
            run("TRUNCATE core_auditrelease")

    @pytest.mark.parametrize(
        "statement",
        ["UPDATE core_auditrelease SET seal = 'bid-2'", "DELETE FROM core_auditrelease", "TRUNCATE core_auditrelease"],
    )
    def test_even_the_owner_is_refused(self, release: AuditRelease, statement: str) -> None:
        with (
            as_owner(),
            pytest.raises(IntegrityError, match="append-only: rows of core_auditrelease"),
        ):
            run(statement)

    def test_the_exemption_of_factories_does_not_reach_an_update(self, release: AuditRelease, any_state: None) -> None:
        with as_owner(), pytest.raises(IntegrityError, match="append-only"):
            run("UPDATE core_auditrelease SET seal = 'bid-2'")


@pytest.mark.usefixtures("lamp")
class TestOneDoor:
    def test_a_row_begins_in_an_initial_state(self) -> None:
        run("INSERT INTO lamp VALUES (1, 'OFF')")
        assert run("SELECT state FROM lamp") == [("OFF",)]

    def test_a_row_may_not_begin_elsewhere(self) -> None:
        with pytest.raises(IntegrityError, match="a row of lamp cannot begin in the state ON"):
            run("INSERT INTO lamp VALUES (1, 'ON')")

    def test_a_factory_of_a_test_database_may_begin_anywhere(self, any_state: None) -> None:
        run("INSERT INTO lamp VALUES (1, 'ON')")
        assert run("SELECT state FROM lamp") == [("ON",)]

    def test_an_update_beside_the_door_is_refused(self) -> None:
        run("INSERT INTO lamp VALUES (1, 'OFF')")
        with pytest.raises(IntegrityError, match="state moves only through its transition: lamp 1 from OFF to ON"):
            run("UPDATE lamp SET state = 'ON'")

    def test_the_exemption_of_factories_does_not_open_the_door(self, any_state: None) -> None:
        run("INSERT INTO lamp VALUES (1, 'OFF')")
        with pytest.raises(IntegrityError, match="state moves only through its transition"):
            run("UPDATE lamp SET state = 'ON'")

    def test_even_the_owner_is_refused(self) -> None:
        run("INSERT INTO lamp VALUES (1, 'OFF')")
        with as_owner(), pytest.raises(IntegrityError, match="state moves only through its transition"):
            run("UPDATE lamp SET state = 'ON'")

    def test_an_announced_move_passes(self) -> None:
        run("INSERT INTO lamp VALUES (1, 'OFF')")
        with transaction.atomic():
            promises.announce_move("lamp", 1, "OFF", "ON")
            run("UPDATE lamp SET state = 'ON'")
        assert run("SELECT state FROM lamp") == [("ON",)]

    @pytest.mark.parametrize("announced", ["lamp:2:OFF>ON", "lamp:1:OFF>OUT", "moon:1:OFF>ON"])
    def test_an_announcement_of_another_move_does_not_help(self, announced: str) -> None:
        run("INSERT INTO lamp VALUES (1, 'OFF')")
        table, pk, step = announced.split(":")
        with transaction.atomic():
            promises.announce_move(table, pk, *step.split(">"))
            with pytest.raises(IntegrityError, match="state moves only through its transition"):
                run("UPDATE lamp SET state = 'ON'")

    def test_an_announcement_holds_for_one_move(self) -> None:
        run("INSERT INTO lamp VALUES (1, 'OFF')")
        with transaction.atomic():
            promises.announce_move("lamp", 1, "OFF", "ON")
            run("UPDATE lamp SET state = 'ON'")
            run("DELETE FROM lamp")
            run("INSERT INTO lamp VALUES (1, 'OFF')")
            with pytest.raises(IntegrityError, match="state moves only through its transition"):
                run("UPDATE lamp SET state = 'ON'")

    def test_an_announcement_ends_with_its_transaction(self) -> None:
        run("INSERT INTO lamp VALUES (1, 'OFF')")
        with transaction.atomic():
            promises.announce_move("lamp", 1, "OFF", "ON")
        with pytest.raises(IntegrityError, match="state moves only through its transition"):
            run("UPDATE lamp SET state = 'ON'")

    def test_other_columns_change_freely(self) -> None:
        run("INSERT INTO lamp VALUES (1, 'OFF')")
        run("UPDATE lamp SET note = 'cleaned'")
        assert run("SELECT state, note FROM lamp") == [("OFF", "cleaned")]

    def test_a_renamed_table_keeps_its_door(self) -> None:
        run("INSERT INTO lamp VALUES (1, 'OFF')")
        with as_owner():
            run("ALTER TABLE lamp RENAME TO lantern")
        try:
            with pytest.raises(IntegrityError, match="state moves only through its transition: lantern 1"):
                run("UPDATE lantern SET state = 'ON'")
            with transaction.atomic():
                promises.announce_move("lantern", 1, "OFF", "ON")
                run("UPDATE lantern SET state = 'ON'")
        finally:
            with as_owner():
                run("ALTER TABLE lantern RENAME TO lamp")

    def test_a_column_that_a_door_watches_can_still_be_altered(self) -> None:
        with as_owner():
            run("ALTER TABLE lamp ALTER COLUMN state TYPE varchar(40)")
        run("INSERT INTO lamp VALUES (1, 'OFF')")
        assert run("SELECT state FROM lamp") == [("OFF",)]


def test_installing_again_changes_nothing() -> None:
    triggers = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    before = run(triggers)
    promises.install()
    assert run(triggers) == before
    assert ("core_auditrow", "append_only_rows") in before
