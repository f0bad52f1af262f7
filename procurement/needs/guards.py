"""What has to be true before a need moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.transitions import guard

if TYPE_CHECKING:
    from procurement.needs.models import Need


@guard(_("Not enough residents support this need yet; its area asks for more supporters."))
def enough_residents_support_it(need: Need) -> bool:
    """Whether the supporters reach the threshold that the need's area has set."""
    return need.supports.count() >= need.area.support_threshold
