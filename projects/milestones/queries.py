"""Questions about milestones and the opinions of service users."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Sum

from projects.contracts.models import Contract
from projects.contracts.queries import readable_by
from projects.contracts.states import ContractState
from projects.milestones.states import MilestoneState

if TYPE_CHECKING:
    from projects.milestones.models import Milestone, WitnessOpinion  # noqa: F401 (named in the types below)

ACCEPTED_STATES = (MilestoneState.ACCEPTED, MilestoneState.PAID)
OWED_STATES = (MilestoneState.PLANNED, MilestoneState.DUE, MilestoneState.RECTIFYING)


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Questions about milestones."""

    def visible_to(self, user: Any) -> MilestoneQuerySet:
        """Milestones of the contracts that `user` may read."""
        return self.filter(readable_by(user, "contract__"))

    def with_contract(self) -> MilestoneQuerySet:
        """With the contract and its parties, for a step or a page of one milestone."""
        return self.select_related(
            "contract__buyer__area", "contract__supplier", "contract__lot__tender__plan_item__area"
        )

    def unpaid(self) -> MilestoneQuerySet:
        """Milestones whose base part is not paid."""
        return self.exclude(state=MilestoneState.PAID)

    def accepted(self) -> MilestoneQuerySet:
        """Milestones that the buyer has accepted, paid or not."""
        return self.filter(state__in=ACCEPTED_STATES)

    def unaccepted(self) -> MilestoneQuerySet:
        """Milestones that are still to be delivered or accepted."""
        return self.exclude(state__in=ACCEPTED_STATES)

    def begun_by(self, day: date) -> MilestoneQuerySet:
        """Planned milestones of running contracts whose work has begun by a day."""
        return self.filter(state=MilestoneState.PLANNED, starts_on__lte=day, contract__state=ContractState.IN_FORCE)

    def owed_by(self, day: date) -> MilestoneQuerySet:
        """Milestones of running contracts that have to be delivered by a day and are not submitted."""
        return self.filter(state__in=OWED_STATES, due_on__lte=day, contract__state=ContractState.IN_FORCE)

    def amount_fen(self) -> int:
        """What the milestones are worth together, in minor units."""
        return self.aggregate(total=Sum("amount_fen"))["total"] or 0

    def performance_fen(self) -> int:
        """The performance part of the milestones together, in minor units."""
        return self.aggregate(total=Sum("performance_fen"))["total"] or 0

    def performance_to_settle_fen(self) -> int:
        """What waits for a decision: the performance part of what was accepted, less what was decided already."""
        decided = Contract.objects.filter(pk__in=self.order_by().values("contract")).aggregate(
            stake=Sum("performance_decisions__stake_fen")
        )
        return self.accepted().performance_fen() - (decided["stake"] or 0)

    def next_order(self) -> int:
        """The place after the last milestone."""
        return (self.aggregate(last=models.Max("order"))["last"] or 0) + 1


class WitnessOpinionQuerySet(models.QuerySet["WitnessOpinion"]):
    """Questions about opinions."""

    def on_submission(self, number: int) -> WitnessOpinionQuerySet:
        """Opinions about one submission."""
        return self.filter(submission=number)

    def visible_to(self, user: Any) -> WitnessOpinionQuerySet:
        """Opinions on the milestones that `user` may read: the result of an acceptance is public."""
        return self.filter(readable_by(user, "milestone__contract__"))
