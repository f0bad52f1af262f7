"""Pages of bids."""
