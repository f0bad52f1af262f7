"""A step that hurts somebody needs a reason that this person can read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.transitions import refuse


def reasoned(reason: str) -> str:
    """Return the reason without its margins; raises Refused where nothing is said."""
    if not reason.strip():
        raise refuse(_("Say why: the other side and the record need the reason."))
    return reason.strip()
