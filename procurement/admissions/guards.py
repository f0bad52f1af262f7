"""What has to be true before a task that a department hands down is admitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.transitions import guard

if TYPE_CHECKING:
    from procurement.admissions.models import Admission


@guard(
    _("The task comes without money. Ask the department for an amount and its source, or refuse the task."),
    "budget_first",
)
def money_comes_with_the_task(admission: Admission) -> bool:
    """Whether an amount and the place it comes from are named: money follows the task (费随事转)."""
    return bool(admission.money_fen and admission.money_fen > 0 and admission.money_source.strip())
