"""A published result as a picture and as the table beneath it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.rights import Text
from projects.ratings.forms import LEVELS


@dataclass(frozen=True)
class Bar:
    """One figure between two ends, on a scale from 0 to 100."""

    name: Text
    short: Text
    lower: float
    upper: float
    middle: float | None
    unit: str


def bars_of(result: dict[str, Any]) -> list[Bar]:
    """Return the interval of the index, the Wilson interval of the satisfied share, and the bounds of the share."""
    counted = result["counted"]
    bars: list[Bar] = []
    if not counted["publishable"]:
        return bars
    if counted["interval"]:
        lower, upper = counted["interval"]
        bars.append(Bar(_("Rating, 95 % interval"), _("Rating"), lower, upper, counted["index"], _("points")))
    if counted["satisfied_share"] is not None:
        lower, upper = counted["wilson"] or (counted["satisfied_share"], counted["satisfied_share"])
        bars.append(
            Bar(
                _("Satisfied, 95 % interval"),
                _("Satisfied"),
                lower * 100,
                upper * 100,
                counted["satisfied_share"] * 100,
                "%",
            )
        )
    lower, upper = counted["bounds"]
    bars.append(
        Bar(
            _("Satisfied, if all or none of the silent were"),
            _("At worst, at best"),
            lower * 100,
            upper * 100,
            None,
            "%",
        )
    )
    return bars


def chart_of(result: dict[str, Any]) -> dict[str, Any]:
    """Return the picture as ECharts reads it: dots on their intervals, the bounds as a band, target and floor as lines.

    core/assets/js/charts.js draws a custom series as a dot on a line: [lower end, upper end, dot, row].
    """
    bars = bars_of(result)
    dots = [(place, bar) for place, bar in enumerate(bars) if bar.middle is not None]
    return {
        "grid": {"left": 8, "right": 24, "top": 32, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "min": 0, "max": 100, "splitNumber": 4},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [bar.short for bar in bars],
            "axisLabel": {"width": 92, "overflow": "break", "fontSize": 13, "color": "#1f2a28"},
        },
        "series": [
            _band([0 if bar.middle is not None else bar.lower for bar in bars], "transparent"),
            {
                **_band([0 if bar.middle is not None else bar.upper - bar.lower for bar in bars], "#8fc1b7"),
                "markLine": _lines(float(result["target"]), float(result["floor"])),
            },
            {
                "type": "custom",
                "silent": True,
                "encode": {"x": [0, 1, 2], "y": 3},
                "itemStyle": {"color": "#0b5f53"},
                "data": [[bar.lower, bar.upper, bar.middle, place] for place, bar in dots],
            },
        ],
    }


def _band(widths: list[float], colour: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "stack": "band",
        "silent": True,
        "barWidth": 18,
        "itemStyle": {"color": colour},
        "data": [round(width, 2) for width in widths],
    }


def _lines(target: float, floor: float) -> dict[str, Any]:
    marks = [(target, _("target %(n)g") % {"n": target}, "left"), (floor, _("floor %(n)g") % {"n": floor}, "right")]
    return {
        "symbol": "none",
        "silent": True,
        "lineStyle": {"color": "#b4380f", "type": "dashed"},
        "data": [
            {"xAxis": at, "name": name, "label": {"formatter": "{b}", "position": "start", "align": side}}
            for at, name, side in marks
        ],
    }


def cells_of(result: dict[str, Any]) -> list[tuple[str, int]]:
    """Return the answers per level, merged levels named together."""
    names = dict(LEVELS)
    return [("、".join(str(names[level]) for level in cell["levels"]), cell["ballots"]) for cell in result["cells"]]
