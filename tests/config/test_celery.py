"""The bell: entries that ring by themselves, and a task that travels through the project's own database."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.db import connection
from kombu import Connection

from config.celery import app
from core import clock, tasks
from core.database.queue import broker_options


def queued() -> int:
    """How many messages wait in the queue of tasks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pgmq.q_celery')")
        if cursor.fetchone()[0] is None:
            return 0
        cursor.execute("SELECT queue_length FROM pgmq.metrics('celery')")
        return int(cursor.fetchone()[0])


@pytest.fixture
def broker(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """A connection to the bell, which hangs in the test database."""
    monkeypatch.setitem(app.conf, "broker_transport_options", broker_options())
    with app.connection_for_write() as connected:
        yield connected


def test_every_named_entry_rings_its_task() -> None:
    assert {name: entry["task"] for name, entry in settings.CELERY_BEAT_SCHEDULE.items()} == {
        "relay-outbox": "core.relay_outbox",
        "make-documents": "core.make_documents",
        "deliver-messages": "accounts.deliver_messages",
        "send-digests": "accounts.send_digests",
        "sweep-clocks": "core.sweep_clocks",
        "remind-clocks": "core.remind_clocks",
        "clear-sessions": "accounts.clear_sessions",
        "check-ledger": "payments.check_ledger",
        "settle-cards": "payments.settle_cards",
        "reconcile-cards": "payments.reconcile_cards",
    }


def test_every_bell_has_a_task_behind_it() -> None:
    app.loader.import_default_modules()
    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert named - set(app.tasks) == set()


def test_a_message_stays_hidden_longer_than_any_task_may_run(db: None) -> None:
    assert broker_options()["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT


def test_the_queue_lives_in_the_project_s_own_database(db: None) -> None:
    words = dict(pair.split("=", 1) for pair in broker_options()["conn_string"].split())
    assert (words["dbname"], words["host"]) == (
        connection.settings_dict["NAME"],
        connection.settings_dict["HOST"],
    )


def test_another_broker_gets_no_options_of_ours(settings: object) -> None:
    settings.CELERY_BROKER_URL = "amqp://elsewhere"
    assert broker_options() == {}


@pytest.mark.filterwarnings("ignore")
def test_a_task_sent_through_the_queue_is_done(broker: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    rung = threading.Event()
    monkeypatch.setattr(clock, "SWEEPS", [lambda: rung.set() or 1])
    tasks.sweep_clocks.apply_async(connection=broker)
    assert queued() == 1
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20):
        assert rung.wait(20)
    assert queued() == 0


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore")
def test_a_worker_of_its_own_process_does_a_task_and_leaves_the_queue_empty(broker: Connection) -> None:
    tasks.relay_outbox.apply_async(connection=broker)
    assert queued() == 1
    start = (
        "from config.celery import app; from django.db import connection; import sys; import django; django.setup();"
        "connection.settings_dict['NAME'] = sys.argv[1];"
        "app.worker_main(['worker', '--pool', 'solo', '--without-gossip', '--without-mingle', '--without-heartbeat'])"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", start, connection.settings_dict["NAME"]],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while queued() and time.monotonic() < until:
            time.sleep(0.2)
        assert queued() == 0
    finally:
        worker.terminate()
        worker.wait(30)
