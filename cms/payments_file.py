"""Every payment of a published contract as a table that anybody may take away: days, amounts and who paid whom."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

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
    rows = public_payouts().iterator(chunk_size=CHUNK)
    while piece := list(islice(rows, CHUNK)):
        yield as_csv(_row(one, parts, states) for one in piece)


def _row(one: dict[str, Any], parts: dict[str, str], states: dict[str, str]) -> list[Any]:
    paid_on = one["arrived"]
    return [
        one["contract__purchase_ocid"],
        one["contract__buyer__name"],
        one["payee__name"],
        one["milestone__title"] or one["decision__period"],
        parts[one["part"]],
        yuan(one["amount_fen"]),
        one["accepted_on"],
        day_of(one["requested_at"]),
        one["pay_by"],
        paid_on,
        max(0, (paid_on - one["accepted_on"]).days) if paid_on and one["accepted_on"] else None,
        max(0, (paid_on - one["pay_by"]).days) if paid_on and one["pay_by"] else None,
        states[one["state"]],
    ]
