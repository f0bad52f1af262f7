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

from core.audit import chain
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
@pytest.mark.parametrize(
    ("touch", "named"),
    [
        # Two links change their rows; every hash stays.
        (
            "UPDATE core_auditlink SET row_id = -row_id WHERE position <> 2; UPDATE core_auditlink SET row_id = "
            "(SELECT max(id) + min(id) FROM core_auditrow) + row_id WHERE position <> 2",
            "(position 1) was changed",
        ),
        # A row and its link are taken out, and the later links move up.
        (
            "DELETE FROM core_auditrow WHERE verb = 'second'; DELETE FROM core_auditlink WHERE position = 2; "
            "UPDATE core_auditlink SET position = 2 WHERE position = 3",
            "(position 2) was changed",
        ),
        # Somebody's act is laid at somebody else's door.
        ("UPDATE core_auditrow SET actor_id = '8' WHERE verb = 'second'", "(position 2) was changed"),
        ("UPDATE core_auditrow SET detail = '{\"amount\": 1}' WHERE verb = 'first'", "(position 1) was changed"),
        ("UPDATE core_auditrow SET seal = '', party = '12' WHERE verb = 'third'", "(position 3) was changed"),
        # A row is slipped in without its triggers, with a time of its own.
        (
            "INSERT INTO core_auditrow (actor_id, actor_role, thing_kind, thing_id, ocid, verb, before, after, at, "
            "reason, detail, seal, party) SELECT actor_id, actor_role, thing_kind, thing_id, ocid, 'forged', before, "
            "after, at, reason, detail, seal, party FROM core_auditrow WHERE verb = 'first'",
            "has no place in the chain",
        ),
    ],
)
def test_forged_links_and_rows_are_named(unguarded: Unguarded, touch: str, named: str) -> None:
    for verb in ("first", "second", "third"):
        write(verb)
    sequence(wait=True)
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(touch)
    assert named in verify().broken


@pytest.mark.django_db
def test_a_tail_that_was_cut_off_with_its_links_is_seen_by_who_noted_the_head(unguarded: Unguarded) -> None:
    for verb in ("first", "second", "third"):
        write(verb)
    noted = verify().head
    write("fourth")
    assert verify(noted=noted).is_whole
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_auditrow WHERE verb IN ('third', 'fourth')")
        cursor.execute("DELETE FROM core_auditlink WHERE position > 2")
    assert verify().is_whole  # nothing inside the database tells
    assert "the head noted before" in verify(noted=noted).broken


@pytest.mark.django_db
def test_a_chain_that_was_written_anew_is_seen_by_who_noted_the_head(unguarded: Unguarded) -> None:
    write("first")
    write("second")
    noted = verify().head
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("UPDATE core_auditrow SET reason = 'better' WHERE verb = 'first'")
        cursor.execute("DELETE FROM core_auditlink")
        cursor.execute("INSERT INTO core_auditpending (row_id) SELECT id FROM core_auditrow")
    assert verify().is_whole
    assert "the head noted before" in verify(noted=noted).broken


@pytest.mark.django_db
def test_nobody_stops_the_sequencer_by_making_a_row_wait_again() -> None:
    write("first")
    sequence()
    AuditPending.objects.create(row_id=AuditRow.objects.get().pk)
    AuditPending.objects.create(row_id=10**9)  # a row that never was
    write("second")
    assert sequence() == 1
    assert places() == [(1, "first"), (2, "second")]
    assert (AuditPending.objects.count(), verify().is_whole) == (0, True)


@pytest.mark.django_db
def test_an_act_during_the_walk_is_no_break(monkeypatch: pytest.MonkeyPatch) -> None:
    write("before")
    sequence()
    write("meanwhile")
    monkeypatch.setattr(chain, "sequence", lambda *, wait=False: 0)
    verdict = verify()
    assert (verdict.links, verdict.broken) == (1, "")


@pytest.mark.django_db
def test_the_verdict_is_given_to_machines_too() -> None:
    write("first")
    out = io.StringIO()
    call_command("audit", "verify", "--json", stdout=out)
    verdict = json.loads(out.getvalue())
    assert (verdict["ok"], verdict["links"], verdict["broken"]) == (True, 1, None)


@pytest.mark.django_db
def test_a_head_noted_outside_shows_a_tail_that_was_cut_off(unguarded: Unguarded) -> None:
    write("first")
    write("second")
    noted = verify().head
    call_command("audit", "verify", "--head", noted)
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_auditlink WHERE position = 2; DELETE FROM core_auditrow WHERE verb = 'second'")
    call_command("audit", "verify")
    with pytest.raises(CommandError):
        call_command("audit", "verify", "--head", noted)


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
