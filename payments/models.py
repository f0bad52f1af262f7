"""Index of the models of payments."""

from payments.ledger.models import Account, Entry, LedgerCheck, LedgerTransaction

__all__ = ["Account", "Entry", "LedgerCheck", "LedgerTransaction"]
