"""Index of what time does in accounts."""

from accounts.organisations import clock as organisations

__all__ = ["organisations"]
