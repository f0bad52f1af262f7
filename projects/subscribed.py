"""What projects tell those who have subscribed: contracts, acceptances and ratings, once they are public."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.notifications.choosing import tell_subscribers
from accounts.notifications.models_delivery import Subject
from accounts.notifications.texts import say
from core.audit.outbox import handles
from procurement.telling import named
from projects.contracts.models import Contract
from projects.milestones.models import Milestone
from projects.ratings.models import RatingRound

say("subscribed.contract.published", _("A contract for %(place)s is public: “%(title)s”."))
say("subscribed.milestone.accepted", _("“%(milestone)s” of “%(title)s” (%(place)s) is accepted."))
say(
    "subscribed.rating_round.published",
    _("What residents of %(place)s say of “%(title)s” is public (%(period)s)."),
    worded=named,
)


@handles("contract.published")
def tell_of_contract(payload: dict[str, Any]) -> None:
    """Tell that a project begins."""
    _tell("contract.published", payload["contract"], payload["contract"])


@handles("milestone.accepted")
def tell_of_acceptance(payload: dict[str, Any]) -> None:
    """Tell what was delivered."""
    milestone = Milestone.objects.get(pk=payload["milestone"])
    _tell("milestone.accepted", milestone.contract_id, milestone.pk, milestone=milestone.title)


@handles("rating_round.published")
def tell_of_rating(payload: dict[str, Any]) -> None:
    """Tell that a rating can be read."""
    rating = RatingRound.objects.get(pk=payload["rating_round"])
    _tell("rating_round.published", rating.contract_id, rating.pk, period=rating.period)


def _tell(topic: str, contract_id: int, number: int, **facts: Any) -> None:
    contract = Contract.objects.for_reading().get(pk=contract_id)
    item = contract.lot.tender.plan_item
    tell_subscribers(
        Subject.PROJECTS,
        topic,
        area=item.area,
        service_kind=item.service_kind,
        key=str(number),
        url="",
        ocid=contract.ocid,
        contract_id=contract.pk,
        title=contract.lot.tender.title,
        place=item.area.name_zh,
        **facts,
    )
