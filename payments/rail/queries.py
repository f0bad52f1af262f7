"""Questions to what was asked of the card provider and what it has told."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from core.time import CoreNow


class OrderQuerySet(models.QuerySet[Any]):
    """What we have asked of the provider."""

    def waiting(self) -> OrderQuerySet:
        """Orders that have no answer, and that nobody is sending at this moment."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=CoreNow())
        return self.filter(free, done_at=None, refused_at=None, by_bank=False).order_by("pk")

    def transfers_waiting(self) -> OrderQuerySet:
        """Transfers that the provider has not been asked for, or has not answered."""
        return self.filter(kind="TRANSFER", done_at=None, refused_at=None)

    def unpaid_checkouts(self) -> OrderQuerySet:
        """Pages that were opened, and of which we do not know yet whether anybody paid."""
        return self.filter(kind="CHECKOUT", done_at__isnull=False, closed_at=None).order_by("pk")

    def under_way(self) -> OrderQuerySet:
        """Refunds and transfers that the provider has taken, and not brought to their end."""
        moving = self.filter(kind__in=("REFUND", "TRANSFER"), done_at__isnull=False)
        return moving.filter(closed_at=None, refused_at=None).order_by("pk")

    def refunds(self) -> OrderQuerySet:
        """What goes back, without what the provider refused."""
        return self.filter(kind="REFUND", refused_at=None)

    def not_taken(self) -> OrderQuerySet:
        """Refunds that the card did not take, or gave back: somebody is still owed them."""
        return self.filter(kind="REFUND", refused_at__isnull=False).order_by("pk")

    def without_bank_refund(self) -> OrderQuerySet:
        """Those for which no bank transfer is under way."""
        standing = apps.get_model("payments", "BankRefund").objects.standing()
        return self.filter(~Exists(standing.filter(order=OuterRef("pk"))))

    def checkouts(self) -> OrderQuerySet:
        """Pages on which somebody was to pay, whatever became of them."""
        return self.filter(kind="CHECKOUT")

    def open_checkouts(self) -> OrderQuerySet:
        """Pages on which somebody may still pay."""
        return self.checkouts().filter(closed_at=None, refused_at=None)

    def of_reference(self, *references: str) -> OrderQuerySet:
        """What was asked for a thing, by its opaque reference."""
        return self.filter(reference__in=references).order_by("pk")


class PaymentQuerySet(models.QuerySet[Any]):
    """What people have paid by card."""

    def with_left(self) -> PaymentQuerySet:
        """Every payment with `left_fen`: what has neither gone back nor is on its way back."""
        back = Sum("refunds__amount_fen", filter=Q(refunds__refused_at=None), default=0)
        return self.annotate(left_fen=F("amount_fen") - Coalesce(back, 0, output_field=models.BigIntegerField()))

    def with_unasked(self) -> PaymentQuerySet:
        """Every payment with `unasked_fen`: what nobody has sent back yet, in whatever way.

        Less than `left_fen` where the card refused a refund, which waits for a bank account instead.
        """
        asked = Coalesce(Sum("refunds__amount_fen"), 0, output_field=models.BigIntegerField())
        return self.annotate(unasked_fen=F("amount_fen") - asked)

    def of_reference(self, *references: str) -> PaymentQuerySet:
        """What was paid for a thing, by its opaque reference."""
        return self.filter(reference__in=references).order_by("pk")


class ProviderEventQuerySet(models.QuerySet[Any]):
    """What the provider has told."""

    def to_act_on(self) -> ProviderEventQuerySet:
        """Events that nobody has acted on."""
        return self.filter(acted_at=None).order_by("pk")


class DifferenceQuerySet(models.QuerySet[Any]):
    """Where our books and the provider's list differ."""

    def open(self) -> DifferenceQuerySet:
        """Differences that nobody has settled."""
        return self.filter(settled_at=None)

    def about(self, *references: str) -> DifferenceQuerySet:
        """Differences about things, by their opaque references."""
        return self.filter(reference__in=references)

    def shown_to(self, organisations: set[int]) -> DifferenceQuerySet:
        """Differences that these offices may know of: of their own money, and never about a sealed deposit."""
        return self.filter(is_sealed=False, buyer__in=organisations)

    def newest(self) -> DifferenceQuerySet:
        """The newest first."""
        return self.order_by("-pk")

    def by_number(self, pk: int) -> Any:
        """One difference; None where it is not among these."""
        return self.filter(pk=pk).first()


class PayeeAccountQuerySet(models.QuerySet[Any]):
    """Accounts of organisations at the provider."""

    def of_organisation(self, organisation_id: int) -> Any:
        """The organisation's account; None where none was begun."""
        return self.filter(organisation=organisation_id).first()

    def unsettled(self) -> PayeeAccountQuerySet:
        """Accounts that are begun and may not be paid yet: news about them may have been lost."""
        return self.exclude(account_id="").filter(may_be_paid=False).order_by("pk")
