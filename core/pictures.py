"""Figures as a picture with the table that says the same: the table is what is read, the picture what is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.transitions import Text


@dataclass(frozen=True)
class Row:
    """One row of the table: what it is about, where that leads ("" for nowhere), its language, and its figures."""

    name: Text
    figures: Sequence[Any]
    url: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Picture:
    """One picture: its key in the page, its title and note, what ECharts draws, and the table's head and rows."""

    key: str
    title: Text
    option: dict[str, Any]
    head: Sequence[Text]
    rows: Sequence[Row]
    note: Text = ""
    empty: Text = ""

    @property
    def lines(self) -> int:
        """How many rows are drawn: the picture is as high as they need."""
        return len(self.rows)
