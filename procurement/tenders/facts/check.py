"""The check of a whole sheet: shape, sums and everything that a person should look at, all at once."""

from __future__ import annotations

from typing import Any

from procurement.tenders.facts.document import check_document
from procurement.tenders.facts.payments import check_payments
from procurement.tenders.facts.report import Report
from procurement.tenders.facts.scales import check_scales
from procurement.tenders.facts.shape import check_shape
from procurement.tenders.facts.sums import check_sums


def check_facts(raw: dict[str, Any]) -> Report:
    """Return every error and warning in a sheet; asks no database and changes nothing."""
    report = Report()
    for look in (check_shape, check_sums, check_document, check_scales, check_payments):
        look(raw, report)
    return report
