"""Tables that leave and come back: no cell of ours calculates anything in anybody's spreadsheet."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.spreadsheets import as_csv, as_xlsx, escaped, is_formula, unescaped

FORMULAS = [
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1",
    "\n=1",
    "  =HYPERLINK(1)",
    "\u200b=1+1",
    "\u202e=1+1",
    "\ufeff=1",
    "＝1+1",
    "＋1",
    "－1+1",
    "＠SUM(1)",
]
PLAIN = ["", "紫南社区", "-5.00", "+8613800138000", "-12,000", "-3.5%", "a=b", "'quoted'", "2026-01-01"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_calculate_is_shown_as_text(text: str) -> None:
    assert escaped(text) == f"'{text}"
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize("value", [*PLAIN, 5, -5, Decimal("-5.00"), None, True, date(2026, 1, 1)])
def test_a_plain_text_or_number_stays_as_it_is(value: object) -> None:
    assert escaped(value) == value
    assert unescaped(value) == value


@given(st.text())
def test_no_text_is_a_formula_once_escaped_and_every_text_comes_back(text: str) -> None:
    assert not is_formula(escaped(text))
    assert unescaped(escaped(text)) == text
    assert unescaped(escaped(f"'{text}")) == f"'{text}"


def test_a_csv_holds_no_formula() -> None:
    rows = [["name", "amount"], *([text, Decimal("-1.50")] for text in FORMULAS)]
    read = list(csv.reader(io.StringIO(as_csv(rows), newline="")))
    assert [row[0] for row in read[1:]] == [f"'{text}" for text in FORMULAS]
    assert {row[1] for row in read[1:]} == {"-1.50"}


def test_an_xlsx_holds_no_formula_and_keeps_numbers_as_numbers() -> None:
    rows = [["name", "amount"], *([text, 5] for text in FORMULAS), ["\x07bell", 6]]
    sheet = load_workbook(io.BytesIO(as_xlsx(rows, title="紫南"))).worksheets[0]
    assert sheet.title == "紫南"
    cells = [cell for line in sheet.iter_rows(min_row=2) for cell in line]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert all(not is_formula(cell.value) for cell in cells)
    assert [cell.value for cell in cells if cell.data_type == "n"] == [5] * len(FORMULAS) + [6]
