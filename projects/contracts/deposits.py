"""What a contract has to do with deposits: the winner's goes back or is converted, the contract asks for its own."""

from __future__ import annotations

from typing import Any

from payments.deposits.models import Deposit
from payments.deposits.returning import owe_back, owe_performance_back
from payments.deposits.services import require_deposit
from payments.deposits.states import DepositKind
from projects.contracts.models import Contract


def ask_for_performance_deposit(contract: Contract, *, by: Any) -> Deposit | None:
    """Ask the winner for the performance deposit that the tender names; None where it names none."""
    tender = contract.lot.tender
    if not tender.performance_deposit_percent:
        return None
    numerator, denominator = (tender.performance_deposit_percent / 100).as_integer_ratio()
    return require_deposit(
        kind=DepositKind.PERFORMANCE,
        ocid=tender.ocid,
        lot=contract.lot_id,
        title=f"{tender.title} {contract.lot.code}".strip(),
        supplier_id=contract.supplier_id,
        buyer_id=contract.buyer_id,
        amount_fen=contract.amount_fen * numerator // denominator,
        base_fen=contract.amount_fen,
        is_known=True,
        by=by,
    )


def owe_winner(contract: Contract, *, by: Any) -> None:
    """Both have signed: the winner's bid deposit goes back, unless it was converted."""
    owe_back(contract.lot_id, "deposit_refund_winner", by=by, only=[contract.supplier_id])


def owe_performance(contract: Contract, *, by: Any) -> None:
    """The contract is over: its performance deposit goes back, as the contract says."""
    owe_performance_back(contract.lot_id, contract.supplier_id, by=by)
