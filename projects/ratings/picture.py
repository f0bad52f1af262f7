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
        bars.append(Bar(_("Rating, 95 % interval"), lower, upper, counted["index"], _("points")))
    if counted["satisfied_share"] is not None:
        lower, upper = counted["wilson"] or (counted["satisfied_share"], counted["satisfied_share"])
        bars.append(Bar(_("Satisfied, 95 % interval"), lower * 100, upper * 100, counted["satisfied_share"] * 100, "%"))
    lower, upper = counted["bounds"]
    bars.append(Bar(_("Satisfied, if all or none of the silent were"), lower * 100, upper * 100, None, "%"))
    return bars


def chart_of(result: dict[str, Any]) -> dict[str, Any]:
    """Return the picture as ECharts reads it: floating bars with their middle, and the target as a line."""
    bars = bars_of(result)
    target, floor = float(result["target"]), float(result["floor"])
    return {
        "grid": {"left": 8, "right": 24, "top": 28, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "min": 0, "max": 100},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [bar.name for bar in bars],
            "axisLabel": {"width": 130, "overflow": "break", "fontSize": 13},
        },
        "series": [
            {
                "type": "bar",
                "stack": "span",
                "silent": True,
                "itemStyle": {"color": "transparent"},
                "data": [round(bar.lower, 2) for bar in bars],
            },
            {
                "type": "bar",
                "stack": "span",
                "barWidth": 18,
                "itemStyle": {"color": "#8fc1b7", "borderRadius": 4},
                "data": [max(0.4, round(bar.upper - bar.lower, 2)) for bar in bars],
                "markLine": {
                    "symbol": "none",
                    "silent": True,
                    "lineStyle": {"color": "#b4380f", "type": "dashed"},
                    "label": {"formatter": "{b}", "color": "#1f2a28"},
                    "data": [
                        {"xAxis": target, "name": _("target %(n)g") % {"n": target}},
                        {"xAxis": floor, "name": _("floor %(n)g") % {"n": floor}},
                    ],
                },
            },
            {
                "type": "custom",
                "silent": True,
                "itemStyle": {"color": "#07443c"},
                "encode": {"x": [0, 1, 2], "y": 3},
                "data": [
                    [*[round(bar.middle, 2)] * 3, place] for place, bar in enumerate(bars) if bar.middle is not None
                ],
            },
        ],
    }


def cells_of(result: dict[str, Any]) -> list[tuple[str, int]]:
    """Return the answers per level, merged levels named together."""
    names = dict(LEVELS)
    return [("、".join(str(names[level]) for level in cell["levels"]), cell["ballots"]) for cell in result["cells"]]
