"""A bidder sees the numbers of its own bids and files: they do not count those of the others."""

from core.database.promises import secret_count

secret_count("procurement", "procurement_bid", "procurement_bidfile")
