"""The stages of a project in the thread of a purchase; only rows that the public may know of."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.instants import months
from core.thread import stage
from projects.contracts.models import Contract
from projects.milestones.models import Milestone
from projects.payouts.models import Payout
from projects.ratings.models import RatingRound


@stage(70, _("Contract"), Contract, title="supplier__name")
def contract(ocid: str) -> QuerySet[Contract]:
    """The contracts."""
    return Contract.objects.filter(purchase_ocid=ocid)


@stage(80, _("Service"), Milestone, title="title")
def milestones(ocid: str) -> QuerySet[Milestone]:
    """The milestones."""
    return Milestone.objects.filter(contract__purchase_ocid=ocid)


@stage(90, _("Payment"), Payout, within=70)
def payouts(ocid: str) -> QuerySet[Payout]:
    """The payments."""
    return Payout.objects.filter(contract__purchase_ocid=ocid)


@stage(100, _("Rating"), RatingRound, title="period", within=70, worded=months)
def rating(ocid: str) -> QuerySet[RatingRound]:
    """The residents' rating."""
    return RatingRound.objects.filter(contract__purchase_ocid=ocid)
