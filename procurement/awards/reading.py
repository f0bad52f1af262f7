"""What pages of awards read beside the award."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, organisations_of
from core.law.calendar import Calendar, load_calendar
from core.law.periods import clock_end
from core.law.refusals import UncoveredYear
from core.law.rulebook import rule
from core.time import day_of
from procurement.awards.models import Award
from procurement.awards.queries import TOLD
from procurement.awards.states import AwardState
from procurement.bids.models import Bid

BUYERS_CLOCKS = {
    AwardState.PROPOSED: ("buyer_confirm", "proposed_at", _("The time to confirm the winner ends")),
    AwardState.CONFIRMED: ("award_publish", "confirmed_at", _("The time to publish the result ends")),
}


def buyers_clock(award: Award, calendar: Calendar | None = None) -> tuple[Any, date, str] | None:
    """Return the clock that runs for the buyer: its name, its last day, its article; None where none runs."""
    if award.state not in BUYERS_CLOCKS:
        return None
    key, field, name = BUYERS_CLOCKS[AwardState(award.state)]
    try:
        ends_on = clock_end(key, day_of(getattr(award, field)), calendar or load_calendar()).result
    except UncoveredYear:
        return None
    return name, ends_on, rule(key).article


def bids_open_to_challenge(user: Any) -> QuerySet[Bid]:
    """Return the bids of the user's suppliers whose result may still be challenged, the first to end on top."""
    mine = Bid.objects.filter(supplier__in=organisations_of(user, Role.SUPPLIER), state__in=TOLD)
    rows = mine.filter(lot__awards__state=AwardState.PUBLISHED)
    return rows.order_by("lot__awards__challenge_until", "pk")


def told_bids(award: Award) -> list[Bid]:
    """Return the bids of the award's lot whose suppliers have a letter."""
    return list(Bid.objects.filter(lot=award.lot_id, state__in=TOLD).select_related("supplier").order_by("pk"))


def bid_with_supplier(key: int) -> Bid | None:
    """Return a bid with what its letter names."""
    return Bid.objects.select_related("lot__tender__plan_item__area", "supplier").filter(pk=key).first()
