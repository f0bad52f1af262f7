"""Index of the models of core."""

from core.archive.models import ArchivedDocument
from core.audit.models import AuditLink, AuditPending, AuditRelease, AuditRow, OutboxMessage
from core.law.models import CalendarYear, Holiday
from core.once import SentForm
from core.time import ClockOffset

__all__ = [
    "ArchivedDocument",
    "AuditLink",
    "AuditPending",
    "AuditRelease",
    "AuditRow",
    "CalendarYear",
    "ClockOffset",
    "Holiday",
    "OutboxMessage",
    "SentForm",
]
