"""Questions to accounts for transfers and to transfers on a bank's voucher."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from accounts.areas.queries import within
from accounts.roles import Role, organisations_of, supervised_paths
from payments.transfers.states import OfficeAccountState, VouchedState

# Before the opening even an opaque reference is for those alone who handle the money.
HANDLERS = (Role.FINANCE, Role.APPROVER)


class OfficeAccountQuerySet(models.QuerySet[Any]):
    """Accounts to which deposits are paid by bank transfer."""

    def visible_to(self, user: Any) -> OfficeAccountQuerySet:
        """The office's people of money and its supervisors; the twin of rules.can_see_account."""
        mine = Q(buyer__in=organisations_of(user, *HANDLERS)) | within(supervised_paths(user), "buyer__area")
        return self.filter(mine).with_people()

    def with_people(self) -> OfficeAccountQuerySet:
        """With the office and who named and confirmed it."""
        return self.select_related("buyer__area", "proposed_by", "confirmed_by")

    def in_force(self) -> OfficeAccountQuerySet:
        """The accounts that suppliers are shown."""
        return self.filter(state=OfficeAccountState.IN_FORCE)

    def of_buyer(self, buyer_id: int) -> OfficeAccountQuerySet:
        """Those of one office, the newest first."""
        return self.filter(buyer=buyer_id).order_by("-pk")

    def to_confirm_by(self, user: Any) -> OfficeAccountQuerySet:
        """Accounts that a colleague has proposed."""
        proposed = self.filter(buyer__in=organisations_of(user, *HANDLERS), state=OfficeAccountState.PROPOSED)
        return proposed.exclude(proposed_by=user.pk).order_by("pk")


class VouchedQuerySet(models.QuerySet[Any]):
    """Transfers on a bank's voucher: what came in, what went to the card provider."""

    def visible_to(self, user: Any) -> VouchedQuerySet:
        """Those who handle the office's money, and nobody else; the twin of rules.can_see_voucher."""
        return self.filter(buyer__in=organisations_of(user, *HANDLERS)).with_people()

    def with_people(self) -> VouchedQuerySet:
        """With the office and who recorded and confirmed it."""
        return self.select_related("buyer__area", "recorded_by", "confirmed_by")

    def to_confirm_by(self, user: Any) -> VouchedQuerySet:
        """Transfers that a colleague has recorded."""
        recorded = self.filter(buyer__in=organisations_of(user, *HANDLERS), state=VouchedState.RECORDED)
        return recorded.exclude(recorded_by=user.pk).order_by("pk")
