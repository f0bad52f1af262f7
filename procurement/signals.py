"""The words that procurement says to later stages, inside the transaction of the act.

A stage that says a new word declares it here with the arguments it sends.
"""

from django.dispatch import Signal

# A tender was published; sends `tender`, locked and OPEN.
tender_published = Signal()
# A tender that had been published was cancelled; sends `tender`, locked and CANCELLED, its lots too.
tender_cancelled = Signal()
# The last member signed the report; sends `evaluation`, locked and REPORTED, and `by`.
evaluation_reported = Signal()
# The result of a lot was published; sends `award`, locked and PUBLISHED.
award_published = Signal()
# An award was revoked; sends `award`, locked and REVOKED, and `by`. A later stage refuses by raising Refused.
award_revoked = Signal()
# Asked before an award is revoked; sends `award`. A later stage answers True where a signed contract is bound to it.
award_bound = Signal()
