"""Questions to deposits. Until the opening a deposit exists for its own supplier alone."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from accounts.areas.queries import within
from accounts.roles import Role, organisations_of, supervised_paths
from core.time import CoreNow
from payments.deposits.states import OVER, DepositKind, DepositState


class DepositQuerySet(models.QuerySet[Any]):
    """Deposits in the words of the trade."""

    def visible_to(self, user: Any) -> DepositQuerySet:
        """Deposits that the person may know of; the twin of rules.can_see_deposit."""
        mine = organisations_of(user)
        officials = Q(buyer__in=mine) | within(supervised_paths(user), "buyer__area")
        return self.filter(Q(supplier__in=mine) | (Q(disclosed_at__isnull=False) & officials))

    def of_suppliers(self, user: Any) -> DepositQuerySet:
        """The deposits of the organisations that the person belongs to."""
        return self.filter(supplier__in=organisations_of(user))

    def disclosed_to_buyers(self, user: Any) -> DepositQuerySet:
        """The deposits that the person's offices hold and may know of."""
        mine = organisations_of(user, Role.FINANCE, Role.APPROVER, Role.BUYER_OFFICER)
        return self.filter(buyer__in=mine, disclosed_at__isnull=False)

    def for_list(self) -> DepositQuerySet:
        """With supplier and buyer, which every line names."""
        return self.select_related("supplier", "buyer")

    def for_page(self) -> DepositQuerySet:
        """With what a deposit's page and its steps name."""
        people = ("forfeit_proposed_by", "forfeited_by")
        return self.select_related("supplier", "buyer__area", "converted_into", *people)

    def by_number(self, pk: int) -> Any:
        """One deposit for its page; None where it is not among these."""
        return self.for_page().filter(pk=pk).first()

    def of_reference(self, reference: str) -> Any:
        """The deposit of an opaque reference; None where there is none."""
        return self.filter(reference=reference).first()

    def standing(self) -> DepositQuerySet:
        """Deposits that are not over."""
        return self.exclude(state__in=OVER)

    def of_bid(self, lot: int, supplier_id: int) -> DepositQuerySet:
        """The standing bid deposit of a supplier on a lot, if any."""
        return self.standing().filter(kind=DepositKind.BID, lot=lot, supplier=supplier_id)

    def performance_of(self, deposit: Any) -> Any:
        """The standing performance deposit of the same supplier on the same lot; None where none is asked."""
        wanted = self.standing().filter(kind=DepositKind.PERFORMANCE, lot=deposit.lot, supplier=deposit.supplier_id)
        return wanted.first()

    def performance_of_contract(self, lot: int, supplier_id: int) -> DepositQuerySet:
        """The standing performance deposit of a contract, if any."""
        return self.standing().filter(kind=DepositKind.PERFORMANCE, lot=lot, supplier=supplier_id)

    def sealed_on(self, lot: int) -> DepositQuerySet:
        """Deposits of a lot that nobody but their payers knows of."""
        return self.filter(lot=lot, disclosed_at=None).order_by("pk")

    def held(self) -> DepositQuerySet:
        """Deposits whose money is here."""
        return self.filter(state=DepositState.HELD)

    def owed_back(self) -> DepositQuerySet:
        """Held deposits that have to go back, and of which nothing has been sent yet; the most urgent first."""
        owed = self.held().filter(refund_owed_at__isnull=False, refund_ordered_at=None)
        return owed.order_by("refund_due_on", "pk")

    def due_by(self, day: Any) -> DepositQuerySet:
        """Those that the buyer knows of and that have to be back on or before a day."""
        return self.filter(refund_due_on__lte=day, disclosed_at__isnull=False)

    def going_back(self) -> DepositQuerySet:
        """Held deposits whose refund is under way."""
        return self.held().filter(refund_ordered_at__isnull=False).order_by("refund_due_on", "pk")

    def resting(self) -> DepositQuerySet:
        """Held deposits that nothing has set going back yet."""
        return self.filter(refund_owed_at=None).order_by("-held_at", "-pk")

    def to_be_refunded_by(self, user: Any) -> DepositQuerySet:
        """What the person's offices owe back."""
        mine = organisations_of(user, Role.FINANCE)
        return self.owed_back().filter(buyer__in=mine, disclosed_at__isnull=False, forfeit_proposed_at=None)

    def to_be_decided_by(self, user: Any) -> DepositQuerySet:
        """Deposits that a colleague has proposed to keep."""
        mine = organisations_of(user, Role.FINANCE, Role.APPROVER)
        proposed = self.held().filter(buyer__in=mine, forfeit_proposed_at__isnull=False)
        return proposed.exclude(forfeit_proposed_by=user.pk).order_by("refund_due_on", "pk")

    def to_pay_by(self, user: Any) -> DepositQuerySet:
        """What the person's organisations still have to pay, while there is time."""
        mine = organisations_of(user, Role.SUPPLIER)
        ahead = Q(pay_by=None) | Q(pay_by__gt=CoreNow())
        waiting = self.filter(ahead, supplier__in=mine, state__in=(DepositState.REQUIRED, DepositState.PENDING))
        return waiting.order_by("pay_by", "pk")


class LateInterestQuerySet(models.QuerySet[Any]):
    """What a late refund costs the buyer."""

    def unpaid(self) -> LateInterestQuerySet:
        """Interest that is owed and not paid."""
        return self.filter(paid_at=None).select_related("deposit__supplier").order_by("pk")

    def to_approve_by(self, user: Any) -> LateInterestQuerySet:
        """Interest of the person's offices that nobody has approved."""
        mine = organisations_of(user, Role.FINANCE, Role.APPROVER)
        return self.of_buyers(mine).filter(approved_at=None, paid_at=None).order_by("pk")

    def to_pay_by(self, user: Any) -> LateInterestQuerySet:
        """Interest that somebody else has approved."""
        approved = self.of_buyers(organisations_of(user, Role.FINANCE)).filter(approved_at__isnull=False, paid_at=None)
        return approved.exclude(approved_by=user.pk).order_by("pk")

    def by_number(self, pk: int, user: Any) -> Any:
        """One, if the person's offices owe it; None otherwise."""
        mine = organisations_of(user, Role.FINANCE, Role.APPROVER, Role.BUYER_OFFICER)
        return self.of_buyers(mine).select_related("deposit__supplier", "deposit__buyer__area").filter(pk=pk).first()

    def of_buyers(self, organisations: set[int]) -> LateInterestQuerySet:
        """What these offices owe."""
        return self.filter(deposit__buyer__in=organisations)
