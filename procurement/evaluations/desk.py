"""What waits on people in the evaluations, and where they find them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import EXPERT, Role
from core.desk import Place, Waiting, places, waits, waits_in
from core.time import EndOfDay, end_of_day
from procurement.evaluations.models import Evaluation, LowPriceQuery
from procurement.evaluations.queries import EvaluationQuerySet, LowPriceQueryQuerySet
from procurement.evaluations.waiting import tenders_to_start, todos_of
from procurement.tenders.models import Tender
from procurement.tenders.queries import title_of_lot
from procurement.tenders.words import lot_in_plain_words

# The buyer's people may represent the buyer in a committee, whatever else they do there.
MAY_SIT = (EXPERT, Role.BUYER_OFFICER, Role.APPROVER, Role.FINANCE, Role.GRID_WORKER, Role.REGISTRAR)
TITLED = title_of_lot("lot__")
NUMBER = "lot__tender__plan_item__ocid"
DAY_OF_REVIEW = _("the day of the review")


def _titled(evaluation: Evaluation) -> str:
    return lot_in_plain_words(evaluation.lot)


@waits_in(
    Role.BUYER_OFFICER,
    Role.APPROVER,
    todo=_("Start the evaluation"),
    page="tender_start_evaluation",
    number="plan_item__ocid",
)
def to_start(user: Any) -> QuerySet[Tender]:
    """Opened tenders whose bids are all checked."""
    return tenders_to_start(user)


@waits_in(
    Role.BUYER_OFFICER,
    todo=_("Draw the committee"),
    page="draw_committee",
    title=TITLED,
    by_when=EndOfDay("review_on"),
    basis=DAY_OF_REVIEW,
    number=NUMBER,
)
def to_draw(user: Any) -> EvaluationQuerySet:
    """Committees to draw."""
    return Evaluation.objects.of_officer(user).to_draw().order_by("review_on", "pk")


@waits_in(
    Role.BUYER_OFFICER,
    todo=_("Form a new committee: the evaluation ended without a result"),
    page="evaluation",
    title=TITLED,
    number=NUMBER,
)
def to_form_anew(user: Any) -> EvaluationQuerySet:
    """Committees to form anew after a void evaluation."""
    return Evaluation.objects.of_officer(user).to_form_anew().order_by("pk")


@waits(*MAY_SIT)
def to_judge(user: Any) -> Iterator[Waiting]:
    """What the person's seats in committees ask for."""
    for seat, todo in todos_of(user):
        url = reverse("committee", args=[seat.evaluation_id])
        evaluation = seat.evaluation
        yield Waiting(_titled(evaluation), todo, url, end_of_day(evaluation.review_on), evaluation.ocid, DAY_OF_REVIEW)


@waits_in(
    Role.SUPPLIER,
    todo=_("Explain your very low price"),
    page="lowpricequery",
    title="evaluation__lot__tender__title",
    by_when="due_at",
    law="abnormally_low_minutes",
    number="evaluation__lot__tender__plan_item__ocid",
)
def to_explain(user: Any) -> LowPriceQueryQuerySet:
    """Questions about the person's own very low prices."""
    return LowPriceQuery.objects.to_answer_by(user)


@places(EXPERT, at=50)
def seats(user: Any) -> Iterator[Place]:
    """Where an expert finds the committees."""
    yield Place(reverse("committees"), _("My committees"), _("What you are asked to judge."))


@places(Role.BUYER_OFFICER, Role.APPROVER, Role.SUPERVISOR, at=50)
def entrances(user: Any) -> Iterator[Place]:
    """Where evaluations stand."""
    what = _("Committees, how they were drawn, and how far they have come.")
    yield Place(reverse("evaluations"), _("Evaluations"), what)
