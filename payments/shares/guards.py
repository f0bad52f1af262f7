"""Questions that a step of a share asks, each with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.transitions import guard
from payments.rail.switch import is_on

if TYPE_CHECKING:
    from payments.shares.models import Share


@guard(_("Cards are not taken here just now. Ask the grid worker of your community."))
def card_rail_is_on(share: Share) -> bool:
    """Whether the card provider is set up."""
    return is_on()
