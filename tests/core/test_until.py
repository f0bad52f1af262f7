"""The end of a day is told by the day that ends, not by the next one's midnight."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import override

from core.instants import until
from core.time import SHANGHAI


def test_midnight_is_the_end_of_the_day_before() -> None:
    with override("zh-hans"):
        assert until(datetime(2026, 6, 1, tzinfo=SHANGHAI)) == "2026年5月31日 24:00（北京时间）"
        assert until(datetime(2026, 6, 1, 9, 30, tzinfo=SHANGHAI)) == "2026年6月1日 09:30（北京时间）"
        assert until(None) == "–"
