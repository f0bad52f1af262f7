"""Figures as pictures: what ECharts draws beside the table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cms.queries.figures import Line, Rated
from cms.queries.punctuality import Deliverer, Payer
from core.words import plain_words as plain

NAME = 24  # characters of a title beside a bar
Option = dict[str, Any]
NAMES = 176
SIDE = {"left": NAMES + 12, "right": 40, "top": 8, "bottom": 32}
SIDE_LABEL = {"color": "#1f2a28", "fontSize": 13, "width": NAMES, "overflow": "break", "interval": 0}


def funnel(lines: Sequence[Line]) -> Option:
    """How many purchases have come how far."""
    data = [{"name": line.label, "value": line.value} for line in lines]
    return {
        "tooltip": {},
        "series": [
            {
                "type": "funnel",
                "sort": "none",
                "minSize": "2%",
                "left": 8,
                "right": "45%",
                "top": 8,
                "bottom": 8,
                "gap": 3,
                "label": {"position": "right", "formatter": "{b}: {c}", "color": "#1f2a28", "fontSize": 14},
                "itemStyle": {"color": "#0b5f53", "borderWidth": 0},
                "data": data,
            }
        ],
    }


def _bars(names: list[str], values: list[Any], unit: str) -> Option:
    return {
        "tooltip": {"trigger": "axis"},
        "grid": SIDE,
        "xAxis": {
            "type": "value",
            "minInterval": 1,
            "splitNumber": 4,
            "name": unit,
            "nameLocation": "middle",
            "nameGap": 24,
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": names,
            "axisLabel": SIDE_LABEL,
        },
        "series": [
            {"type": "bar", "data": values, "barMaxWidth": 22, "label": {"show": True, "position": "right"}},
        ],
    }


def competition(tenders: Sequence[Any]) -> Option:
    """How many bids each opened tender had."""
    names = [_short(plain(tender)) for tender in tenders]
    return _bars(names, [tender.bids_received or 0 for tender in tenders], "")


def days(lines: Sequence[Line]) -> Option:
    """How long each stage takes."""
    return _bars([line.label for line in lines], [line.value for line in lines], _("days"))


def payers(found: Sequence[Payer]) -> Option:
    """How many days each buyer takes to pay."""
    return _bars([_short(one.name) for one in found], [one.days for one in found], _("days"))


def deliverers(found: Sequence[Deliverer]) -> Option:
    """How much of a hundred deliveries comes in time."""
    shares = [round(100 * one.in_time / one.delivered) for one in found]
    return _bars([_short(one.name) for one in found], shares, _("percent"))


def ratings(rated: Sequence[Rated]) -> Option:
    """Each rating as a dot on its interval."""
    return {
        "tooltip": {"trigger": "item"},
        "grid": SIDE,
        "xAxis": {"type": "value", "min": 0, "max": 100, "interval": 25},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [_short(one.label) for one in rated],
            "axisLabel": SIDE_LABEL,
        },
        # core/assets/js/charts.js draws a custom series as a dot on a line: [lower end, upper end, index, row, target].
        "series": [
            {
                "type": "custom",
                "encode": {"x": [0, 1, 2, 4], "y": 3, "tooltip": [2, 0, 1, 4]},
                "dimensions": [_("lower end"), _("upper end"), _("index"), "", _("target")],
                "data": [[one.low, one.high, one.index, row, float(one.target)] for row, one in enumerate(rated)],
            }
        ],
    }


def _short(title: str) -> str:
    return Truncator(title).chars(NAME)
