"""The figures that everybody may check: how purchases move, compete, how long they take, and how they are rated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.utils.translation import gettext as _

from cms.kept_figures import KeptFigures
from cms.queries.opportunities import AFTER_OPENING
from core.time import SHANGHAI, core_now
from core.words import plain_words
from procurement.awards.models import Award
from procurement.bids.models import Bid
from procurement.needs.models import Need
from procurement.plans.models import PlanItem
from procurement.tenders.models import Tender
from projects.contracts.models import Contract
from projects.milestones.models import Milestone
from projects.payouts.models import Payout
from projects.payouts.states import PayoutState
from projects.ratings.models import RatingRound
from projects.ratings.states import RatingRoundState

SHOWN = 12  # rows of a picture
LOOKED_AT = 200  # purchases that the days per stage are taken from, the newest


def last_counted() -> KeptFigures:
    """The figures as they were last counted; counted now where none are kept yet. One question."""
    return KeptFigures.objects.first() or counted_now()


def counted_now() -> KeptFigures:
    """Count everything: purchases, open tenders, what was paid, needs, and how many purchases have come how far."""
    now = core_now()
    return KeptFigures(numbers={**_in_brief(), **_reached()}, counted_at=now)


def _in_brief() -> dict[str, int]:
    """How many purchases and open tenders there are, what was paid, and how many needs were said; one question."""
    now_open = Tender.objects.filter(plan_item=OuterRef("pk"), state="OPEN")
    public = PlanItem.objects.public()
    paid = Payout.objects.filter(state=PayoutState.PAID)
    parts = [
        _figure("purchases", public, Count("pk")),
        _figure("open_now", public.filter(Exists(now_open)), Count("pk")),
        _figure("paid_fen", paid, Sum("amount_fen", output_field=BigIntegerField())),
        _figure("needs", Need.objects.all(), Count("pk")),
    ]
    found = dict(parts[0].union(*parts[1:], all=True))
    return {name: found.get(name) or 0 for name in ("purchases", "open_now", "paid_fen", "needs")}


def _figure(name: str, rows: QuerySet[Any], of: Any) -> QuerySet[Any]:
    """One number under its name; no row where there is nothing to count."""
    return (
        rows.order_by()
        .annotate(figure=Value(name))
        .values("figure")
        .annotate(number=of)
        .values_list("figure", "number")
    )


@dataclass(frozen=True)
class Line:
    """One line of a figure: what it is about, and its number."""

    label: str
    value: int


def _reached() -> dict[str, int]:
    """How many planned purchases have come how far; one question."""
    own = {"plan_item": OuterRef("pk")}
    tenders = Tender.objects.public().filter(**own)
    of_purchase = {"purchase_ocid": OuterRef("ocid")}
    of_contract = {"contract__purchase_ocid": OuterRef("ocid")}
    reached = {
        "tendered": tenders.filter(published_at__isnull=False),
        "opened": tenders.filter(state__in=sorted(AFTER_OPENING)),
        "awarded": Award.objects.filter(lot__tender__plan_item=OuterRef("pk"), published_at__isnull=False),
        "contracted": Contract.objects.filter(**of_purchase, published_at__isnull=False),
        "delivered": Milestone.objects.accepted().filter(**of_contract),
        "paid": Payout.objects.filter(**of_contract, state=PayoutState.PAID),
        "rated": RatingRound.objects.filter(**of_contract, state=RatingRoundState.PUBLISHED),
    }
    counts: dict[str, int] = PlanItem.objects.public().aggregate(
        planned=Count("pk"), **{name: Count("pk", filter=Exists(rows)) for name, rows in reached.items()}
    )
    return counts


def funnel(kept: KeptFigures) -> list[Line]:
    """How many planned purchases have come how far."""
    labels = {
        "planned": _("Planned"),
        "tendered": _("Tendered"),
        "opened": _("Bids opened"),
        "awarded": _("Awarded"),
        "contracted": _("Under contract"),
        "delivered": _("Delivered, at least in part"),
        "paid": _("Paid, at least in part"),
        "rated": _("Rated by residents"),
    }
    return [Line(label, kept.numbers[name]) for name, label in labels.items()]


def competition() -> list[Tender]:
    """The newest opened tenders with `bids_received`; a tender is not among them before its opening."""
    received = (
        Bid.objects.received()
        .filter(lot__tender=OuterRef("pk"))
        .order_by()
        .values("lot__tender")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = Tender.objects.filter(state__in=sorted(AFTER_OPENING)).select_related("plan_item")
    return list(rows.annotate(bids_received=Subquery(received)).order_by("-published_at", "-pk")[:SHOWN])


def days_per_stage() -> list[Line]:
    """The median days from one stage to the next over the newest purchases; only those that have come so far."""
    return _spans(_moments(Tender.objects.all()).order_by("-published_at", "-pk"), LOOKED_AT)


def days_of(ocid: str) -> list[Line]:
    """The days that each stage of one purchase took, by its last attempt; only those that it has come through."""
    return _spans(_moments(Tender.objects.filter(plan_item__ocid=ocid)).order_by("-pk"), 1)


def _moments(tenders: QuerySet[Any]) -> QuerySet[Any]:
    """Published tenders with the moments at which their purchase passed from one stage to the next."""

    def first(rows: QuerySet[Any], field: str) -> Subquery:
        return Subquery(rows.order_by(field).values(field)[:1])

    own = {"lot__tender": OuterRef("pk")}
    contract = {"contract__lot__tender": OuterRef("pk")}
    return tenders.filter(published_at__isnull=False).annotate(
        planned=F("plan_item__published_at"),
        result=first(Award.objects.filter(**own, published_at__isnull=False), "published_at"),
        signed=first(Contract.objects.filter(**own, signed_at__isnull=False), "signed_at"),
        accepted=first(Milestone.objects.filter(**contract, accepted_at__isnull=False), "accepted_at"),
        paid=first(Payout.objects.filter(**contract, paid_at__isnull=False), "paid_at"),
    )


def _spans(rows: QuerySet[Any], most: int) -> list[Line]:
    moments = rows.values_list("planned", "published_at", "deadline", "result", "signed", "accepted", "paid")[:most]
    labels = [
        _("From the plan to the tender"),
        _("Time to bid"),
        _("From the deadline to the result"),
        _("From the result to the contract"),
        _("From the contract to the first acceptance"),
        _("From the first acceptance to the first payment"),
    ]
    spans: list[list[int]] = [[] for _label in labels]
    for row in moments:
        for place, (begin, end) in enumerate(pairwise(row)):
            if begin and end:
                spans[place].append(_days(begin, end))
    return [Line(label, round(median(days))) for label, days in zip(labels, spans, strict=True) if days]


def _days(begin: datetime, end: datetime) -> int:
    return max(0, (end.astimezone(SHANGHAI).date() - begin.astimezone(SHANGHAI).date()).days)


@dataclass(frozen=True)
class Rated:
    """A published rating with its interval; index points from 0 to 100."""

    label: str
    ocid: str
    index: float
    low: float
    high: float
    n: int
    asked: int
    target: str

    @property
    def width(self) -> float:
        """How long the interval is."""
        return round(self.high - self.low, 1)


def ratings() -> list[Rated]:
    """The newest published ratings that carry a figure."""
    rows = RatingRound.objects.filter(state=RatingRoundState.PUBLISHED, result__counted__publishable=True)
    found = rows.select_related("contract__lot__tender").order_by("-pk")[:SHOWN]
    return [rated(one, plain_words(one.contract.lot.tender)) for one in found if is_printable(one)]


def is_printable(rating_round: RatingRound) -> bool:
    """Whether enough people answered for a figure, and its interval is known."""
    counted = rating_round.result.get("counted", {})
    return bool(counted.get("publishable") and counted.get("interval"))


def rated(rating_round: RatingRound, label: str) -> Rated:
    """The figures of a published round as they are printed."""
    counted = rating_round.result["counted"]
    low, high = counted["interval"]
    return Rated(
        label=label,
        ocid=rating_round.contract.purchase_ocid,
        index=round(counted["index"], 1),
        low=round(low, 1),
        high=round(high, 1),
        n=counted["n"],
        asked=sum(rating_round.result.get("population", {}).values()),
        target=rating_round.result["target"],
    )
