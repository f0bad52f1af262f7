"""Index of the models of payments."""

from payments.bank_refunds.models import BankRefund
from payments.deposits.models import Deposit, LateInterest
from payments.ledger.models import Account, Entry, LedgerCheck, LedgerTransaction
from payments.rail.models import CardPayment, Difference, Order, PayeeAccount, ProviderEvent
from payments.shares.models import ServicePrice, Share, ShareReduction

__all__ = [
    "Account",
    "BankRefund",
    "CardPayment",
    "Deposit",
    "Difference",
    "Entry",
    "LateInterest",
    "LedgerCheck",
    "LedgerTransaction",
    "Order",
    "PayeeAccount",
    "ProviderEvent",
    "ServicePrice",
    "Share",
    "ShareReduction",
]
