"""The record: written with the act, chained afterwards, and every touch of it named."""

import io
import json
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from core.audit.chain import sequence, verify
from core.audit.models import AuditLink, AuditPending, AuditRow
from core.audit.record import record, release
from core.law.models import CalendarYear

Unguarded = Callable[[], AbstractContextManager[None]]


class Somebody:
    pk = 7


THING = CalendarYear(year=2026)


def write(verb: str, reason: str = "") -> None:
    record(THING, verb=verb, by=Somebody(), role="tester", reason=reason)


def places() -> list[tuple[int, str]]:
    return list(AuditLink.objects.order_by("position").values_list("position", "row__verb"))


@pytest.mark.django_db
def test_a_row_says_who_did_what_to_what_and_the_database_says_when() -> None:
    write("look", reason="because")
    row = AuditRow.objects.get()
    assert (row.actor_id, row.actor_role, row.verb, row.reason) == ("7", "tester", "look", "because")
    assert (row.thing_kind, row.thing_id) == ("core.CalendarYear", "2026")


@pytest.mark.django_db
def test_the_time_of_a_row_cannot_be_given() -> None:
    AuditRow.objects.create(
        actor_id="7", actor_role="x", thing_kind="x", thing_id="1", verb="back-date", at="2001-01-01T00:00:00Z"
    )
    assert AuditRow.objects.filter(at__year=2001).count() == 0


@pytest.mark.django_db
def test_rows_wait_unlinked_and_the_sequencer_gives_them_places_in_order() -> None:
    write("first")
    write("second")
    assert (AuditLink.objects.count(), AuditPending.objects.count()) == (0, 2)
    assert sequence() == 2
    assert AuditPending.objects.count() == 0
    assert places() == [(1, "first"), (2, "second")]
    assert sequence() == 0


@pytest.mark.django_db
def test_a_whole_record_is_verified_and_its_head_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    write("first")
    write("second")
    call_command("audit", "verify")
    assert capsys.readouterr().out == f"2 rows, whole; head {AuditLink.objects.get(position=2).hash}\n"


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE core_auditrow SET reason = 'x'", "DELETE FROM core_auditrow"])
def test_nobody_changes_a_row_not_even_the_owner(owner: None, change: str) -> None:
    write("first")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert AuditRow.objects.get().reason == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("touch", "named"),
    [
        ("UPDATE core_auditrow SET reason = 'nothing happened' WHERE verb = 'second'", "(position 2) was changed"),
        ("UPDATE core_auditrow SET at = at - interval '1 day' WHERE verb = 'third'", "(position 3) was changed"),
        ("DELETE FROM core_auditrow WHERE verb = 'second'", "(position 2) is missing"),
        ("DELETE FROM core_auditlink WHERE position = 2", "link 2 is missing"),
        ("DELETE FROM core_auditlink WHERE position = 3", "has no place in the chain"),
        (
            "UPDATE core_auditlink SET hash = repeat('0', 64) WHERE position = 1",
            "(position 1) was changed",
        ),
    ],
)
def test_the_first_broken_row_is_named(unguarded: Unguarded, touch: str, named: str) -> None:
    for verb in ("first", "second", "third"):
        write(verb)
    sequence(wait=True)
    assert verify().is_whole
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(touch)
    with pytest.raises(CommandError) as broken:
        call_command("audit", "verify")
    assert broken.value.returncode == 1
    assert named in str(broken.value)


@pytest.mark.django_db
def test_a_row_kept_out_of_the_chain_is_named(unguarded: Unguarded) -> None:
    write("first")
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_auditpending")
    assert "has no place in the chain" in verify().broken


@pytest.mark.django_db
def test_the_verdict_is_given_to_machines_too() -> None:
    write("first")
    out = io.StringIO()
    call_command("audit", "verify", "--json", stdout=out)
    verdict = json.loads(out.getvalue())
    assert (verdict["ok"], verdict["links"], verdict["broken"]) == (True, 1, None)


@pytest.mark.django_db
def test_sealed_rows_are_read_by_their_party_alone_until_the_release() -> None:
    class Bid(CalendarYear):
        class Meta:
            proxy = True
            app_label = "core"

        def audit_confinement(self) -> tuple[str, str]:
            return "tender:1", "12"

    record(Bid(year=1), verb="finalise", by=Somebody(), role="supplier")
    write("publish")

    def read(*parties: str) -> list[str]:
        return list(AuditRow.objects.visible_to_parties(parties).order_by("pk").values_list("verb", flat=True))

    assert read("12") == ["finalise", "publish"]
    assert read("13") == read() == ["publish"]
    release("tender:2")
    assert read("13") == ["publish"]
    release("tender:1")
    assert read("13") == ["finalise", "publish"]


@pytest.mark.django_db(transaction=True)
def test_sequencers_side_by_side_leave_one_whole_chain() -> None:
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        for n in range(10):
            write(f"act {n}")
            sequence()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    verdict = verify()
    assert (verdict.is_whole, verdict.links) == (True, 40)
    assert [position for position, _ in places()] == list(range(1, 41))


@pytest.mark.django_db(transaction=True)
def test_an_act_does_not_wait_for_the_sequencer() -> None:
    done = threading.Event()

    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '2s'")
        write("act")
        done.set()
        connection.close()

    with transaction.atomic():
        write("earlier")
        sequence(wait=True)  # the lock is held until this transaction ends
        other = threading.Thread(target=act)
        other.start()
        other.join(timeout=5)
        assert done.is_set()
