"""What waits on people among the awards, and where they find them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import BUYER_ROLES, Role
from core.desk import MOST, Place, Waiting, places, waits, waits_in
from core.law.calendar import load_calendar
from core.time import EndOfDay, core_now, end_of_day
from core.views import thing_url
from procurement.awards.models import Award
from procurement.awards.queries import AwardQuerySet
from procurement.awards.reading import bids_open_to_challenge, buyers_clock
from procurement.bids.models import Bid
from procurement.tenders.queries import title_of_lot
from procurement.tenders.words import lot_in_plain_words

FEW = 10  # what one may read, and nobody has to
LOT = title_of_lot("lot__")
TITLED = Concat(LOT, Value(" · "), "bid__supplier__name")
NUMBER = "lot__tender__plan_item__ocid"


@waits_in(
    *BUYER_ROLES,
    todo=_("Confirm the winner whom the committee proposes"),
    page="award",
    title=TITLED,
    by_when="proposed_at",
    clock="buyer_confirm",
    number=NUMBER,
)
def to_confirm(user: Any) -> AwardQuerySet:
    """Proposals of committees."""
    return Award.objects.decided_by(user).waiting_for_confirmation().order_by("pk")


@waits_in(
    *BUYER_ROLES,
    todo=_("Publish the result as the second person"),
    page="award",
    title=TITLED,
    by_when="confirmed_at",
    clock="award_publish",
    number=NUMBER,
)
def to_publish(user: Any) -> AwardQuerySet:
    """Winners whom somebody else confirmed."""
    return Award.objects.decided_by(user).waiting_for_publication().not_confirmed_by(user).order_by("pk")


@waits(Role.SUPERVISOR)
def to_look_at(user: Any) -> Iterator[Waiting]:
    """Decisions of supervised buyers that are late."""
    found = list(Award.objects.supervised_by(user).for_list().undecided().order_by("pk")[:MOST])
    if not found:
        return
    now, calendar = core_now(), load_calendar()
    for award in found:
        clock = buyers_clock(award, calendar)
        if clock is None:
            continue
        by_when = end_of_day(clock[1])
        if by_when <= now:
            title = f"{lot_in_plain_words(award.lot)} · {award.bid.supplier}"
            todo = _("The buyer is late: look at the award")
            yield Waiting(title, todo, thing_url(award), by_when, award.ocid, clock[2])


@waits_in(
    Role.SUPPLIER,
    todo=_("Read your result; you may challenge it in time"),
    page="result_letter",
    title=LOT,
    by_when=EndOfDay("lot__awards__challenge_until"),
    law="challenge_result",
    number=NUMBER,
    most=FEW,
)
def to_read(user: Any) -> QuerySet[Bid]:
    """Results whose time to challenge still runs."""
    return bids_open_to_challenge(user)


@places(Role.BUYER_OFFICER, Role.APPROVER, Role.SUPERVISOR, at=60)
def entrances(user: Any) -> Iterator[Place]:
    """Where awards stand."""
    yield Place(reverse("awards"), _("Awards"), _("Whom the buyer chose, and what became of it."))


@places(Role.SUPPLIER, at=60)
def letters(user: Any) -> Iterator[Place]:
    """Where a supplier reads its results."""
    what = _("Your points beside the winner's, your rank, and the reason.")
    yield Place(reverse("results"), _("Results of your bids"), what)
