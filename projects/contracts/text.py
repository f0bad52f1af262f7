"""The text of a contract: the tender and the bid put together, nothing added, nothing left out.

Pure: made of rows, it gives the same parts every time, so that their fingerprint can be signed and checked.
"""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.money import split, yuan
from projects.contracts.states import Party

if TYPE_CHECKING:
    from projects.contracts.models import Amendment, Contract


def compose(contract: Contract) -> dict[str, Any]:
    """Return the parts of a contract's text, of plain values only."""
    lot, bid = contract.lot, contract.award.bid
    tender = lot.tender
    planned = list(tender.milestones.order_by("order"))
    shares = split(contract.amount_fen, [one.percent or Decimal(0) for one in planned])
    return {
        "purchase": {"ocid": contract.purchase_ocid, "lot": lot.code, "title": tender.title, "lot_title": lot.title},
        "parties": {
            "buyer": {"name": contract.buyer.name, "credit_code": contract.buyer.credit_code},
            "supplier": {"name": contract.supplier.name, "credit_code": contract.supplier.credit_code},
        },
        "tender": {
            "objective": tender.objective,
            "requirements": tender.requirements,
            "term": tender.term_text,
            "scope": tender.scope,
            "expected_effect": tender.expected_effect,
        },
        "bid": bid.content,
        "consortium": bid.consortium_members or [],
        "amount": {"yuan": str(yuan(contract.amount_fen)), "currency": contract.currency},
        "term": {
            "months": contract.term_months,
            "starts_on": contract.starts_on.isoformat() if contract.starts_on else None,
            "ends_on": contract.ends_on.isoformat() if contract.ends_on else None,
        },
        "payment": {
            "performance_percent": plain(contract.performance_percent),
            "policy": contract.payout_policy,
            **agreed_terms(contract),
            "milestones": [
                {
                    "order": one.order,
                    "title": one.title,
                    "percent": plain(one.percent or Decimal(0)),
                    "due_after_days": one.due_after_days,
                    "outputs": one.outputs,
                    "yuan": str(yuan(share)),
                }
                for one, share in zip(planned, shares, strict=True)
            ],
        },
        # 法§48, 102§26: passing the contract on is forbidden; parts only as the bid names them.
        "subcontracting": (bid.content or {}).get("subcontracting") or [],
        "passing_on": "禁止转包",
    }


def agreed_terms(contract: Contract) -> dict[str, Any]:
    """Return what the contract agrees about the time to pay and its price; nothing where the law alone holds."""
    terms: dict[str, Any] = {}
    if contract.payment_days is not None:
        terms["days"] = contract.payment_days
    if contract.overdue_percent is not None:
        terms["overdue_percent"] = plain(contract.overdue_percent)
    return terms


def plain(percent: Decimal) -> str:
    """Return a percent without needless zeros: 30, 27.22."""
    return f"{percent.normalize():f}"


def fingerprint(parts: Any) -> str:
    """Return the SHA-256 of a text in its canonical form, in hex."""
    canonical = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def statement_for(contract: Contract, party: str) -> str:
    """Return the words that a party's person signs; the same in every language of the page, for they are evidence."""
    organisation = contract.supplier if party == Party.SUPPLIER else contract.buyer
    number = f"{contract.purchase_ocid}/{contract.lot.code}".removesuffix("/")
    return (
        f"本人受权代表{organisation.name}（{organisation.credit_code}）签署合同{number}，已阅读并同意全部内容。"
        f"合同正文SHA-256：{fingerprint(contract.text)}"
    )


def statement_for_amendment(amendment: Amendment) -> str:
    """Return the words with which the supplier agrees to a supplement."""
    parts = {
        "contract": fingerprint(amendment.contract.text),
        "number": amendment.number,
        "title": amendment.title,
        "text": amendment.text,
        "added_yuan": str(yuan(amendment.added_fen)),
        "due_on": amendment.due_on.isoformat(),
    }
    supplier = amendment.contract.supplier
    return (
        f"本人受权代表{supplier.name}（{supplier.credit_code}）同意合同"
        f"{amendment.contract.purchase_ocid}补充协议第{amendment.number}号。补充协议SHA-256：{fingerprint(parts)}"
    )


def last_day_of_term(starts_on: date, months: int) -> date:
    """Return the last day of a term: the day before the same day, `months` later; at a month's end, its last day."""
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    month += 1
    same_day = date(year, month, min(starts_on.day, monthrange(year, month)[1]))
    return same_day - timedelta(days=1)
