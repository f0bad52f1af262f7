"""Questions about milestones and the opinions of service users."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum

from accounts.areas.queries import within
from accounts.roles import Role, organisations_of, paths_of, resident_of
from core.time import CoreToday
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

    def owed_by_supplier(self, user: Any) -> MilestoneQuerySet:
        """Milestones of running contracts whose work has begun, and which the person's organisations have to submit."""
        return self.filter(
            contract__supplier__in=organisations_of(user, Role.SUPPLIER),
            contract__state=ContractState.IN_FORCE,
            starts_on__lte=CoreToday(),
        )

    def to_deliver(self) -> MilestoneQuerySet:
        """Milestones that were never submitted."""
        return self.filter(state__in=[MilestoneState.PLANNED, MilestoneState.DUE])

    def to_rectify(self) -> MilestoneQuerySet:
        """Milestones that were sent back."""
        return self.filter(state=MilestoneState.RECTIFYING)

    def to_invoice_by(self, user: Any) -> MilestoneQuerySet:
        """Accepted milestones for which the person's organisations may send an invoice."""
        return self.to_invoice(organisations_of(user, Role.SUPPLIER))

    def to_invoice(self, organisation_ids: Iterable[int]) -> MilestoneQuerySet:
        """Accepted milestones of suppliers for whose base part no invoice is under way."""
        payouts = apps.get_model("projects", "Payout").objects.live()
        return self.filter(
            ~Exists(payouts.filter(milestone=OuterRef("pk"))),
            contract__supplier__in=list(organisation_ids),
            state=MilestoneState.ACCEPTED,
            base_fen__gt=0,
        ).select_related("contract__lot__tender", "contract__buyer")

    def submitted(self) -> MilestoneQuerySet:
        """Milestones that are submitted, with whether a service user has spoken about what was submitted last."""
        opinions = apps.get_model("projects", "WitnessOpinion").objects
        said = opinions.filter(milestone=OuterRef("pk"), submission=OuterRef("submission"))
        return (
            self.filter(state=MilestoneState.SUBMITTED, contract__state=ContractState.IN_FORCE)
            .select_related("contract__lot__tender")
            .annotate(has_opinion=Exists(said))
        )

    def waiting_for_buyer(self, user: Any) -> MilestoneQuerySet:
        """Submitted milestones that an officer's office has to accept or send back, and on which they did not speak."""
        opinions = apps.get_model("projects", "WitnessOpinion").objects
        mine = opinions.filter(milestone=OuterRef("pk"), submission=OuterRef("submission"), by=user.pk)
        offices = organisations_of(user, Role.BUYER_OFFICER)
        return self.submitted().filter(~Exists(mine), contract__buyer__in=offices)

    def heard(self) -> MilestoneQuerySet:
        """Of `submitted()`: those about whose last delivery a service user has spoken."""
        return self.filter(has_opinion=True)

    def unheard(self) -> MilestoneQuerySet:
        """Of `submitted()`: those that wait for a service user's word."""
        return self.filter(has_opinion=False)

    def to_witness(self, user: Any) -> MilestoneQuerySet:
        """Submitted milestones in whose area the person lives or collects, and on which nobody has heard them yet."""
        lived = resident_of(user)
        served = "contract__lot__tender__plan_item__area"
        here = Q(**{f"{served}__in": lived.community.line}) if lived else Q(pk__in=[])
        around = within(paths_of(user, Role.GRID_WORKER), served) & Q(has_opinion=False)
        opinions = apps.get_model("projects", "WitnessOpinion").objects
        spoken = opinions.filter(milestone=OuterRef("pk"), submission=OuterRef("submission"), by=user.pk)
        suppliers = organisations_of(user)
        return self.submitted().filter(here | around).filter(~Exists(spoken)).exclude(contract__supplier__in=suppliers)

    def by_number(self, pk: int) -> Milestone | None:
        """The milestone of a number with its contract, if it is among these."""
        return self.with_contract().filter(pk=pk).first()

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

    def accepted_to_settle_fen(self) -> int:
        """The whole of what was accepted and no rating has judged yet: what a policy by score deducts from."""
        judged = Contract.objects.filter(pk__in=self.order_by().values("contract")).aggregate(
            accepted=Sum("performance_decisions__accepted_fen")
        )
        accepted = self.accepted().aggregate(total=Sum("amount_fen"))["total"] or 0
        return int(accepted) - (judged["accepted"] or 0)

    def next_order(self) -> int:
        """The place after the last milestone."""
        return (self.aggregate(last=models.Max("order"))["last"] or 0) + 1


class WitnessOpinionQuerySet(models.QuerySet["WitnessOpinion"]):
    """Questions about opinions."""

    def on_submission(self, number: int) -> WitnessOpinionQuerySet:
        """Opinions about one submission."""
        return self.filter(submission=number)

    def of_person(self, user: Any) -> WitnessOpinionQuerySet:
        """What a person said about deliveries, the newest first, with the milestone and its contract."""
        return self.filter(by=user).select_related("milestone__contract").order_by("-at", "-pk")

    def visible_to(self, user: Any) -> WitnessOpinionQuerySet:
        """Opinions on the milestones that `user` may read: the result of an acceptance is public."""
        return self.filter(readable_by(user, "milestone__contract__"))
