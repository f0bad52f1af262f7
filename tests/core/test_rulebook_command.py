"""`manage.py rulebook`: one JSON object on stdout and exit code 0, or a sentence on stderr, nothing on stdout and 2."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import ManagementUtility
from django.db import connections

from core.law.models import CalendarYear
from tests.core.law.examples import ROUND, SHEET


@pytest.fixture
def ask(monkeypatch, capsys):
    """Runs the command as a shell would, but on the test's connection; returns (exit code, stdout, stderr)."""
    monkeypatch.setattr(connections, "close_all", lambda: None)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            ManagementUtility(["manage.py", "rulebook", *arguments]).execute()
        except SystemExit as left:
            code = int(left.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def answer(ask):
    """The result of a command that must succeed and give its reasons."""

    def run(*arguments: str) -> Any:
        code, out, err = ask(*arguments)
        assert (code, err, out.count("\n")) == (0, "", 1)
        printed = json.loads(out)
        assert list(printed) == ["result", "because"]
        assert printed["because"] != []
        assert {tuple(reason) for reason in printed["because"]} == {("rule", "article", "text")}
        assert all(all(reason.values()) for reason in printed["because"])
        return printed["result"]

    return run


@pytest.fixture
def refused(ask):
    """A command that must be refused with a sentence; returns it."""

    def run(*arguments: str) -> str:
        code, out, err = ask(*arguments)
        assert (code, out) == (2, "")
        assert "Traceback" not in err
        assert err.strip() != ""
        return err

    return run


@pytest.fixture
def file(tmp_path: Path):
    """Writes a JSON file, of a value or of raw text; returns its path."""

    def write(content: Any) -> str:
        path = tmp_path / "given.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    return write


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        (["deadline", "--method", "open_tender", "--issued", "2025-06-03"], "2025-06-23"),
        (["deadline", "--method", "consultation", "--issued", "2025-09-25"], "2025-10-09"),
        (["deadline", "--method", "negotiation", "--issued", "2026-02-13"], "2026-02-25"),
        (["clock", "challenge_result", "--from", "2025-12-01"], "2025-12-11"),
        (["clock", "contract_sign", "--from", "2026-01-20"], "2026-02-24"),
        (["clock", "payment", "--from", "2026-01-20"], "2026-02-19"),
        (["clock", "notice_period", "--from", "2025-09-26", "--date", "2020-01-01"], "2025-10-10"),
    ],
)
def test_days(answer, arguments, result):
    assert answer(*arguments) == result


@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        (["low-price", "--ceiling", "100", "--bids", "41,78,80,89"], {"41": ["ceiling"], "78": [], "80": [], "89": []}),
        (["low-price", "--ceiling", "100", "--bids", "41.00, 78"], {"41.00": ["ceiling"], "78": []}),
        (
            ["low-price", "--ceiling", "100", "--bids", "41,78,80,89", "--rates", "0.5,0.55,0.45"],
            {"41": ["second_lowest", "ceiling"], "78": [], "80": [], "89": []},
        ),
        (["low-price", "--ceiling", "100", "--bids", "41,78", "--date", "2025-12-01"], {"41": [], "78": []}),
        (["committee", "--budget", "9000000"], {"size": 5, "experts_min": 4}),
        (["committee", "--budget", "9000000", "--complex"], {"size": 7, "experts_min": 5}),
        (["committee", "--budget", "10000000"], {"size": 7, "experts_min": 5}),
        (["committee", "--budget", "900000", "--method", "consultation"], {"size": 3, "experts_min": 2}),
        (
            ["committee", "--budget", "900000", "--method", "negotiation", "--threshold", "900000"],
            {"size": 5, "experts_min": 4},
        ),
        (["uscc", "52310230mj5339125f"], {"valid": True, "kind": "民办非企业单位", "area": "310230"}),
        (["uscc", "52310230MJ5339125E"], {"valid": False, "reason": "check"}),
        (["uscc", ""], {"valid": False, "reason": "length"}),
    ],
)
def test_answers_that_need_no_database(answer, arguments, result):
    assert answer(*arguments) == result


def test_a_scoring_sheet(answer, file):
    lines = answer("score", file(SHEET))
    assert [bool(line["out"]) for line in lines["bids"]] == [False, False, True]
    assert lines == {
        "bids": [
            {
                "id": "a",
                "adjusted_price": "88.00",
                "price_score": "9.20",
                "total": "92.20",
                "rank": 1,
                "abnormally_low": [],
                "out": None,
            },
            {
                "id": "b",
                "adjusted_price": "81.00",
                "price_score": "10.00",
                "total": "90.20",
                "rank": 2,
                "abnormally_low": [],
                "out": None,
            },
            {
                "id": "c",
                "adjusted_price": "100.01",
                "price_score": None,
                "total": None,
                "rank": None,
                "abnormally_low": [],
                "out": lines["bids"][2]["out"],
            },
        ]
    }


def test_numbers_of_a_file_are_exact(answer, file):
    text = '{"method": "lowest_price", "bids": [{"id": "a", "price": 0.145, "qualified": true}]}'
    assert answer("score", file(text))["bids"][0]["adjusted_price"] == "0.15"  # a float would be 0.14499…


def test_a_computed_number_has_many_decimals(answer, file):
    thirds = '{"id": "plan", "max": 33.333333333333333}, {"id": "team", "max": 56.666666666666667}'
    scores = '{"plan": [30.300000000000004], "team": [0e99999999]}'
    text = '{"method": "open_tender", "price_weight": 10, "criteria": [%s], "bids": [%s]}'
    bid = '{"id": "a", "price": 79.68253968253968, "qualified": true, "scores": %s}'
    line = answer("score", file(text % (thirds, bid % scores)))["bids"][0]
    assert (line["adjusted_price"], line["total"]) == ("79.68", "40.30")


def test_an_answer_reaches_an_output_that_has_no_chinese(ask, monkeypatch):
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", narrow)
    code, _out, _err = ask("uscc", "52310230MJ5339125F")
    narrow.seek(0)
    assert (code, json.loads(narrow.read())["result"]["kind"]) == (0, "民办非企业单位")


def test_a_rating_round(answer, file):
    figures = answer("rating", file({**ROUND, "ranking": {"mean": 80, "tau2": 36}}))
    assert list(figures) == [
        "n",
        "index",
        "se",
        "interval",
        "satisfied_share",
        "wilson",
        "bounds",
        "kish",
        "effective_n",
        "n_min",
        "publishable",
        "payable",
        "factor",
        "commendation",
        "shrunk",
    ]
    assert (round(figures["index"], 2), round(figures["se"], 2), figures["n"], figures["n_min"]) == (
        76.24,
        2.42,
        72,
        37,
    )
    assert (figures["payable"], figures["factor"], figures["commendation"]) == (True, 1.0, False)


def test_a_rating_round_without_ballots(answer, file):
    figures = answer("rating", file({**ROUND, "ballots": {}}))
    assert (figures["n"], figures["index"], figures["factor"], figures["bounds"]) == (0, None, None, [0.0, 1.0])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["deadline", "--method", "single_source", "--issued", "2025-06-03"], ""),
        (["deadline", "--method", "auction", "--issued", "2025-06-03"], "open_tender"),
        (["deadline", "--method", "open_tender", "--issued", "2026-12-20"], "2027"),
        (["deadline", "--method", "open_tender", "--issued", "2003-01-01"], "2003"),
        (["deadline", "--method", "open_tender", "--issued", "2025-02-30"], "2025-02-30"),
        (["deadline", "--method", "open_tender", "--issued", "20250603"], "20250603"),
        (["deadline", "--method", "open_tender", "--issued", "２０２５-06-03"], "--issued"),
        (["deadline", "--method", "open_tender", "--issued", "2025-06-03", "--date", "yesterday"], "yesterday"),
        (
            ["deadline", "--method", "consultation", "--issued", "2025-06-03", "--date", "2014-01-01"],
            "consultation_period",
        ),
        (["deadline", "--method", "open_tender"], "--issued"),
        (["deadline", "--issued", "2025-06-03"], "--method"),
        (["clock", "lunch", "--from", "2025-06-03"], "contract_sign"),
        (["clock", "contract_sign", "--from", "2026-12-31"], "2027"),
        (["clock", "payment", "--from", "2026-12-31"], "2027"),
        (["clock", "contract_sign", "--from", "9999-12-31"], "9999"),
        (["clock", "contract_sign"], "--from"),
    ],
)
def test_days_that_cannot_be_told(refused, arguments, word):
    assert word in refused(*arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["lunch"],
        ["low-price", "--bids", "41"],
        ["low-price", "--ceiling", "100"],
        ["low-price", "--ceiling", "100", "--bids", ""],
        ["low-price", "--ceiling", "100", "--bids", "41,,78"],
        ["low-price", "--ceiling", "100", "--bids", "41,78,41"],
        ["low-price", "--ceiling", "100", "--bids", "41,78,41.0"],
        ["low-price", "--ceiling", "100", "--bids", "41,-78"],
        ["low-price", "--ceiling", "100", "--bids", "41,0"],
        ["low-price", "--ceiling", "100", "--bids", "41,NaN"],
        ["low-price", "--ceiling", "100", "--bids", "41,many"],
        ["low-price", "--ceiling", "100", "--bids", "41,1_000"],
        ["low-price", "--ceiling", "100", "--bids", "４１"],
        ["low-price", "--ceiling", "Infinity", "--bids", "41"],
        ["low-price", "--ceiling", "0", "--bids", "41"],
        ["low-price", "--ceiling", "-5", "--bids", "41"],
        ["low-price", "--ceiling", "9" * 400, "--bids", "41"],
        ["low-price", "--ceiling", "100", "--bids", "41", "--rates", "0.4,0.5,0.45"],
        ["low-price", "--ceiling", "100", "--bids", "41", "--rates", "0.5,0.5,0.66"],
        ["low-price", "--ceiling", "100", "--bids", "41", "--rates", "0.5,0.5"],
        ["low-price", "--ceiling", "100", "--bids", "41", "--rates", "50%,50%,45%"],
        ["low-price", "--ceiling", "100", "--bids", "41", "--rates", ""],
        ["committee"],
        ["committee", "--budget", "much"],
        ["committee", "--budget", "NaN"],
        ["committee", "--budget", "0"],
        ["committee", "--budget", "-9000000"],
        ["committee", "--budget", "9000000", "--method", "single_source"],
        ["committee", "--budget", "9000000", "--method", "lowest_price"],
        ["committee", "--budget", "9000000", "--threshold", "0"],
        ["committee", "--budget", "9000000", "--threshold", "some"],
        ["committee", "--budget", "9000000", "--date", "2015-01-01"],
        ["committee", "--budget", "9000000", "--date", ""],
        ["uscc"],
        ["uscc", "52310230MJ5339125F", "--date", "2025-13-01"],
        ["score"],
        ["score", "/nowhere/sheet.json"],
        ["score", "/"],
        ["score", "/dev/zero"],
        ["rating", "/nowhere/round.json"],
    ],
)
def test_bad_arguments(refused, arguments):
    refused(*arguments)


@pytest.mark.parametrize("calculator", ["score", "rating"])
@pytest.mark.parametrize(
    "text",
    [
        *["", "{", "[]", "null", "true", '"text"', "7", "{}"],
        *['{"a": NaN}', '{"a": Infinity}', '{"a": 1, "a": 2}', '{"\\ud800": 1}'],
        "[" * 100_000,
        '{"a": ' + "9" * 5000 + "}",
        '{"a": 1e99999999999999999999}',
    ],
    ids=range(15),
)
def test_bad_files(refused, file, calculator, text):
    refused(calculator, file(text))


@pytest.mark.parametrize("price", ["1e9999999", "-1e9999999", "1e-9999999", "0e9999999", "1e15"])
def test_a_price_beyond_all_measure(refused, file, price):
    sheet = '{"method": "lowest_price", "bids": [{"id": "a", "price": %s, "qualified": true}]}'
    refused("score", file(sheet % price))


def test_a_key_given_twice_leaves_open_which_is_meant(refused, file):
    assert "ceiling" in refused("score", file(json.dumps(SHEET).replace("{", '{"ceiling": "90.00", ', 1)))


@pytest.mark.parametrize("calculator", ["score", "rating"])
def test_a_file_that_is_no_text(refused, tmp_path, calculator):
    path = tmp_path / "binary.json"
    path.write_bytes(b"\xff\xfe\x00{")
    refused(calculator, str(path))


def test_a_byte_order_mark_does_no_harm(answer, tmp_path):
    path = tmp_path / "marked.json"
    path.write_text(json.dumps(SHEET), encoding="utf-8-sig")
    assert len(answer("score", str(path))["bids"]) == 3


@pytest.mark.django_db
def test_an_unfilled_table_covers_nothing(refused):
    CalendarYear.objects.all().delete()
    assert "2025" in refused("deadline", "--method", "open_tender", "--issued", "2025-06-03")


def test_the_help_needs_nothing(ask):
    code, out, _err = ask("--help")
    assert (code, "uscc" in out) == (0, True)


def test_a_payout_is_worked_out(answer, file):
    case = {"policy": "shenzhen_90", "contract": "6929000.00", "score": "81", "tail_percent": "34"}
    printed = answer("payout", file(case))
    assert {key: printed[key] for key in ("payable", "deducted", "claw_back")} == {
        "payable": "6236100.00",
        "deducted": "692900.00",
        "claw_back": "0.00",
    }
    assert [line["amount"] for line in printed["lines"]][:3] == ["6929000.00", "-692900.00", "6236100.00"]


@pytest.mark.parametrize(
    "content",
    [
        '{"policy": "shenzhen_90", "contract": 6929000.00, "score": "81"}',
        '{"policy": "shenzhen_90", "contract": "6929000.00", "score": NaN}',
        '{"policy": "shenzhen_90", "contract": "6929000.00", "score": "81", "score": "90"}',
        '{"policy": "point_rate", "fee": "1.00", "score": "81", "full_from": "90", "deduct_below": "80", '
        '"rate_per_point": "0.003", "terminate_below": "60"}',
        "[]",
        "",
    ],
)
def test_a_payout_that_cannot_be_worked_out_is_refused(refused, file, content):
    refused("payout", file(content))
