"""What waits on people among the awards, and where they find them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.desk import Place, Waiting, places, waits, waits_in
from core.law.calendar import Calendar, load_calendar
from core.time import core_now, end_of_day
from core.transitions import Text
from core.views import thing_url
from procurement.awards.models import Award
from procurement.awards.reading import EndOfDay, bids_open_to_challenge, buyers_clock
from procurement.awards.states import AwardState
from procurement.bids.models import Bid

MOST = 50  # lines a desk shows of one kind; the list behind it shows all
FEW = 10  # what one may read, and nobody has to
TODO = {
    AwardState.PROPOSED: _("Confirm the winner whom the committee proposes"),
    AwardState.CONFIRMED: _("Publish the result as the second person"),
}


def _waiting(award: Award, todo: Text, calendar: Calendar | None) -> Waiting:
    clock = buyers_clock(award, calendar)
    by_when = end_of_day(clock[1]) if clock else None
    title = f"{award.lot.title or award.lot.tender.title} · {award.bid.supplier}"
    return Waiting(title, todo, thing_url(award), by_when, award.ocid)


@waits(Role.BUYER_OFFICER, Role.APPROVER)
def to_decide(user: Any) -> Iterator[Waiting]:
    """Proposals to confirm, and confirmed winners that somebody else has to publish."""
    rows = Award.objects.decided_by(user).undecided().not_confirmed_by(user).for_list().order_by("pk")
    found = list(rows[:MOST])
    calendar = load_calendar() if found else None
    for award in found:
        yield _waiting(award, TODO[AwardState(award.state)], calendar)


@waits(Role.SUPERVISOR)
def to_look_at(user: Any) -> Iterator[Waiting]:
    """Decisions of supervised buyers that are late."""
    now = core_now()
    rows = Award.objects.supervised_by(user).for_list().order_by("pk")
    found = list(rows.undecided()[:MOST])
    calendar = load_calendar() if found else None
    for award in found:
        waiting = _waiting(award, _("The buyer is late: look at the award"), calendar)
        if waiting.by_when and waiting.by_when <= now:
            yield waiting


@waits_in(
    Role.SUPPLIER,
    todo=_("Read your result; you may challenge it in time"),
    page="result_letter",
    title=Coalesce(NullIf("lot__title", Value("")), "lot__tender__title"),
    by_when=EndOfDay("lot__awards__challenge_until"),
    number="lot__tender__plan_item__ocid",
    most=FEW,
)
def to_read(user: Any) -> QuerySet[Bid]:
    """Results whose time to challenge still runs."""
    return bids_open_to_challenge(user)


@places(Role.BUYER_OFFICER, Role.APPROVER, Role.SUPERVISOR)
def entrances(user: Any) -> Iterator[Place]:
    """Where awards stand."""
    yield Place(reverse("awards"), _("Awards"), _("Whom the buyer chose, and what became of it."))


@places(Role.SUPPLIER)
def letters(user: Any) -> Iterator[Place]:
    """Where a supplier reads its results."""
    what = _("Your points beside the winner's, your rank, and the reason.")
    yield Place(reverse("results"), _("Results of your bids"), what)
