"""Whether there is a card rail at all."""

from __future__ import annotations

from django.conf import settings


def is_on() -> bool:
    """Whether a key of the card provider is set."""
    return bool(settings.STRIPE_API_KEY)
