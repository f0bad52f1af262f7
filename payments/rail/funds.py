"""An office's own money at the card provider: it comes from the treasury, and payouts by card rail are paid out of it.

What suppliers and residents have paid lies beside it (`card:clearing`, `bank:clearing`) and pays for nothing else.
"""

from __future__ import annotations

from typing import Any

from payments.ledger.models import Account, AccountKind
from payments.ledger.services import Line, open_account, post
from payments.rail.models import Order


def card_money() -> Account:
    """Return the account of what others have paid by card, and what is sent back from it."""
    return open_account("card:clearing", kind=AccountKind.TREASURY)


def money_of(order: Order) -> Account:
    """Return the account of the money that an order brought: the provider's, or that of bank transfers."""
    if order.by_bank:
        return open_account("bank:clearing", kind=AccountKind.TREASURY)
    return card_money()


def funds_of(buyer_id: int) -> Account:
    """Return the account of an office's own money at the card provider."""
    return open_account(f"buyer:{buyer_id}:card", kind=AccountKind.TREASURY, organisation_id=buyer_id)


def funds_fen(*buyer_ids: int) -> int:
    """Return what offices have at the card provider, in minor units; asking opens no account."""
    return Account.objects.balance_of(*(f"buyer:{buyer}:card" for buyer in buyer_ids))


def book_from_treasury(buyer_id: int, amount_fen: int, *, key: str, ocid: str, text: str, by: Any) -> None:
    """Book money of an office's treasury over to the card provider."""
    code = f"buyer:{buyer_id}:treasury"
    purse = open_account(code, kind=AccountKind.TREASURY, organisation_id=buyer_id)
    lines = [Line(funds_of(buyer_id), amount_fen), Line(purse, -amount_fen)]
    post(key=key, ocid=ocid, text=text, lines=lines, by=by)
