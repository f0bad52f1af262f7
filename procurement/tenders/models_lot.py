"""A lot: one part of a tender, bid for, evaluated and awarded by itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.kept import KeptField
from core.transitions import Machine, StateField, StateNames
from procurement.tenders import guards
from procurement.tenders.queries import LotQuerySet
from procurement.tenders.states import LOT_STATE_NAMES, LotState


class Lot(Machine):
    """One part of a tender that is bid for, evaluated and awarded by itself; a tender without lots has one."""

    INITIAL = frozenset({LotState.OPEN})
    STATE_NAMES = LOT_STATE_NAMES

    tender = models.ForeignKey("procurement.Tender", models.CASCADE, related_name="lots")
    state = StateField(default=LotState.OPEN, choices=LotState.choices, protected=True)
    code = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=300)
    budget_fen = models.BigIntegerField(null=True, blank=True)
    ceiling_fen = models.BigIntegerField(null=True, blank=True)
    winners = models.PositiveSmallIntegerField(default=1)
    failed_reason = KeptField(blank=True)
    noticed_at = models.DateTimeField(null=True, blank=True, help_text=_("When the result of the lot was published."))

    objects = LotQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        ordering = ["tender_id", "code"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "code"], name="one_lot_a_code"),
            models.CheckConstraint(condition=Q(budget_fen=None) | Q(budget_fen__gt=0), name="lot_budget_above_zero"),
            models.CheckConstraint(condition=Q(ceiling_fen=None) | Q(ceiling_fen__gt=0), name="lot_ceiling_above_zero"),
            models.CheckConstraint(condition=Q(winners__gte=1), name="lot_has_a_winner"),
        ]
        verbose_name = _("lot")

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()

    @property
    def ocid(self) -> str:
        """The purchase this lot belongs to."""
        return self.tender.ocid

    @property
    def names(self) -> StateNames:
        """The three names of the present state; until the tender is published, those of the tender."""
        return super().names if self.tender.published_at else self.tender.names

    @property
    def highest_price_fen(self) -> int | None:
        """The price that no bid may exceed: the lowest of what is named for the lot and for the whole tender."""
        limits = (self.ceiling_fen, self.budget_fen, self.tender.ceiling_fen, self.tender.budget_fen)
        return min((limit for limit in limits if limit is not None), default=None)

    @transition(
        state,
        source=LotState.OPEN,
        target=LotState.CLOSED,
        conditions=[guards.deadline_of_the_tender_has_passed],
        custom={"clock": True, "label": _("Close")},
    )
    def close(self) -> None:
        """No bid is accepted any more; nothing is opened yet."""

    @transition(
        state,
        source=LotState.CLOSED,
        target=LotState.OPENED,
        permission="procurement.open_bids",
        custom={"label": _("Open the bids")},
    )
    def open(self) -> None:
        """The bids on this lot are opened."""

    @transition(
        state,
        source=LotState.OPENED,
        target=LotState.EVALUATING,
        permission="procurement.start_evaluation",
        custom={"label": _("Start the evaluation")},
    )
    def start_evaluation(self) -> None:
        """The committee scores the qualified bids on this lot."""

    @transition(
        state,
        source=LotState.EVALUATING,
        target=LotState.AWARDED,
        permission="procurement.award_lot",
        custom={"label": _("Award")},
    )
    def award(self) -> None:
        """The buyer has confirmed the winner."""

    @transition(
        state,
        source=[LotState.CLOSED, LotState.OPENED, LotState.EVALUATING],
        target=LotState.FAILED,
        custom={"clock": True, "label": _("Fail")},
    )
    def fail(self, *, failed_reason: str = "") -> None:
        """The lot failed (废标) because the law leaves no choice; every bidder is told why."""
        self.failed_reason = failed_reason

    @transition(
        state,
        source=LotState.AWARDED,
        target=LotState.FAILED,
        permission="procurement.fail_lot",
        custom={"label": _("Fail: nobody signs")},
    )
    def fail_unsigned(self, *, failed_reason: str = "") -> None:
        """Nobody signs and no candidate is left; the lot failed after its award."""
        self.failed_reason = failed_reason

    @transition(
        state,
        source=[LotState.OPEN, LotState.CLOSED, LotState.OPENED, LotState.EVALUATING],
        target=LotState.CANCELLED,
        permission="procurement.cancel_tender",
        custom={"label": _("Cancel")},
    )
    def cancel(self) -> None:
        """The lot ends with its tender."""
