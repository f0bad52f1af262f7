"""Tables for spreadsheets, CSV and XLSX: the one writer of every export, and the one reader's eye for formulas.

A spreadsheet runs a text that looks like a formula. Going out, such a text is led by an apostrophe and stays a text,
even when somebody saves the XLSX as CSV; coming in, our own apostrophe is taken off again and a formula is refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

# What a spreadsheet takes for the start of a formula; the wide forms too, which Chinese and Japanese ones accept.
STARTS = "=+-@＝＋－＠"
# Spaces, controls and invisible marks that a spreadsheet skips before it looks.
SKIPPED = r"[\s\x00-\x1f\x7f\xa0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
FORMULA = re.compile(rf"{SKIPPED}[{re.escape(STARTS)}]|[\t\r\n]")
NUMBER = re.compile(r"[+-]?\d[\d, ]*(\.\d+)?%?")  # −5.00 or +8613800138000 calculates nothing
NOT_IN_XLSX = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST = 32_767  # characters that an XLSX cell holds
MARK = "\ufeff"  # tells spreadsheets that a CSV is UTF-8
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_IS_REFUSED = _("“%(text)s” looks like a formula. Write a plain text or a number.")


def is_formula(value: Any) -> bool:
    """Whether a spreadsheet would calculate a value instead of showing it."""
    return isinstance(value, str) and bool(FORMULA.match(value)) and not NUMBER.fullmatch(value)


def escaped(value: Any) -> Any:
    """Return a value as it may stand in a cell: numbers and dates as they are, a would-be formula as text."""
    return f"'{value}" if isinstance(value, str) and is_formula(value.lstrip("'")) else value


def unescaped(value: Any) -> Any:
    """Return a value as it was before `escaped`: what we exported may be imported again."""
    return value[1:] if isinstance(value, str) and value[:1] == "'" and is_formula(value.lstrip("'")) else value


def as_csv(rows: Iterable[Sequence[Any]], *, end: str = "\r\n") -> str:
    """Return rows as CSV text, every would-be formula escaped."""
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows([escaped(value) for value in row] for row in rows)
    return out.getvalue()


def as_xlsx(rows: Iterable[Sequence[Any]], *, title: str = "") -> bytes:
    """Return rows as an XLSX file of one sheet, every would-be formula escaped; no cell of it calculates."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title or None)
    for row in rows:
        sheet.append([_xlsx_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, NOT_IN_XLSX.sub("", escaped(value))[:LONGEST])
    cell.data_type = "s"  # openpyxl would make a formula of a leading "="
    return cell
