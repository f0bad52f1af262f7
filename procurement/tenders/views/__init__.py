"""Pages of a tender."""
