"""The outbox: told after the commit, at least once, never lost, and a failure never stops the others."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from core.audit import outbox
from core.audit.models import OutboxMessage
from core.audit.outbox import FIRST_PAUSE, MOST_ATTEMPTS, announce, handles, relay, revive
from core.time import core_now, set_clock


@pytest.fixture(autouse=True)
def own_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "HANDLERS", {})


@pytest.fixture
def heard() -> list[dict[str, Any]]:
    words: list[dict[str, Any]] = []
    handles("news")(words.append)
    return words


@pytest.mark.django_db
def test_a_word_is_told_once_however_often_it_is_announced(heard: list[dict[str, Any]]) -> None:
    announce("news", "1", thing=7)
    announce("news", "1", thing=7)
    assert (relay(), relay()) == (1, 0)
    assert heard == [{"thing": 7}]


@pytest.mark.django_db
def test_a_word_of_an_act_that_was_rolled_back_is_never_told(heard: list[dict[str, Any]]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        announce("news", "1")
        raise RuntimeError
    assert relay() == 0
    assert heard == []


@pytest.mark.django_db
def test_a_failure_is_put_off_ever_longer_and_the_others_go_on(heard: list[dict[str, Any]]) -> None:
    @handles("broken")
    def fail(payload: dict[str, Any]) -> None:
        raise LookupError("no such person")

    announce("broken", "1")
    announce("news", "1", thing=1)
    assert relay() == 1
    assert heard == [{"thing": 1}]
    message = OutboxMessage.objects.get(topic="broken")
    assert (message.attempts, message.last_error) == (1, "LookupError"), (
        "no word of the failure is kept: it may name a person"
    )
    first_pause = message.due_at - core_now()
    set_clock(message.due_at + timedelta(seconds=1))
    relay()
    second_pause = OutboxMessage.objects.get(topic="broken").due_at - core_now()
    assert first_pause <= FIRST_PAUSE < second_pause <= 2 * FIRST_PAUSE


@pytest.mark.django_db
def test_after_all_attempts_a_letter_is_dead_visible_and_can_be_revived(capsys: pytest.CaptureFixture[str]) -> None:
    works = False

    @handles("letter")
    def deliver(payload: dict[str, Any]) -> None:
        if not works:
            raise LookupError("closed")

    announce("letter", "9")
    for _ in range(MOST_ATTEMPTS):
        relay()
        set_clock(core_now() + timedelta(days=1))
    letter = OutboxMessage.objects.get()
    assert letter.dead_at is not None
    assert relay() == 0
    call_command("outbox", "dead")
    assert "letter:9" in capsys.readouterr().out
    works = True
    revive(letter.pk)
    assert relay() == 1


@pytest.mark.django_db
def test_what_a_failing_handler_wrote_is_taken_back(heard: list[dict[str, Any]]) -> None:
    @handles("half")
    def half(payload: dict[str, Any]) -> None:
        announce("news", "from-half")
        raise LookupError

    announce("half", "1")
    relay()
    assert heard == []
    assert list(OutboxMessage.objects.values_list("topic", flat=True)) == ["half"]


@pytest.mark.django_db
def test_a_relay_that_is_killed_in_the_middle_leaves_the_word_to_the_next(heard: list[dict[str, Any]]) -> None:
    deaths = [KeyboardInterrupt]

    @handles("news")
    def die(payload: dict[str, Any]) -> None:
        announce("told", "by news")
        if deaths:
            raise deaths.pop()

    announce("news", "1", thing=7)
    with pytest.raises(KeyboardInterrupt):
        relay()
    assert list(OutboxMessage.objects.values_list("topic", "attempts", "delivered_at")) == [("news", 0, None)]
    assert relay() == 2
    assert heard == [{"thing": 7}, {"thing": 7}]  # told twice, written once
    assert OutboxMessage.objects.filter(topic="told").count() == 1


@pytest.mark.django_db
def test_all_handlers_of_a_word_or_none() -> None:
    @handles("pair")
    def first(payload: dict[str, Any]) -> None:
        announce("first", "was here")

    @handles("pair")
    def second(payload: dict[str, Any]) -> None:
        raise LookupError

    announce("pair", "1")
    assert relay() == 0
    assert not OutboxMessage.objects.filter(topic="first").exists()


@pytest.mark.django_db
def test_one_commit_rings_one_bell(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    rings: list[int] = []
    monkeypatch.setattr(outbox, "BELLS", [lambda: rings.append(1)])
    with django_capture_on_commit_callbacks(execute=True):
        announce("news", "1")
        announce("news", "2")
    assert rings == [1]


@pytest.mark.django_db(transaction=True)
def test_two_relays_side_by_side_tell_every_word_once() -> None:
    told: list[int] = []
    start = threading.Barrier(2)
    handles("news")(lambda payload: told.append(payload["n"]))
    for n in range(40):
        announce("news", str(n), n=n)

    def work() -> None:
        start.wait()
        relay()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(told) == list(range(40))
