"""Importing a bank's statement and comparing its lines with our payment orders: each line acts once, or differs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from psycopg.errors import UniqueViolation

from accounts.models import Organisation
from core.audit.record import record
from core.kept import kept
from core.money import display
from core.time import core_now, today
from core.transitions import Refused, check, move, refuse
from procurement.wording import said
from projects.bank.models import BankLine, BankStatement
from projects.bank.reading import BankRow
from projects.bank.states import Difference
from projects.payouts.models import Payout
from projects.payouts.services import confirm_payout_paid, fail_payout
from projects.payouts.states import PayoutState


@dataclass(frozen=True)
class Imported:
    """What became of a file: its statement, and how many lines matched, differ, or were known already."""

    statement: BankStatement
    matched: int
    differing: int
    known: int


def import_statement(
    buyer_id: int, *, name: str, content: bytes, rows: list[BankRow], path: str = "", by: Any
) -> Imported:
    """Keep the lines of a statement, all or none, then compare each; the same file is refused, a known line skipped.

    Raises Refused. A line that cannot be compared now waits as a difference; it never stops the others.
    """
    statement, kept, known = _keep(buyer_id, name, path, content, rows, by)
    matched = sum(_compare(line_id, by) for line_id in kept)
    return Imported(statement, matched, len(kept) - matched, known)


@transaction.atomic
def _keep(
    buyer_id: int, name: str, path: str, content: bytes, rows: list[BankRow], by: Any
) -> tuple[BankStatement, list[int], int]:
    buyer = Organisation.objects.get(pk=buyer_id)
    check("projects.import_statement", by=by, thing=buyer)
    digest = hashlib.sha256(content).hexdigest()
    try:
        with transaction.atomic():
            statement = BankStatement.objects.create(
                buyer=buyer, name=name[:100], path=path, sha256=digest, imported_by=by, imported_at=core_now()
            )
    except IntegrityError as taken:
        if not isinstance(taken.__cause__, UniqueViolation):
            raise
        raise refuse(_("This very file has been imported already.")) from None
    known = BankLine.objects.known_serials(buyer_id, [row.serial for row in rows])
    lines = BankLine.objects.bulk_create(
        BankLine(
            statement=statement,
            buyer=buyer,
            row=row.row,
            booked_on=row.booked_on,
            serial=row.serial,
            order_number=row.order_number,
            amount_fen=row.amount_fen,
            payee_name=row.payee_name,
            is_returned=row.is_returned,
            remark=row.remark,
            difference=Difference.NO_ORDER,
        )
        for row in rows
        if row.serial not in known
    )
    record(
        statement,
        verb="import",
        by=by,
        role="projects.import_statement",
        detail={"sha256": digest, "lines": len(lines), "known": len(known)},
    )
    return statement, [line.pk for line in lines], len(known)


def match_line(line_id: int, *, by: Any) -> BankLine:
    """Compare a line again after its cause was mended. Raises Refused with what still differs."""
    check("projects.match_line", by=by, thing=BankLine.objects.with_ground().get(pk=line_id))
    _compare(line_id, by)
    line = BankLine.objects.with_ground().get(pk=line_id)
    if line.difference:
        raise refuse(f"{line.get_difference_display()}. {line.detail}".strip())
    return line


@transaction.atomic
def settle_line(line_id: int, *, reason: str, by: Any) -> BankLine:
    """Close a line that belongs to no payment of ours. Raises Refused."""
    line = BankLine.objects.select_for_update(of=("self",)).with_ground().get(pk=line_id)
    why = said(reason)
    move(line.settle, by=by, reason=why, settled_by=by, settled_at=core_now(), why=why)
    return line


@transaction.atomic
def _compare(line_id: int, by: Any) -> bool:
    """Compare one line and take the step that follows; return whether it agrees. A difference is written down."""
    line = BankLine.objects.select_for_update(of=("self",)).with_ground().get(pk=line_id)
    if not line.difference:
        return True
    orders = Payout.objects.of_buyers([line.buyer_id]).ordered_as(line.order_number)
    payout = orders.first()
    found: tuple[str, str] = (Difference.NO_ORDER, "")
    if payout is not None:
        found = _differs(line, payout)
    if payout is not None and not found[0]:
        try:
            with transaction.atomic():
                _follow(line, payout, by)
                move(line.match, by=by, payout=Payout.objects.get(pk=payout.pk))
            return True
        except Refused as refused:
            found = Difference.REFUSED, " ".join(str(reason) for reason in refused.reasons)
    line.difference, line.detail = found
    line.save()
    return False


def _differs(line: BankLine, payout: Payout) -> tuple[str, str]:
    """Return how a line differs from the payment of its order number; ("", "") where it agrees."""
    ours, theirs = display(payout.amount_fen), display(line.amount_fen)
    if line.amount_fen != payout.amount_fen:
        return Difference.AMOUNT, _("Ours: %(ours)s; the bank's: %(theirs)s.") % {"ours": ours, "theirs": theirs}
    if line.payee_name and _bare(line.payee_name) != _bare(payout.payee.name):
        return Difference.PAYEE, _("Ours: %(ours)s; the bank's: %(theirs)s.") % {
            "ours": payout.payee.name,
            "theirs": line.payee_name,
        }
    if payout.state == PayoutState.PAID and not line.is_returned:
        if payout.voucher_number == line.serial:
            return "", ""
        return Difference.VOUCHER, _("Recorded: %(voucher)s.") % {"voucher": payout.voucher_number}
    if payout.state == PayoutState.FAILED and line.is_returned:
        return "", ""
    if payout.state != PayoutState.SENT:
        return Difference.NOT_SENT, str(payout.names.officer)
    return "", ""


def _follow(line: BankLine, payout: Payout, by: Any) -> None:
    """Take the payment's step that the line stands for; one that was taken by hand already needs none."""
    if payout.state != PayoutState.SENT:
        return
    if line.is_returned:
        fail_payout(payout.pk, reason=line.remark or kept(gettext_noop("The bank sent the payment back.")), by=by)
    else:
        left_on = min(line.booked_on, today())  # a bank may book on a day to come
        confirm_payout_paid(payout.pk, voucher=line.serial, left_on=left_on, by=by)


def _bare(name: str) -> str:
    return "".join(name.split()).replace("（", "(").replace("）", ")").lower()
