"""Index of the models of payments."""

from payments.ledger.models import Account, Entry, LedgerTransaction

__all__ = ["Account", "Entry", "LedgerTransaction"]
