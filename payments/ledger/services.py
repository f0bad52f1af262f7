"""Booking: one fact, one key, lines that sum to zero."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.audit.models import AuditRow
from core.audit.outbox import announce
from core.audit.record import record
from core.money import CURRENCY
from core.time import CoreNow, core_now
from core.transitions import refuse
from payments.ledger.models import Account, Entry, LedgerCheck, LedgerTransaction


@dataclass(frozen=True)
class Line:
    """One line to book: debit positive, credit negative, in minor units."""

    account: Account
    amount_fen: int
    currency: str = CURRENCY


def open_account(code: str, *, kind: str, organisation_id: int | None = None, currency: str = CURRENCY) -> Account:
    """Return the account of this code, opened if it is new; the same code for something else is refused."""
    account, _is_new = Account.objects.get_or_create(
        code=code, defaults={"kind": kind, "organisation_id": organisation_id, "currency": currency}
    )
    if (account.kind, account.organisation_id, account.currency) != (kind, organisation_id, currency):
        raise refuse(_("This account code already stands for another account. Choose another code."))
    return account


@transaction.atomic
def post(
    *, key: str, ocid: str, text: str, lines: Sequence[Line], by: Any, sealed: tuple[str, str] = ("", "")
) -> LedgerTransaction:
    """Book one business fact; booking it again returns the first booking, another content under its key is refused.

    `sealed` is (seal, party): while the seal is unbroken only the party reads of the booking in the record of acts.
    Raises Refused for fewer than two lines, a line of zero, a foreign currency, or a sum that is not zero.
    """
    _refuse_unsound(lines)
    digest = content_sha256(ocid, text, [(line.account.code, line.amount_fen, line.currency) for line in lines])
    try:
        with transaction.atomic():
            booked = LedgerTransaction.objects.create(
                business_key=key, ocid=ocid, text=text, line_count=len(lines), content_sha256=digest, at=CoreNow()
            )
    except IntegrityError:
        first = LedgerTransaction.objects.filter(business_key=key).first()
        if first is None:
            raise
        if first.content_sha256 != digest:
            raise refuse(
                _("Something else is already booked under this key. Correct it by a transaction of its own.")
            ) from None
        return first
    Entry.objects.bulk_create(
        Entry(transaction=booked, account=line.account, amount_fen=line.amount_fen, currency=line.currency)
        for line in lines
    )
    booked.sealed = sealed
    record(booked, verb="post", by=by, role="ledger", detail={"key": key, "sha256": digest})
    return LedgerTransaction.objects.get(pk=booked.pk)  # `at` is the database's


def reverse(*, key: str, of: str, text: str, by: Any) -> LedgerTransaction:
    """Book the mirror of the transaction booked under `of`; books are corrected by adding, never by changing."""
    original = LedgerTransaction.objects.get(business_key=of)
    lines = [
        Line(entry.account, -entry.amount_fen, entry.currency)
        for entry in original.entries.select_related("account").order_by("pk")
    ]
    return post(key=key, ocid=original.ocid, text=text, lines=lines, by=by)


def balance(account: Account) -> int:
    """Return debits less credits of an account in minor units; one query."""
    return Account.objects.with_balance().get(pk=account.pk).balance_fen


def check() -> list[str]:
    """Recompute the books in four queries and hold them against the record of acts; one sentence per fault.

    The record is chained: who rewrites a booking together with its fingerprint, or takes it away whole, is found there.
    """
    faults = [
        f"{row['transaction__business_key']}: sums to {row['sum_fen']} fen {row['currency']}, not zero"
        for row in Entry.objects.sums().exclude(sum_fen=0)
    ]
    entries = Entry.objects.order_by("transaction_id", "pk").values_list(
        "transaction_id", "account__code", "amount_fen", "currency", "account__currency"
    )
    booked = {pk: [row[1:] for row in rows] for pk, rows in groupby(entries.iterator(), key=lambda row: row[0])}
    acts = AuditRow.objects.of_acts(LedgerTransaction, "post").values_list("detail__key", "detail__sha256")
    recorded: dict[str, str] = dict(acts.iterator())
    for found in LedgerTransaction.objects.order_by("pk").iterator():
        lines = booked.get(found.pk, [])
        if len(lines) != found.line_count:
            faults.append(f"{found.business_key}: has {len(lines)} entries, not {found.line_count}")
        elif content_sha256(found.ocid, found.text, [line[:3] for line in lines]) != found.content_sha256:
            faults.append(f"{found.business_key}: is not what was booked")
        if any(currency != of_account for _code, _amount, currency, of_account in lines):
            faults.append(f"{found.business_key}: an entry is in another currency than its account")
        if (digest := recorded.pop(found.business_key, None)) is None:
            faults.append(f"{found.business_key}: nobody booked it by the record of acts")
        elif digest != found.content_sha256:
            faults.append(f"{found.business_key}: is not what the record of acts says was booked")
    return faults + [f"{key}: was booked by the record of acts and is not in the books" for key in recorded]


@transaction.atomic
def check_and_note() -> LedgerCheck:
    """Recompute the books and keep what was found; faults are told to those who run the system."""
    found = check()
    kept = LedgerCheck.objects.create(at=core_now(), transactions=LedgerTransaction.objects.count(), faults=found)
    if found:
        announce("ledger.unsound", str(kept.pk), ocid="", number=len(found), first=found[0])
    return kept


def content_sha256(ocid: str, text: str, lines: Iterable[tuple[str, int, str]]) -> str:
    """Return the fingerprint of what a transaction says, whatever the order of its lines."""
    content = {"ocid": ocid, "text": text, "lines": sorted(list(line) for line in lines)}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _refuse_unsound(lines: Sequence[Line]) -> None:
    if len(lines) < 2 or any(not line.amount_fen for line in lines):
        raise refuse(_("A booking needs at least two lines, none of them zero."))
    if any(line.currency != line.account.currency for line in lines):
        raise refuse(_("A line is in another currency than its account."))
    for currency in {line.currency for line in lines}:
        if sum(line.amount_fen for line in lines if line.currency == currency):
            raise refuse(_("The lines of a booking must sum to zero in every currency."))
