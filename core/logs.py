"""Lines of the log: a line a request, by the name of its page; addresses of people are taken out of everything."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.core.signals import request_finished
from django.http import HttpRequest
from pythonjsonlogger.json import JsonFormatter

log = logging.getLogger("linli.web")

# The number of the request that is answered just now; "" outside of one.
_number: ContextVar[str] = ContextVar("number", default="")

# What a line may hold. All else that is hung on a record (a task's arguments, a query's values) is left out.
WRITTEN = frozenset({"time", "level", "logger", "message", "exc_info", "stack_info"}) | {
    *("request_id", "method", "page", "status", "milliseconds")
}

# What PostgreSQL says below its sentence are values of rows, over as many lines as they have; the next error ends it.
VALUES = re.compile(
    r"\b(DETAIL|CONTEXT|QUERY|STATEMENT|LINE \d+):.*?(?=\n\n(?:The above exception|During handling of)|\Z)", re.DOTALL
)
# E-mail addresses, mobile numbers and identity numbers of the mainland, and what opens a door in an address.
PERSONAL = (
    (VALUES, r"\1: [values]"),
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\w)"), "[identity number]"),
    (re.compile(r"(?<!\d)(\+?86[- ]?)?1[3-9]\d{9}(?!\d)"), "[phone]"),
    (re.compile(r"(/(?:r|invitations|stop|archive|accounts/password/reset/key)/)[^/\s\"']+"), r"\1[token]"),
    (re.compile(r"((?:token|key|code|signature|password)=)[^&\s\"']+", re.IGNORECASE), r"\1[secret]"),
)


def impersonal(text: str) -> str:
    """Return a text without what names a person or opens a door."""
    for pattern, instead in PERSONAL:
        text = pattern.sub(instead, text)
    return text


def number_of_request() -> str:
    """Return the number of the request that is answered just now, "" outside of one."""
    return _number.get()


class Numbered(logging.Filter):
    """Gives every record that is made while a request is answered its number."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through."""
        if number := number_of_request():
            record.request_id = number
        return True


class Lines(JsonFormatter):
    """One JSON object a line: what is known to name nobody, and the words of it cleaned."""

    def format(self, record: logging.LogRecord) -> str:
        """Leave out words that do not fit the gaps of their sentence: `logging` itself would show them as they are."""
        try:
            record.getMessage()
        except (TypeError, ValueError, KeyError):
            record.args = ()
        return str(super().format(record))

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Leave out what is not to be written, and take people out of message, trace and stack."""
        return {
            name: value if isinstance(value, int | float) else impersonal(str(value))
            for name, value in log_data.items()
            if name in WRITTEN and value is not None
        }


class RequestLine:
    """Writes one line a request and answers with its number, by which a person can ask what went wrong."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        """Measure and tell; the watchers' questions are not worth a line."""
        number, began = uuid4().hex[:12], time.monotonic()
        _number.set(number)  # until the answer is sent: its last error is logged outside of every middleware
        response = self.get_response(request)
        response["X-Request-ID"] = number
        match = request.resolver_match
        page = match.view_name if match and match.view_name else ""
        if page in ("health", "ready") and response.status_code < HTTPStatus.BAD_REQUEST:
            return response
        level = logging.ERROR if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else logging.INFO
        known = {
            "method": request.method if request.method in ("GET", "HEAD", "POST") else "other",
            "page": page,
            "status": response.status_code,
            "milliseconds": round((time.monotonic() - began) * 1000, 1),
        }
        log.log(level, "request", extra=known)
        return response


def forget_number(**kwargs: Any) -> None:
    """End a request: what a thread says after it belongs to no number (signal request_finished)."""
    _number.set("")


request_finished.connect(forget_number, dispatch_uid="core.logs")
