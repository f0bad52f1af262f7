"""The one thing that a seat asks for now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.transitions import Text
from procurement.evaluations.states import EvaluationState

if TYPE_CHECKING:
    from procurement.evaluations.models import CommitteeMember


@dataclass(frozen=True)
class Todo:
    """What is known about an evaluation beside its seat."""

    unchecked: bool
    apart: bool
    low: bool

    def of(self, seat: CommitteeMember) -> Text:
        """Return the sentence of what the seat asks for, or "" where nothing is asked now."""
        state = seat.evaluation.state
        if not seat.declared_at:
            return _("Read the names of the bidders and declare your interests")
        if state == EvaluationState.SCORING and seat.is_leader and self.unchecked:
            return _("Check whether the bids meet the document")
        if state == EvaluationState.SCORING and not seat.frozen_at:
            return _("Score the bids and freeze your scores")
        if state == EvaluationState.FROZEN:
            return self._after_freeze(seat)
        if state == EvaluationState.SETTLED and not seat.signed_at:
            return _("Read and sign the report")
        return ""

    def _after_freeze(self, seat: CommitteeMember) -> Text:
        if self.apart:
            return _("Say why your scores stand apart")
        if seat.is_leader and self.low:
            return _("Decide on the very low prices")
        return _("Settle the ranking") if seat.is_leader else ""
