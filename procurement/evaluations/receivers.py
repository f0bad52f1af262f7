"""What evaluations hear from the tender."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from accounts.notifications.services import notify
from accounts.notifications.texts import say
from core.audit.outbox import handles
from procurement.evaluations.services import commit_seed, lapse_evaluations
from procurement.signals import tender_cancelled, tender_published
from procurement.telling import named, project_of
from procurement.tenders.models import Tender


@receiver(tender_published, dispatch_uid="procurement.evaluations.commit_seeds")
def commit_seeds_of_published_tender(sender: Any, tender: Tender, **kwargs: Any) -> None:
    """Commit the seed of every lot's draw with the publication, before anybody can know who will bid."""
    for lot in tender.lots.order_by("pk"):
        commit_seed(lot)


@receiver(tender_cancelled, dispatch_uid="procurement.evaluations.lapse")
def end_evaluations_of_cancelled_tender(sender: Any, tender: Tender, **kwargs: Any) -> None:
    """End what was being evaluated when the purchase is cancelled."""
    lapse_evaluations(tender.pk)


say("evaluation.seated", _("You have been drawn into a committee: read the list of names and declare your interests."))
say(
    "low_price.asked",
    _("Your price for “%(project)s” looks very low: explain your costs in writing in time."),
    worded=named,
)


@handles("evaluation.seated")
def tell_member(payload: dict[str, Any]) -> None:
    """Tell a person that they have a seat."""
    notify(payload["people"], "evaluation.seated", key=str(payload["member"]), evaluation=payload["evaluation"])


@handles("low_price.asked")
def tell_bidder(payload: dict[str, Any]) -> None:
    """Tell a bidder's people that their price is asked about."""
    facts = {name: payload[name] for name in ("query", "ocid", "due_at")}
    notify(
        payload["people"], "low_price.asked", key=str(payload["query"]), **facts, project=project_of(payload["ocid"])
    )
