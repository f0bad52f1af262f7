"""The public figures, each as a picture with its table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms import charts
from cms.kept_figures import KeptFigures
from cms.queries.figures import Line, Rated
from cms.queries.punctuality import Deliverer, Payer
from core.instants import moment
from core.pictures import Picture, Row
from core.punctuation import percent_sign, reads_chinese
from core.words import CHINESE
from core.words import plain_words as plain


def funnel(kept: KeptFigures, lines: Sequence[Line]) -> Picture:
    """How far purchases have come, with the instant at which they were counted."""
    return Picture(
        key="funnel",
        title=_("How far purchases have come"),
        note=_("As counted at %(at)s.") % {"at": moment(kept.counted_at)},
        option=charts.funnel(lines),
        head=[_("Stage"), _("Purchases")],
        rows=[Row(line.label, [line.value]) for line in lines],
    )


def competition(tenders: Sequence[Any]) -> Picture:
    """How many bids each opened tender had."""
    return Picture(
        key="competition",
        title=_("Bids per tender"),
        note=_("Only tenders whose bids have been opened, or that had too few: before that nobody knows."),
        option=charts.competition(tenders),
        head=[_("Tender"), _("Bids")],
        rows=[
            Row(plain(one), [one.bids_received or 0], reverse("opportunity", args=[one.ocid]), _language(one))
            for one in tenders
        ],
        empty=_("No bids have been opened yet."),
    )


def days(lines: Sequence[Line]) -> Picture:
    """How long each stage takes."""
    return Picture(
        key="days",
        title=_("Days per stage"),
        note=_("Median over the newest purchases that have come so far."),
        option=charts.days(lines),
        head=[_("Stage"), _("Days")],
        rows=[Row(line.label, [line.value]) for line in lines],
        empty=_("No tender has been published yet."),
    )


def days_of_one(lines: Sequence[Line]) -> Picture:
    """How long each stage of one purchase took."""
    return Picture(
        key="days",
        title=_("How long each stage took"),
        option=charts.days(lines),
        head=[_("Stage"), _("Days")],
        rows=[Row(line.label, [line.value]) for line in lines],
        empty=_("No stage is over yet."),
    )


def payers(found: Sequence[Payer]) -> Picture:
    """How long each buyer takes to pay what it has accepted, beside what its suppliers deliver in time."""
    return Picture(
        key="payers",
        title=_("Days from acceptance to payment, by buyer"),
        note=_("Median of all payments that have arrived, and how many of them came by their last day."),
        option=charts.payers(found),
        head=[
            _("Buyer"),
            _("Payments"),
            _("Days (median)"),
            _("Paid in time"),
            _("Late today"),
            _("Its suppliers delivered in time"),
        ],
        rows=[
            Row(
                one.name,
                [
                    one.paid,
                    "–" if one.days is None else one.days,
                    f"{one.in_time} / {one.paid}",
                    one.late_now,
                    f"{one.delivered_in_time} / {one.delivered}",
                ],
                lang="" if reads_chinese() else "zh-Hans",
            )
            for one in found
        ],
        empty=_("Nothing has been paid yet."),
    )


def deliverers(found: Sequence[Deliverer]) -> Picture:
    """How much each supplier delivers by the day on which it is due."""
    return Picture(
        key="deliverers",
        title=_("Deliveries in time, by supplier"),
        note=_("A delivery counts by the day on which it was first submitted."),
        option=charts.deliverers(found),
        head=[_("Supplier"), _("Deliveries"), _("In time"), _("Share")],
        rows=[
            Row(
                one.name,
                [one.delivered, one.in_time, f"{round(100 * one.in_time / one.delivered)}{percent_sign()}"],
                lang="" if reads_chinese() else "zh-Hans",
            )
            for one in found
        ],
        empty=_("Nothing has been delivered yet."),
    )


def ratings(rated: Sequence[Rated]) -> Picture:
    """Each published rating with its interval, the newest of every project."""
    return _ratings("ratings", rated, _("Project"), lambda one: reverse("project", args=[one.ocid]))


def ratings_of(contract: Any, rated: Sequence[Rated]) -> Picture:
    """The published ratings of one contract, period by period."""
    return _ratings(f"ratings-{contract.pk}", rated, _("Period"), lambda one: "")


def _ratings(key: str, rated: Sequence[Rated], what: Any, leads: Any) -> Picture:
    return Picture(
        key=key,
        title=_("Residents' ratings"),
        note=_(
            "The dot is the index of 100, the line its interval with 95 % certainty: where few answer, it is long. "
            "The red mark is the target of the tender."
        ),
        option=charts.ratings(rated),
        head=[what, _("Index"), _("Interval"), _("Target"), _("Answers of people asked")],
        rows=[
            Row(
                one.label,
                [f"{one.index:.1f}", f"{one.low:.1f} – {one.high:.1f}", one.target, f"{one.n} / {one.asked or '–'}"],
                leads(one),
                "zh-Hans" if not reads_chinese() and CHINESE.search(one.label) else "",
            )
            for one in rated
        ],
        empty=_("No rating has been published yet."),
    )


def _language(tender: Any) -> str:
    """The language of a title, where it is not the reader's."""
    return "" if reads_chinese() or tender.title_en else "zh-Hans"
