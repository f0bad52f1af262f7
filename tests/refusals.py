"""Reading a refusal: what the person is told, in English, and which right was missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from core.rights import Denial
from core.transitions import Refused


def refusal(call: Callable[..., Any], *args: Any, **given: Any) -> Refused:
    """Return the refusal of a call; the test fails when the call goes through."""
    with translation.override("en"), pytest.raises(Refused) as caught:
        call(*args, **given)
    return caught.value


def why(call: Callable[..., Any], *args: Any, **given: Any) -> list[str]:
    """Return the sentences of a refusal, each with its article where it has one."""
    with translation.override("en"):
        return [str(reason) for reason in refusal(call, *args, **given).reasons]


def denial(call: Callable[..., Any], *args: Any, **given: Any) -> Denial | None:
    """Return which right a refusal found missing; None where it was refused for another reason."""
    return refusal(call, *args, **given).denial
