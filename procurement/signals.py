"""The words that procurement says to later stages, inside the transaction of the act.

A stage that says a new word declares it here with the arguments it sends.
"""

from django.dispatch import Signal

# A tender was published; sends `tender`, locked and OPEN.
tender_published = Signal()
# A tender that had been published was cancelled; sends `tender`, locked and CANCELLED, its lots too.
tender_cancelled = Signal()
