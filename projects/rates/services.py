"""Recording the loan prime rate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from core.audit.record import record
from core.time import core_now
from core.transitions import check
from projects.rates.models import PrimeRate


@transaction.atomic
def record_prime_rate(*, percent: Decimal, valid_from: date, source: str, by: Any) -> PrimeRate:
    """Record the rate that holds from a day on; the rates before it stay on record. Raises Refused."""
    check("projects.record_prime_rate", by=by, thing=None)
    rate = PrimeRate.objects.create(percent=percent, valid_from=valid_from, source=source.strip(), by=by, at=core_now())
    detail = {"percent": str(percent), "valid_from": valid_from.isoformat(), "source": rate.source}
    record(rate, verb="record", by=by, role="projects.record_prime_rate", detail=detail)
    return rate
