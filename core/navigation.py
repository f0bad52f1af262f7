"""The site's main places; the public face registers them, the base template shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.transitions import Text


@dataclass(frozen=True)
class Place:
    """One place of the main navigation."""

    label: Text
    url: Callable[[], str]
    is_for: Callable[[Any], bool] = lambda user: True  # whom it is shown; nobody meets a place that is closed to them


NAVIGATION: list[Place] = []
FOOT: list[Place] = []  # what people look for now and then, at the end of every page
