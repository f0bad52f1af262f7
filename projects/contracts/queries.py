"""Questions about contracts and their supplements."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum

from accounts.areas.queries import within
from accounts.roles import Role, organisations_of, supervised_paths
from core.time import CoreToday
from projects.contracts.states import ContractState, Party

if TYPE_CHECKING:
    from projects.contracts.models import Amendment, Contract, Signature  # noqa: F401 (named in the types below)


NOT_SIGNED_YET = Q(state__in=[ContractState.DRAFTED, ContractState.OFFERED])
HOPELESS = Q(refused_at__isnull=False) | Q(sign_by__isnull=False, sign_by__lt=CoreToday())


class ContractQuerySet(models.QuerySet["Contract"]):
    """Questions about contracts."""

    def visible_to(self, user: Any) -> ContractQuerySet:
        """Published contracts for everybody; the others for both parties and those who supervise the buyer."""
        return self.filter(readable_by(user))

    def of_concern_to(self, user: Any) -> ContractQuerySet:
        """Contracts of the person's organisations, on either side, and of the buyers whom they supervise."""
        mine = organisations_of(user)
        watched = within(supervised_paths(user), "buyer__area")
        return self.filter(Q(buyer__in=mine) | Q(supplier__in=mine) | watched)

    def with_parties(self) -> ContractQuerySet:
        """With buyer, supplier and the purchase, for a step or a page of one contract."""
        return self.select_related("buyer__area", "supplier", "award__bid", "lot__tender")

    def to_sign_by(self, day: date) -> ContractQuerySet:
        """Contracts that both sides have to sign by a day."""
        return self.filter(state__in=[ContractState.DRAFTED, ContractState.OFFERED], sign_by__lte=day)

    def to_publish_by(self, day: date) -> ContractQuerySet:
        """Signed contracts whose publication is due by a day."""
        return self.filter(state=ContractState.SIGNED, publish_by__lte=day)

    def by_number(self, pk: int) -> Contract | None:
        """The contract of a number, if it is among these."""
        return self.filter(pk=pk).first()

    def for_reading(self) -> ContractQuerySet:
        """With everything that the page of one contract says about it."""
        return self.with_parties().select_related("lot__tender__plan_item__area")

    def with_deliveries(self) -> ContractQuerySet:
        """With milestones, payments and decisions, which the page shows and the last guards ask."""
        owed = apps.get_model("projects", "Repayment").objects.open().order_by().filter(contract=OuterRef("pk"))
        return self.annotate(owes_back=Exists(owed)).prefetch_related("milestones", "payouts", "performance_decisions")

    def of_buyers_of(self, user: Any, *roles: str) -> ContractQuerySet:
        """Contracts of the offices in which the person holds one of the roles."""
        return self.filter(buyer__in=organisations_of(user, *roles))

    def to_give_up(self) -> ContractQuerySet:
        """Contracts that the supplier has refused, or that nobody signed in time."""
        return self.filter(NOT_SIGNED_YET & HOPELESS)

    def to_offer(self) -> ContractQuerySet:
        """Drafts that the supplier has not seen."""
        return self.filter(~HOPELESS, state=ContractState.DRAFTED)

    def to_countersign_by(self, user: Any) -> ContractQuerySet:
        """Contracts that the supplier has signed and somebody else of the person's office has offered."""
        signed = Exists(_signature(Party.SUPPLIER))
        return self.filter(~HOPELESS, signed, state=ContractState.OFFERED).exclude(offered_by=user.pk)

    def to_publish_by_other_than(self, user: Any) -> ContractQuerySet:
        """Signed contracts under which the person has not put the buyer's name."""
        return self.filter(~Exists(_signature(Party.BUYER).filter(by=user.pk)), state=ContractState.SIGNED)

    def to_file(self) -> ContractQuerySet:
        """Signed contracts that go on and of which no copy has been filed."""
        return self.unfiled().exclude(state=ContractState.TERMINATED)

    def waiting_for_supplier(self, user: Any) -> ContractQuerySet:
        """Contracts that are offered to the person's organisations and not answered by them."""
        return self.filter(
            state=ContractState.OFFERED,
            refused_at__isnull=True,
            supplier__in=organisations_of(user, Role.SUPPLIER),
        ).exclude(signatures__party=Party.SUPPLIER)

    def bind(self, award_id: int) -> bool:
        """Whether one of these was signed by both sides on an award."""
        return self.filter(award=award_id, signed_at__isnull=False).exists()

    def unfiled(self) -> ContractQuerySet:
        """Signed contracts of which no copy has been filed."""
        return self.filter(signed_at__isnull=False, filed_at__isnull=True)


def readable_by(user: Any, contract: str = "") -> Q:
    """Return the condition that `user` may read the contract at the lookup prefix `contract` ("contract__")."""
    mine = organisations_of(user)
    return (
        Q(**{f"{contract}published_at__isnull": False})
        | Q(**{f"{contract}buyer__in": mine})
        | (Q(**{f"{contract}supplier__in": mine}) & ~Q(**{f"{contract}state": ContractState.DRAFTED}))
        | within(supervised_paths(user), f"{contract}buyer__area")
    )


def _signature(party: str) -> Any:
    """The signatures of a party under the contract of the outer query."""
    signatures = apps.get_model("projects", "Signature").objects
    return signatures.filter(contract=OuterRef("pk"), party=party)


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    """Questions about supplements."""

    def visible_to(self, user: Any) -> AmendmentQuerySet:
        """Agreed supplements of the contracts that `user` may read; proposed ones for the parties and supervisors."""
        mine = organisations_of(user)
        between = (
            Q(contract__buyer__in=mine)
            | Q(contract__supplier__in=mine)
            | within(supervised_paths(user), "contract__buyer__area")
        )
        return self.filter(between | (Q(agreed_at__isnull=False) & readable_by(user, "contract__")))

    def by_number(self, pk: int) -> Amendment | None:
        """The supplement of a number with its contract, if it is among these."""
        return (
            self.filter(pk=pk)
            .select_related("contract__buyer__area", "contract__supplier", "contract__lot__tender")
            .first()
        )

    def waiting_for_supplier(self, user: Any) -> AmendmentQuerySet:
        """Supplements that are proposed to the person's organisations and not agreed yet."""
        return self.filter(
            agreed_at__isnull=True,
            contract__state=ContractState.IN_FORCE,
            contract__supplier__in=organisations_of(user, Role.SUPPLIER),
        )

    def agreed(self) -> AmendmentQuerySet:
        """Supplements that both sides have agreed."""
        return self.filter(agreed_at__isnull=False)

    def added_fen(self) -> int:
        """What the supplements add together, in minor units."""
        return self.aggregate(added=Sum("added_fen"))["added"] or 0


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Questions about signatures."""

    def signers(self, party: str) -> set[int]:
        """The ids of the persons who have signed for a party; one at most."""
        return set(self.filter(party=party).values_list("by_id", flat=True))
