"""Lines of the log: a line a request, by the name of its page; addresses of people are taken out of everything."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from pythonjsonlogger.json import JsonFormatter

log = logging.getLogger("linli.web")

# E-mail addresses, mobile numbers and identity numbers of the mainland, and what opens a door in an address.
PERSONAL = (
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


class Impersonal(logging.Filter):
    """Takes people out of a message before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Write the message out, then clean it; objects beside it (the request) are not written."""
        record.msg, record.args = impersonal(record.getMessage()), ()
        for name in ("request", "server_time"):
            record.__dict__.pop(name, None)
        return True


class Lines(JsonFormatter):
    """One JSON object a line; what an error says is cleaned like the message."""

    def formatException(self, ei: Any) -> str:
        """Return the trace without people."""
        return impersonal(str(super().formatException(ei)))


class RequestLine:
    """Writes one line a request and answers with its number, by which a person can ask what went wrong."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        """Measure and tell; the watchers' questions are not worth a line."""
        number, began = uuid4().hex[:12], time.monotonic()
        response = self.get_response(request)
        response["X-Request-ID"] = number
        match = request.resolver_match
        page = match.view_name if match and match.view_name else ""
        if page in ("health", "ready") and response.status_code < HTTPStatus.BAD_REQUEST:
            return response
        level = logging.ERROR if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else logging.INFO
        known = {
            "request_id": number,
            "method": request.method if request.method in ("GET", "HEAD", "POST") else "other",
            "page": page,
            "status": response.status_code,
            "milliseconds": round((time.monotonic() - began) * 1000, 1),
        }
        log.log(level, "request", extra=known)
        return response
