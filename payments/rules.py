"""Index of the rights of money; found by the app of the rules."""

from payments.bank_refunds import rules as bank_refunds
from payments.deposits import rules as deposits
from payments.rail import rules as rail
from payments.shares import rules as shares
from payments.transfers import rules as transfers

__all__ = ["bank_refunds", "deposits", "rail", "shares", "transfers"]
