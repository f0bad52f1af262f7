"""Questions to prices and shares."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from accounts.areas.queries import within
from accounts.roles import Role, organisations_of, resident_of, supervised_paths
from payments.shares.states import ShareState


class PriceQuerySet(models.QuerySet[Any]):
    """What services cost those who use them."""

    def in_force(self) -> PriceQuerySet:
        """Prices that hold now, by catalogue entry."""
        return self.filter(ended_at=None).select_related("buyer").order_by("buyer", "catalogue_code", "name", "pk")

    def of_buyers(self, organisations: set[int]) -> PriceQuerySet:
        """The prices of these offices."""
        return self.filter(buyer__in=organisations)


class ReductionQuerySet(models.QuerySet[Any]):
    """Rules by which somebody pays less."""

    def in_force(self) -> ReductionQuerySet:
        """Rules that hold now."""
        return self.filter(ended_at=None).order_by("buyer", "-percent", "pk")

    def of_buyers(self, organisations: set[int]) -> ReductionQuerySet:
        """The rules of these offices."""
        return self.filter(buyer__in=organisations)


class ShareQuerySet(models.QuerySet[Any]):
    """What residents pay for services."""

    def visible_to(self, user: Any) -> ShareQuerySet:
        """Shares that the person may see; the twin of rules.can_see_share."""
        mine = resident_of(user)
        officials = Q(buyer__in=organisations_of(user)) | within(supervised_paths(user), "buyer__area")
        return self.filter(officials | (Q(resident=mine.pk) if mine else Q(pk__in=[])))

    def of_resident(self, user: Any) -> ShareQuerySet:
        """The person's own shares."""
        mine = resident_of(user)
        return self.filter(resident=mine.pk) if mine else self.none()

    def of_buyers(self, organisations: set[int]) -> ShareQuerySet:
        """The shares that these offices ask for."""
        return self.filter(buyer__in=organisations)

    def for_list(self) -> ShareQuerySet:
        """With what every line names."""
        return self.select_related("price", "resident", "buyer", "reduction")

    def for_page(self) -> ShareQuerySet:
        """With what a share's page and its steps name."""
        return self.select_related("price", "resident", "buyer__area", "reduction", "asked_back_by")

    def by_number(self, pk: int) -> Any:
        """One share for its page; None where it is not among these."""
        return self.for_page().filter(pk=pk).first()

    def to_decide_by(self, user: Any) -> ShareQuerySet:
        """Shares that somebody else has proposed to pay back."""
        mine = organisations_of(user, Role.FINANCE, Role.APPROVER)
        asked = self.filter(buyer__in=mine, asked_back_fen__gt=0)
        return asked.exclude(asked_back_by=user.pk).order_by("pk")

    def to_pay_by(self, user: Any) -> ShareQuerySet:
        """What the person still has to pay."""
        return self.of_resident(user).filter(state__in=(ShareState.OWED, ShareState.PENDING)).order_by("pk")
