"""What the database keeps of the books, whoever writes to it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.database.promises import AppendOnlyError
from core.time import CoreNow
from core.transitions import CLOCK
from payments.ledger.models import Account, Entry, LedgerTransaction
from payments.ledger.services import Line, check, content_sha256, post
from tests.factories.ledger import AccountFactory

pytestmark = pytest.mark.django_db


def commit() -> None:
    """Ask the deferred questions now, as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused_at_the_commit() -> str:
    """Return what the database says about the transaction that is to be committed; nothing of it stays."""
    with pytest.raises(IntegrityError) as refused:
        commit()
    transaction.set_rollback(True)
    return re.match(r"ledger transaction \d+ (.*)", str(refused.value))[1]


@pytest.fixture
def booked() -> LedgerTransaction:
    """One sound transaction over 100 fen."""
    lines = [Line(AccountFactory(), -100), Line(AccountFactory(expense=True), 100)]
    written = post(key="fact", ocid="o", text="t", lines=lines, by=CLOCK)
    commit()
    return written


def unchecked(key: str, *amounts: int, line_count: int = 2, currency: str = "CNY") -> None:
    """Write a transaction past the service."""
    written = LedgerTransaction.objects.create(
        business_key=key, text="t", line_count=line_count, content_sha256="0" * 64, at=CoreNow()
    )
    for amount in amounts:
        Entry.objects.create(transaction=written, account=AccountFactory(), amount_fen=amount, currency=currency)


def test_a_sound_transaction_passes_the_commit(booked: LedgerTransaction) -> None:
    commit()
    assert booked.entries.count() == 2


@pytest.mark.parametrize(
    ("amounts", "line_count", "currency", "why"),
    [
        ((100, -99), 2, "CNY", "does not sum to zero"),
        ((100,), 2, "CNY", "has 1 entries, not 2"),
        ((), 2, "CNY", "has 0 entries, not 2"),
        ((100, -50, -50), 2, "CNY", "has 3 entries, not 2"),
        ((100, -100), 2, "USD", "mixes the currencies of its accounts"),
    ],
)
def test_an_unsound_transaction_does_not_pass_the_commit(
    amounts: tuple[int, ...], line_count: int, currency: str, why: str
) -> None:
    unchecked("k", *amounts, line_count=line_count, currency=currency)
    assert refused_at_the_commit() == why


def test_nothing_is_added_to_a_transaction_later_even_if_it_balances(booked: LedgerTransaction) -> None:
    commit()
    for amount in (7, -7):
        Entry.objects.create(transaction=booked, account=AccountFactory(), amount_fen=amount, currency="CNY")
    assert refused_at_the_commit() == "has 4 entries, not 2"


def test_an_entry_is_not_zero(booked: LedgerTransaction) -> None:
    with pytest.raises(IntegrityError, match="ledger_entry_is_not_zero"), transaction.atomic():
        Entry.objects.create(transaction=booked, account=AccountFactory(), amount_fen=0, currency="CNY")


def test_a_key_is_booked_once(booked: LedgerTransaction) -> None:
    with pytest.raises(IntegrityError, match="business_key"), transaction.atomic():
        unchecked(booked.business_key, 1, -1)


@pytest.mark.parametrize("model", [Account, LedgerTransaction, Entry])
def test_rows_of_the_books_are_neither_changed_nor_deleted(booked: LedgerTransaction, model: Any, owner: None) -> None:
    row = model.objects.first()
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(**{{Account: "code", LedgerTransaction: "text", Entry: "currency"}[model]: "XXX"})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.all()._raw_delete(using="default")


def test_the_check_finds_sound_books_sound(booked: LedgerTransaction, capsys: Any) -> None:
    assert check() == []
    call_command("ledger", "check")
    assert capsys.readouterr().out == "ok: 1 transactions are sound\n"


def test_the_check_takes_four_queries(booked: LedgerTransaction, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        check()


def test_the_check_names_what_somebody_changed_behind_the_triggers(
    booked: LedgerTransaction, unguarded: Any, capsys: Any
) -> None:
    with unguarded():
        Entry.objects.filter(amount_fen=100).update(amount_fen=90)
    assert check() == ["fact: sums to -10 fen CNY, not zero", "fact: is not what was booked"]
    with pytest.raises(SystemExit) as ended:
        call_command("ledger", "check")
    assert ended.value.code == 1


def test_the_check_names_an_amount_changed_on_both_sides(booked: LedgerTransaction, unguarded: Any) -> None:
    with unguarded():
        Entry.objects.filter(amount_fen=100).update(amount_fen=90)
        Entry.objects.filter(amount_fen=-100).update(amount_fen=-90)
    assert check() == ["fact: is not what was booked"]


def test_the_check_names_an_entry_that_was_taken_away(booked: LedgerTransaction, unguarded: Any) -> None:
    with unguarded():
        booked.entries.all()._raw_delete(using="default")
    assert check() == ["fact: has 0 entries, not 2"]


def test_the_check_names_what_was_rewritten_together_with_its_fingerprint(
    booked: LedgerTransaction, unguarded: Any
) -> None:
    lines = [(entry.account.code, entry.amount_fen // 2, entry.currency) for entry in booked.entries.all()]
    with unguarded():
        for entry in booked.entries.all():
            Entry.objects.filter(pk=entry.pk).update(amount_fen=entry.amount_fen // 2)
        LedgerTransaction.objects.update(content_sha256=content_sha256("o", "t", lines))
    assert check() == ["fact: is not what the record of acts says was booked"]


def test_the_check_names_a_booking_that_was_taken_away_whole(booked: LedgerTransaction, unguarded: Any) -> None:
    with unguarded():
        booked.entries.all()._raw_delete(using="default")
        LedgerTransaction.objects.all()._raw_delete(using="default")
    assert check() == ["fact: was booked by the record of acts and is not in the books"]


def test_the_check_names_a_booking_that_nobody_made(booked: LedgerTransaction) -> None:
    written = LedgerTransaction.objects.create(
        business_key="forged", text="t", line_count=2, content_sha256="0" * 64, at=CoreNow()
    )
    lines = [(AccountFactory(), 7), (AccountFactory(expense=True), -7)]
    for account, amount in lines:
        Entry.objects.create(transaction=written, account=account, amount_fen=amount, currency="CNY")
    commit()
    assert check() == ["forged: is not what was booked", "forged: nobody booked it by the record of acts"]
