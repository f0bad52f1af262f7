"""A form counts once: two presses of the same button, one act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from core.clock import run_sweeps
from core.once import KEPT, SENT_ALREADY, SentForm, counted, new_key
from core.time import core_now
from core.transitions import Refused, refuse

pytestmark = pytest.mark.django_db


def reasons(key: str) -> list[str]:
    """Why an act is refused for a key; nothing where it may happen."""
    try:
        with counted(key):
            return []
    except Refused as refused:
        return [str(reason) for reason in refused.reasons]


def test_the_second_of_two_with_the_same_key_is_told_so() -> None:
    key = new_key()
    assert reasons(key) == []
    assert reasons(key) == [str(SENT_ALREADY)]
    assert reasons(new_key()) == []


def test_an_act_that_is_refused_gives_the_key_back() -> None:
    key = new_key()
    with pytest.raises(Refused, match="not yet"), counted(key):
        raise refuse("not yet")
    assert reasons(key) == []


@pytest.mark.parametrize("key", ["", "short", "\x00" * 22, "长" * 4000])
def test_what_is_no_key_is_not_asked(key: str) -> None:
    assert reasons(key) == reasons(key) == []


def test_old_keys_are_forgotten(clock: Callable[[datetime], None]) -> None:
    old, fresh = new_key(), new_key()
    assert reasons(old) == []
    clock(core_now() + KEPT + timedelta(minutes=1))
    assert reasons(fresh) == []
    run_sweeps()
    assert list(SentForm.objects.values_list("key", flat=True)) == [fresh]
