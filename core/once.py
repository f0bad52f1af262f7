"""A form counts once: each page that shows one gives it a key, and of those sent with the same key one acts.

The key is kept by a commit of its own before the act begins, so that of two presses at the same moment the second finds
it, on whichever node it arrives. An act that is refused gives it back.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from datetime import timedelta

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from core.clock import sweep
from core.time import core_now
from core.transitions import refuse

FIELD = "once"
LENGTH = 22  # characters of 16 random bytes
KEPT = timedelta(days=2)  # no page stays open longer and is sent twice

SENT_ALREADY = _("This form has been sent already, and it counts once. Send it again only if you mean a second one.")
KEEP_SQL = "INSERT INTO core_sentform (key, at) VALUES (%s, core_now()) ON CONFLICT DO NOTHING"


class SentForm(models.Model):
    """A form that has been sent, by the key that its page gave it."""

    key = models.CharField(primary_key=True, max_length=LENGTH)
    at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return f"form sent at {self.at}"


def new_key() -> str:
    """Return the key of a form that is shown now."""
    return secrets.token_urlsafe(16)


@contextlib.contextmanager
def counted(key: str) -> Iterator[None]:
    """Let an act happen once for a key; an act that comes without one is not asked. Raises Refused."""
    if len(key) != LENGTH or "\x00" in key:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(KEEP_SQL, [key])
        is_first = cursor.rowcount == 1
    if not is_first:
        raise refuse(SENT_ALREADY)
    try:
        yield
    except BaseException:
        SentForm.objects.filter(key=key).delete()
        raise


@sweep
def forget_sent_forms() -> int:
    """Forget the keys of pages that nobody has open any more."""
    return SentForm.objects.filter(at__lt=core_now() - KEPT).delete()[0]
