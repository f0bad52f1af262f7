"""Seeds the demo: the world, its five stories and the work of the present day beside them, once.

Every act commits by itself, as it does in life: an opening even insists on it. A run that was cut off is therefore
not taken up again; the record it left is later than the first day, and the next run says so.
"""

from __future__ import annotations

from collections.abc import Callable

from cms.clock import keep_figures
from core.archive.services import make_waiting
from core.audit.chain import sequence
from core.audit.models import AuditRow
from core.audit.outbox import relay
from core.time import SHANGHAI, set_clock
from core.transitions import Refused, refuse
from demo.models import Story
from demo.player import at, play
from demo.stories import (
    bathing,
    childcare,
    community_centres,
    deposits,
    greening,
    home_care,
    meals,
    next_year,
    paid_services,
    under_way,
)
from demo.stories.told import Told
from demo.world import build_world

START = at("2024-09-02 09:00")
NOW = at("2026-03-16 09:00")  # where the demo's clock stands when the stories are told
STORIES = (
    home_care,
    community_centres,
    childcare,
    greening,
    next_year,
    paid_services,
    meals,
    bathing,
    deposits,
    under_way,
)
ACTS = 246  # about; for the progress bar


def is_seeded() -> bool:
    """Whether the stories have been played in this database."""
    return Story.objects.filter(is_told=True).exists()


def seed(step: Callable[[], None]) -> None:
    """Play everything; does nothing where it was played to the end before. Raises Refused.

    Refused in a database whose record already reaches further than the demo's first day: its clock would go backwards.
    """
    if is_seeded():
        return
    newest = AuditRow.objects.order_by("-at").first()
    if newest and newest.at > START:
        raise _too_late(newest)
    set_clock(START)
    world = build_world(step)
    told = Told()
    play([story.play(world, told) for story in STORIES], step=step)
    set_clock(NOW)
    told.ends()
    keep_figures()
    while relay(limit=1000):
        pass
    make_waiting()
    sequence(wait=True)


def _too_late(newest: AuditRow) -> Refused:
    return refuse(
        f"This database is in use, or an earlier demo was cut off in it: its record reaches "
        f"{newest.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}, later than the demo's first day. "
        "Run the demo in an empty database, for example after `make clean`."
    )
