"""Lines of the log: what went on, and nothing about whom."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from celery import Celery
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve

from config.settings.logs import LOGGING
from core import health
from core.logs import Lines, Numbered, RequestLine, forget_number, impersonal


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
        ("refused\nDETAIL:  Failing row contains (7, 李秀兰\n, x).\nHINT: no", "refused\nDETAIL: [values]"),
        ("broken\nCONTEXT:  COPY people, line 1: 李秀兰", "broken\nCONTEXT: [values]"),
        ("no such column\nLINE 1: SELECT '李秀兰'\n       ^", "no such column\nLINE 1: [values]"),
    ],
)
def test_people_and_secrets_are_taken_out(said: str, written: str) -> None:
    assert impersonal(said) == written


@pytest.mark.parametrize("said", ["ocds-linli1-2026-000001", "91141081MA0KXXXX1X", "6929000.00", "2026-03-16T14:37"])
def test_what_names_nobody_stays(said: str) -> None:
    assert impersonal(said) == said


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What production's handler writes of everything that is logged."""
    formatter = {name: value for name, value in LOGGING["formatters"]["json"].items() if name != "()"}
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines(**formatter))
    handler.addFilter(Numbered())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(LOGGING["root"]["level"])  # a worker that ran in this process has set its own
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    forget_number()


def test_a_line_is_an_object_and_its_trace_is_cleaned(written: io.StringIO) -> None:
    try:
        raise ValueError("no such person: hexie@hexie.example")
    except ValueError:
        logging.getLogger("x").exception("for %s", "hexie@hexie.example", extra={"request": HttpRequest()})
    line = json.loads(written.getvalue())
    assert set(line) == {"time", "level", "logger", "message", "exc_info"}
    assert line["message"] == "for [e-mail]"
    assert line["exc_info"].endswith("ValueError: no such person: [e-mail]")


def test_what_hangs_on_a_record_is_not_written(written: io.StringIO) -> None:
    told = {"data": {"args": "13803570001"}, "params": ["hexie@hexie.example"], "page": "/r/abcDEF123/"}
    logging.getLogger("x").warning("slow", extra=told, stack_info=True)
    line = json.loads(written.getvalue())
    assert set(line) == {"time", "level", "logger", "message", "page", "stack_info"}
    assert line["page"] == "/r/[token]/"
    logging.getLogger("x").warning({"message": "at hexie@hexie.example", "row": "pbkdf2_sha256$1$salt$hash"})
    assert "hexie" not in written.getvalue()
    assert "pbkdf2" not in written.getvalue()


def test_words_that_do_not_fit_their_sentence_are_not_shown_raw(
    written: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    [handler] = [one for one in logging.getLogger().handlers if getattr(one, "stream", None) is written]
    handler.handle(logging.LogRecord("x", logging.INFO, "", 1, "for %d of %s", ("hexie@hexie.example",), None))
    assert json.loads(written.getvalue())["message"] == "for %d of %s"
    assert "hexie" not in capsys.readouterr().err


def test_the_stack_is_cleaned_like_the_trace(written: io.StringIO) -> None:
    record = logging.makeLogRecord({"name": "x", "levelno": logging.ERROR, "levelname": "ERROR", "msg": "here"})
    record.stack_info = 'tell("hexie@hexie.example")'
    logging.getLogger("x").handle(record)
    assert json.loads(written.getvalue())["stack_info"] == 'tell("[e-mail]")'


def test_a_task_that_fails_tells_nothing_of_what_it_was_given(written: io.StringIO) -> None:
    app = Celery("apart", set_as_current=False)

    @app.task(name="apart.fail")
    def fail(address: str) -> None:
        raise ValueError(f"refused: {address}, 13803570001")

    fail.apply(args=["hexie@hexie.example"])
    [line] = [json.loads(line) for line in written.getvalue().splitlines()]
    assert line["logger"] == "celery.app.trace"
    assert "apart.fail" in line["message"]
    assert "ValueError: refused: [e-mail], [phone]" in line["exc_info"]
    assert "hexie" not in written.getvalue()
    assert "13803570001" not in written.getvalue()


def test_values_of_a_row_that_the_database_refuses_are_cut(db: None, written: io.StringIO) -> None:
    row = ["李秀兰\n\nnext", "pbkdf2_sha256$1$salt$hash"]
    with contextlib.suppress(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE person (name text, secret text CHECK (secret = ''))")
        try:
            cursor.execute("INSERT INTO person VALUES (%s, %s)", row)
        except IntegrityError:
            logging.getLogger("x").exception("not kept")
            raise
    line = json.loads(written.getvalue())
    assert "violates check constraint" in line["exc_info"]
    assert "DETAIL: [values]" in line["exc_info"]
    assert "李秀兰" not in line["exc_info"]
    assert "pbkdf2" not in line["exc_info"]
    # Both errors, the driver's and Django's, with the way to each.
    assert line["exc_info"].count("Traceback (most recent call last)") == 2


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


def number_in(text: str) -> str:
    found = re.search("<code>([0-9a-f]{12})</code>", text)
    return found.group(1) if found else ""


def test_what_went_wrong_bears_the_number_that_the_page_shows(
    settings: Any, monkeypatch: pytest.MonkeyPatch, written: io.StringIO
) -> None:
    def break_down(_: HttpRequest) -> HttpResponse:
        raise ValueError("hexie@hexie.example")

    settings.MIDDLEWARE = ["core.logs.RequestLine", *settings.MIDDLEWARE]
    monkeypatch.setattr(health, "resolve", lambda _: type("Match", (), {"func": break_down, "view_name": "health"}))
    client = Client(raise_request_exception=False)
    answer = client.get("/health/")
    number = number_in(answer.content.decode())
    assert (answer.status_code, number) == (500, answer.headers["X-Request-ID"])
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert {(line["logger"], line["request_id"]) for line in lines} == {
        ("django.request", number),
        ("linli.web", number),
    }
    logging.getLogger("x").warning("afterwards")
    assert "request_id" not in json.loads(written.getvalue().splitlines()[-1])
