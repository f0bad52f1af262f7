"""Every payment of a published contract as a table that anybody may take away: days, amounts and who paid whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from cms.queries.projects import days_to_payment
from cms.queries.punctuality import public_payouts
from core.money import yuan
from core.spreadsheets import MARK, as_csv
from core.time import day_of
from projects.payouts.models import Part
from projects.payouts.states import PAYOUT_STATE_NAMES

CHUNK = 2000  # rows read and sent at once


def payments_file() -> Iterator[str]:
    """Return the table as CSV, piece by piece; its words are in the language of whoever asks."""
    head = [
        "OCID", _("Buyer"), _("Supplier"), _("For"), _("Part"), _("Amount (yuan)"), _("Accepted on"), _("Invoice sent"),
        _("Last day to pay"), _("Paid on"), _("Days from acceptance to payment"), _("Days overdue"), _("State"),
    ]  # fmt: skip
    parts = {value: str(label) for value, label in Part.choices}
    states = {state: str(names.public) for state, names in PAYOUT_STATE_NAMES.items()}
    return _pieces(head, parts, states)


def _pieces(head: list[str], parts: dict[str, str], states: dict[str, str]) -> Iterator[str]:
    yield MARK + as_csv([head])
    for one in public_payouts().iterator(chunk_size=CHUNK):
        yield as_csv([_row(one, parts, states)])


def _row(one: Any, parts: dict[str, str], states: dict[str, str]) -> list[Any]:
    paid_on = one.paid_on
    late = max(0, (paid_on - one.pay_by).days) if paid_on and one.pay_by else None
    return [
        one.contract.purchase_ocid,
        one.contract.buyer.name,
        one.payee.name,
        one.milestone.title if one.milestone else one.decision.period if one.decision else "",
        parts[one.part],
        yuan(one.amount_fen),
        one.accepted_on,
        day_of(one.requested_at),
        one.pay_by,
        paid_on,
        days_to_payment(one),
        late,
        states[one.state],
    ]
