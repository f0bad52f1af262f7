"""What time wakes in the public site: the figures of everything are counted again, whether or not anybody looks."""

from __future__ import annotations

from datetime import timedelta

from cms.kept_figures import KeptFigures
from cms.queries.figures import counted_now
from core.clock import sweep
from core.time import core_now

FRESH = timedelta(minutes=5)  # counting takes seconds where there are very many purchases


@sweep
def count_figures() -> int:
    """Count again what was counted longer ago than the figures stay fresh; no state is written."""
    kept = KeptFigures.objects.first()
    if kept is None or kept.counted_at <= core_now() - FRESH:
        keep_figures()
    return 0


def keep_figures() -> None:
    """Count everything now and keep it."""
    counted = counted_now()
    KeptFigures.objects.update_or_create(
        only=True, defaults={"numbers": counted.numbers, "counted_at": counted.counted_at}
    )
