"""Lines of the log: what went on, and nothing about whom."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from core.logs import Impersonal, Lines, RequestLine, impersonal


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("bounced: resident1@zinan.example", "bounced: [e-mail]"),
        ("Key (phone)=(13803570001) already exists", "Key (phone)=([phone]) already exists"),
        ("sent to +86 13803570001", "sent to [phone]"),
        ("identity 110101199003078515 refused", "identity [identity number] refused"),
        ("Not Found: /r/abcDEF123/", "Not Found: /r/[token]/"),
        ("Not Found: /zh-hans/invitations/abc:DEF-1/", "Not Found: /zh-hans/invitations/[token]/"),
        ("Error: /en/stop/abcDEF:123:xyz/", "Error: /en/stop/[token]/"),
        ("GET /x/?token=abc&page=2", "GET /x/?token=[secret]&page=2"),
    ],
)
def test_people_and_secrets_are_taken_out(said: str, written: str) -> None:
    assert impersonal(said) == written


@pytest.mark.parametrize("said", ["ocds-linli1-2026-000001", "91141081MA0KXXXX1X", "6929000.00", "2026-03-16T14:37"])
def test_what_names_nobody_stays(said: str) -> None:
    assert impersonal(said) == said


def test_a_line_is_an_object_and_its_trace_is_cleaned() -> None:
    try:
        raise ValueError("no such person: hexie@hexie.example")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "for %s", ("hexie@hexie.example",), None)
        record.exc_info = (type(error), error, error.__traceback__)
    record.request = HttpRequest()
    assert Impersonal().filter(record)
    line = Lines("%(levelname)s %(message)s").format(record)
    assert json.loads(line)["message"] == "for [e-mail]"
    assert "hexie" not in line
    assert "HttpRequest" not in line


def lines_of(path: str, status: int, caplog: pytest.LogCaptureFixture) -> list[Any]:
    request = RequestFactory().get(path)
    request.resolver_match = resolve(request.path_info)
    with caplog.at_level(logging.INFO, logger="linli.web"):
        response = RequestLine(lambda _: HttpResponse(status=status))(request)
    assert len(response["X-Request-ID"]) == 12
    return [record for record in caplog.records if record.name == "linli.web"]


def test_a_request_is_one_line_by_the_name_of_its_page(caplog: pytest.LogCaptureFixture) -> None:
    [line] = lines_of("/en/opportunities/?q=13803570001", 200, caplog)
    assert (line.status, line.method, line.levelno) == (200, "GET", logging.INFO)
    assert line.page
    assert line.milliseconds >= 0
    assert "13803570001" not in str(line.__dict__)


def test_what_failed_is_an_error(caplog: pytest.LogCaptureFixture) -> None:
    [line] = lines_of("/en/opportunities/", 500, caplog)
    assert line.levelno == logging.ERROR


@pytest.mark.parametrize(("status", "count"), [(200, 0), (503, 1)])
def test_watchers_are_told_of_only_when_something_is_wrong(
    status: int, count: int, caplog: pytest.LogCaptureFixture
) -> None:
    assert len(lines_of("/ready/", status, caplog)) == count
