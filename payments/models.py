"""Index of the models of payments."""

from payments.bank_refunds.models import BankRefund
from payments.deposits.models import Deposit, LateInterest
from payments.ledger.models import Account, Entry, LedgerCheck, LedgerTransaction
from payments.rail.models import CardPayment, Difference, Order, PayeeAccount, ProviderBalance, ProviderEvent
from payments.shares.models import ServicePrice, Share, ShareReduction
from payments.transfers.models import BankReceipt, OfficeAccount, TopUp

__all__ = [
    "Account",
    "BankReceipt",
    "BankRefund",
    "CardPayment",
    "Deposit",
    "Difference",
    "Entry",
    "LateInterest",
    "LedgerCheck",
    "LedgerTransaction",
    "OfficeAccount",
    "Order",
    "PayeeAccount",
    "ProviderBalance",
    "ProviderEvent",
    "ServicePrice",
    "Share",
    "ShareReduction",
    "TopUp",
]
