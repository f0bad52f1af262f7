"""The figures of the whole site: counted by the sweep, read with one question, shown with the time of their count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.clock import FRESH, count_figures, keep_figures
from cms.models import HomePage, KeptFigures
from cms.queries import figures
from core.clock import SWEEPS
from core.instants import moment
from core.time import core_now
from tests.factories.tenders import WHILE_OPEN, TenderFactory
from tests.pages import Browser


def test_until_they_are_kept_they_are_counted(site: HomePage) -> None:
    KeptFigures.objects.all().delete()
    TenderFactory.create(open=True)
    assert figures.last_counted().numbers["open_now"] == 1
    assert KeptFigures.objects.count() == 0


def test_whoever_looks_reads_what_was_kept_and_counts_nothing(site: HomePage) -> None:
    keep_figures()
    TenderFactory.create(open=True)
    with CaptureQueriesContext(connection) as queries:
        assert figures.last_counted().numbers["open_now"] == 0
    assert len(queries) == 1
    assert "count(" not in queries[0]["sql"].lower()


def test_the_sweep_counts_again_what_is_no_longer_fresh(site: HomePage, clock: Callable[..., None]) -> None:
    assert count_figures in SWEEPS
    clock(WHILE_OPEN)
    keep_figures()
    TenderFactory.create(open=True)
    clock(WHILE_OPEN + FRESH - timedelta(seconds=30))
    count_figures()
    assert figures.last_counted().numbers["open_now"] == 0
    clock(WHILE_OPEN + FRESH + timedelta(seconds=30))
    count_figures()
    assert figures.last_counted().numbers["open_now"] == 1
    assert KeptFigures.objects.count() == 1


def test_the_time_of_the_count_stands_beside_the_figures(site: HomePage) -> None:
    keep_figures()
    KeptFigures.objects.update(counted_at=core_now() - timedelta(hours=1))
    when = moment(KeptFigures.objects.get().counted_at)
    for name in ("home", "open"):
        assert f"As counted at {when}." in Browser().get(name).content.decode()
