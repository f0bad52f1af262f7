"""Words that an earlier stage of a project says inside its transaction, for the later stages to hear."""

from django.dispatch import Signal

# contract: a Contract that has just been published.
contract_published = Signal()
# amendment: an Amendment that both sides have just agreed.
amendment_agreed = Signal()
# payout: a Payout that has just arrived; by: who recorded it.
payout_paid = Signal()
# decision: a PerformanceDecision that a published rating has just brought.
performance_decided = Signal()
