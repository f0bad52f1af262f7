"""kill -9 of web and worker amid refunds and payouts, twenty times, of the database once: paid once, nothing lost."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

from core.audit.models import OutboxMessage
from core.audit.outbox import relay
from core.database.embedded import database_url
from payments.deposits.models import Deposit
from payments.deposits.returning import disclose, owe_back
from payments.deposits.services import refund_deposit
from payments.ledger.models import Account
from payments.ledger.services import check
from payments.rail.funds import funds_fen
from payments.rail.models import Difference, Order
from payments.rail.reconciling import reconcile, settle_open
from payments.rail.sending import send_waiting
from projects.milestones.models import Milestone
from projects.payouts.cards import transfer_payout
from projects.payouts.models import Payout
from projects.payouts.services import approve_payout
from tests.database import address_for_others
from tests.factories.milestones import MilestoneFactory
from tests.factories.payouts import PayoutFactory
from tests.fakes.stripe import FakeStripe
from tests.payments.deposits.story import Story, begin, paid
from tests.projects import story as projects
from tests.projects.payouts.cards import fund, ready

ROOT = Path(__file__).resolve().parents[2]
DEPOSITS = 30
PAYOUTS = 30
WORTH = 10_000
KILLS = 20
HURRY = random.Random(7203)


@pytest.fixture
def fake(socket_enabled: None, settings: Any) -> Iterator[FakeStripe]:
    provider = FakeStripe().start()
    settings.STRIPE_API_BASE = provider.base
    yield provider
    provider.stop()


def owed(fake: FakeStripe) -> Story:
    """Many deposits that have to go back."""
    story = begin()
    for number in range(DEPOSITS):
        person = story.supplier()
        deposit = paid(fake, story.require(person, lot=9000 + number), person)
        disclose(deposit.lot, [deposit.supplier_id], by=story.officer)
        owe_back(deposit.lot, "deposit_refund_loser", by=story.officer)
    return story


def approved(fake: FakeStripe) -> projects.Story:
    """Many payouts that wait to be sent, to a supplier with an account, of an office with money there."""
    story = projects.begin()
    contract = story.contract(in_force=True)
    ready(fake, story.supplier, story.cast.supplier)
    fund(fake, story, PAYOUTS * WORTH)
    for _number in range(PAYOUTS):
        facts = {"amount_fen": WORTH, "performance_fen": 0, "percent": None}
        milestone = MilestoneFactory.create(contract=contract, accepted=True, **facts)
        approve_payout(PayoutFactory.create(milestone=milestone).pk, by=story.cast.approver)
    return story


def started(what: str, fake: FakeStripe, *people: Any) -> subprocess.Popen[str]:
    """A process of its own on this test's database."""
    environment = {**os.environ, "DATABASE_URL": address_for_others(), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "-W", "ignore", "-m", "tests.verification.money_rounds", what]
    process = subprocess.Popen(
        [*command, *(str(one.email) for one in people)],
        cwd=ROOT,
        env={**environment, "STRIPE_API_BASE": fake.base},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def kill_the_database() -> None:
    """The server falls in the middle, and comes back with what was committed."""
    [file] = (Path(django_settings.VAR_DIR)).glob("postgres-*/postmaster.pid")
    os.kill(int(file.read_text().splitlines()[0]), signal.SIGKILL)
    connection.close()
    for _ in range(60):
        time.sleep(1)
        with contextlib.suppress(Exception):
            database_url(Path(django_settings.VAR_DIR))
            connection.ensure_connection()
            return
    raise AssertionError("the database did not come back")


@pytest.mark.heavy
def test_whoever_is_killed_nothing_is_paid_twice_and_nothing_is_lost(transactional_db: None, fake: FakeStripe) -> None:
    story, project = owed(fake), approved(fake)
    people = (story.finance, project.cast.finance)
    fake.mood.delay = 0.15
    fake.mood.posts = [HURRY.choice(["", "slow", "slow", "lost", "drop"]) for _ in range(400)]
    running = {what: started(what, fake, *people) for what in ("web", "worker")}
    try:
        for number in range(KILLS):
            time.sleep(HURRY.uniform(0.1, 0.6))
            if number == KILLS // 2:
                kill_the_database()
            what = HURRY.choice(["web", "worker", "worker"])
            kill(running[what])
            running[what] = started(what, fake, *people)
        kill(running["web"])
        kill(running["worker"])
    finally:
        for process in running.values():
            kill(process)
    fake.mood.posts = []
    Order.objects.filter(done_at=None).update(claimed_until=None)  # a minute later; the lease is over
    for deposit in Deposit.objects.owed_back():
        refund_deposit(deposit.pk, by=story.finance)
    for payout in Payout.objects.filter(state="APPROVED"):
        transfer_payout(payout.pk, by=project.cast.finance)
    send_waiting()
    settle_open()
    while relay():
        pass
    reconcile()
    refunds = list(fake.books.tables["refunds"].values())
    assert len(refunds) == DEPOSITS
    assert len({one["payment_intent"] for one in refunds}) == DEPOSITS
    assert set(Deposit.objects.values_list("state", flat=True)) == {"REFUNDED"}
    assert Account.objects.with_balance().get(code="card:clearing").balance_fen == 0
    transfers = list(fake.books.tables["transfers"].values())
    assert len(transfers) == PAYOUTS
    assert len({one["metadata"]["reference"] for one in transfers}) == PAYOUTS
    assert set(Payout.objects.values_list("state", flat=True)) == {"PAID"}
    assert set(Milestone.objects.filter(payouts__isnull=False).values_list("state", flat=True)) == {"PAID"}
    assert funds_fen(project.cast.office.pk) == fake.books.available() == 0
    assert check() == []
    assert Difference.objects.count() == 0
    assert not OutboxMessage.objects.filter(delivered_at=None).exists()
