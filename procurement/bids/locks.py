"""The lock that decides what is in time.

Whoever hands in holds the tender FOR SHARE until its commit; closing and opening take it FOR UPDATE. So a closing waits
for every bid whose instant was read before the deadline, and a bid that comes after it finds the tender closed.
"""

from __future__ import annotations

from django.db import connection


def hold_tender(tender_id: int) -> None:
    """Keep the tender from being closed or opened until this transaction ends; many may hold it side by side."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procurement_tender WHERE id = %s FOR SHARE", [tender_id])
