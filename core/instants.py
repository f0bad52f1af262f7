"""Instants and periods as people read them: Shanghai's time, always with its zone, the same string everywhere."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.punctuation import bracketed_text, reads_chinese
from core.time import SHANGHAI

# 2025-07/2025-12, or 2025-07 alone
MONTHS = re.compile(r"([1-9]\d{3})-(0[1-9]|1[0-2])(?:/([1-9]\d{3})-(0[1-9]|1[0-2]))?", re.ASCII)


def moment(instant: datetime | str | None) -> str:
    """An instant with its zone: 10 April 2026, 09:30 (UTC+8), in Chinese 2026年4月10日 09:30（北京时间）."""
    if not instant:
        return "–"
    there = _read(instant).astimezone(SHANGHAI)
    return _with_its_day(there, f"{there:%H:%M}")


def until(instant: datetime | None) -> str:
    """The first instant that is too late: midnight is told as 24:00 of the last day, which is what people count by."""
    if instant and instant.astimezone(SHANGHAI).time() == time.min:
        return _with_its_day(instant.astimezone(SHANGHAI) - timedelta(days=1), "24:00")
    return moment(instant)


def precisely(instant: datetime | str | None) -> str:
    """An instant to the microsecond, as a seal is checked by it; a record keeps it as ISO text."""
    return _in_its_zone(_read(instant), "%Y-%m-%d %H:%M:%S.%f") if instant else "–"


def to_the_second(instant: datetime | str | None) -> str:
    """An instant as a record is read out: 10 April 2026, 09:30:07 (UTC+8)."""
    if not instant:
        return "–"
    there = _read(instant).astimezone(SHANGHAI)
    return _with_its_day(there, f"{there:%H:%M:%S}")


def months(period: str) -> str:
    """A period of whole months in words: July to December 2025, 2025年7月至12月; any other stays as it was written."""
    found = MONTHS.fullmatch(period)
    if found is None:
        return period
    year, month = int(found[1]), int(found[2])
    last_year, last_month = (int(found[3]), int(found[4])) if found[3] else (year, month)
    first, last = date(year, month, 1), date(last_year, last_month, 1)
    if first == last:
        return date_format(first, "YEAR_MONTH_FORMAT")
    if reads_chinese():
        start, end = f"{year}年{month}月", f"{last_month}月" if year == last_year else f"{last_year}年{last_month}月"
        return f"{start}至{end}"
    start = date_format(first, "F" if year == last_year else "F Y")
    return _("%(since)s to %(until)s") % {"since": start, "until": date_format(last, "F Y")}


def _read(instant: datetime | str) -> datetime:
    return datetime.fromisoformat(instant) if isinstance(instant, str) else instant


def _with_its_day(there: datetime, hour: str) -> str:
    gap = " " if reads_chinese() else ", "
    return date_format(there.date(), "DATE_FORMAT") + gap + hour + _zone()


def _in_its_zone(instant: datetime, shape: str) -> str:
    return instant.astimezone(SHANGHAI).strftime(shape) + _zone()


def _zone() -> str:
    return bracketed_text("北京时间" if reads_chinese() else "UTC+8")
