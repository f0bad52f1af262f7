"""Questions to refunds by bank transfer."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from accounts.areas.queries import within
from accounts.roles import Role, organisations_of, supervised_paths
from payments.bank_refunds.states import BankRefundState

READERS = (Role.FINANCE, Role.APPROVER, Role.BUYER_OFFICER)
# Before the opening even an opaque reference is for those alone who handle the money.
HANDLERS = (Role.FINANCE, Role.APPROVER)


class BankRefundQuerySet(models.QuerySet[Any]):
    """Refunds that the bank pays because the card took none."""

    def visible_to(self, user: Any) -> BankRefundQuerySet:
        """The office's people of money and its supervisors; the twin of rules.can_see_bank_refund."""
        known = Q(buyer__in=organisations_of(user, *READERS)) | within(supervised_paths(user), "buyer__area")
        handled = Q(buyer__in=organisations_of(user, *HANDLERS))
        return self.filter(handled | (known & Q(is_sealed=False))).with_ground()

    def with_ground(self) -> BankRefundQuerySet:
        """With what its page and its steps name."""
        return self.select_related("order", "buyer__area", "asked_by", "ordered_by", "paid_by")

    def standing(self) -> BankRefundQuerySet:
        """Those that have paid or still may."""
        return self.exclude(state=BankRefundState.FAILED)

    def of_references(self, *references: str) -> BankRefundQuerySet:
        """What goes by bank for things, by their opaque references, oldest first."""
        return self.filter(order__reference__in=references).select_related("order").order_by("pk")

    def about(self, *references: str) -> BankRefundQuerySet:
        """Refunds for things, by their opaque references."""
        return self.filter(order__reference__in=references)

    def of_buyers(self, organisations: set[int]) -> BankRefundQuerySet:
        """Those that these offices pay."""
        return self.filter(buyer__in=organisations)

    def open(self) -> BankRefundQuerySet:
        """Those that wait for somebody, oldest first."""
        waiting = (BankRefundState.ASKED, BankRefundState.ORDERED)
        return self.filter(state__in=waiting).select_related("order").order_by("pk")

    def to_order_by(self, user: Any) -> BankRefundQuerySet:
        """Those that a finance officer orders."""
        mine = organisations_of(user, Role.FINANCE)
        return self.of_buyers(mine).filter(state=BankRefundState.ASKED).order_by("pk")

    def to_pay_by(self, user: Any) -> BankRefundQuerySet:
        """Those that somebody else has ordered."""
        mine = organisations_of(user, Role.FINANCE, Role.APPROVER)
        ordered = self.of_buyers(mine).filter(state=BankRefundState.ORDERED)
        return ordered.exclude(ordered_by=user.pk).order_by("pk")
