"""The test database itself: what tests commit is taken away, what migrations brought comes back."""

import pytest

from core.audit.models import AuditPending, AuditRow
from core.law.models import Holiday
from core.time import CoreNow
from tests import database


@pytest.mark.django_db(transaction=True)
def test_committed_rows_are_taken_away_even_from_append_only_tables() -> None:
    AuditRow.objects.create(actor_id="1", actor_role="clock", thing_kind="x", thing_id="1", verb="begin", at=CoreNow())
    assert (AuditRow.objects.count(), AuditPending.objects.count()) == (1, 1)
    database.restore()
    assert (AuditRow.objects.count(), AuditPending.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_the_holiday_table_comes_back() -> None:
    before = sorted(Holiday.objects.values_list("pk", flat=True))
    assert before != []
    Holiday.objects.all().delete()
    database.restore()
    assert sorted(Holiday.objects.values_list("pk", flat=True)) == before
