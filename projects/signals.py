"""Words that an earlier stage of a project says inside its transaction, for the later stages to hear."""

from django.dispatch import Signal

# contract: a Contract that has just been published.
contract_published = Signal()
# amendment: an Amendment that both sides have just agreed.
amendment_agreed = Signal()
