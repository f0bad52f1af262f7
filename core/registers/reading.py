"""Reading a table that somebody uploads: XLSX, or CSV in UTF-8, UTF-16 or GB18030. What it is, its bytes say."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from core.registers.tables import MOST_COLUMNS, MOST_ROWS, Fault, NotATable, Table, tabled
from core.spreadsheets import is_formula, unescaped

MOST_BYTES = 2_000_000
MOST_UNPACKED = 20_000_000
MOST_PARTS = 200
MOST_LINES = 5 * MOST_ROWS  # empty ones included
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+\d+:[A-Z]+\d+)"')
UNTRUE = frozenset("\ufeff\u200b\u200c\u200d\u2060")  # signs without a width, which come along with a paste


def read_table(name: str, content: bytes) -> Table:
    """Return the table in a file; raises NotATable where it is none, and keeps what is wrong in single cells."""
    if len(content) > MOST_BYTES:
        raise NotATable(_("The file is larger than %(most)s MB: split it.") % {"most": MOST_BYTES // 1_000_000})
    if not content.strip():
        raise NotATable(_("The file is empty: download the template and fill it in."))
    if content.startswith(OLD_EXCEL):
        raise NotATable(_("This is an old or locked Excel file: save it as .xlsx without a password."))
    if content.startswith(b"PK"):
        return _read_workbook(name, content)
    return _read_text(name, _decoded(content))


def _decoded(content: bytes) -> str:
    """The text; GB18030 is what a Chinese Excel saves, and every text in UTF-8 is taken for what it is first."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(unicodedata.category(sign) in {"Cc", "Cn"} and sign not in "\t\r\n" for sign in text):
            return text
    raise NotATable(_("The file is neither a spreadsheet nor readable text: save it as .xlsx or as CSV."))


def _read_text(name: str, text: str) -> Table:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t，", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    faults: list[Fault] = []

    def lines() -> Iterator[tuple[int, list[str]]]:
        number = 1
        try:
            for cells in reader:
                yield number, [_said(cell, number, place, faults) for place, cell in enumerate(cells, 1)]
                number = reader.line_num + 1  # a row is known by the line in which it begins
                _not_too_long(number)
        except csv.Error as broken:
            raise NotATable(
                _("Row %(row)s is not CSV: a quotation mark is missing or too many.") % {"row": number}
            ) from broken

    return tabled(name, lines(), faults)


def _read_workbook(name: str, content: bytes) -> Table:
    try:
        _not_a_bomb(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet: Any = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
        if sheet is None:
            raise NotATable(_("The workbook has no sheet to read."))
        faults = _merged(content, sheet)
        return tabled(name, _sheet_lines(sheet, faults), faults)
    except NotATable:
        raise
    except DefusedXmlException as hostile:
        raise NotATable(_("The workbook holds what no spreadsheet writes: save it anew.")) from hostile
    except Exception as broken:  # whatever a broken workbook makes the library stumble over
        raise NotATable(_("The workbook is damaged: open it, save it as .xlsx and try again.")) from broken


def _not_a_bomb(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        if not any(part.filename == "[Content_Types].xml" for part in parts):
            raise NotATable(_("The file is an archive, not a spreadsheet: save it as .xlsx or as CSV."))
        if any(part.filename.endswith("vbaProject.bin") for part in parts):
            raise NotATable(_("The workbook holds macros: save it as .xlsx without them."))
        # A part never unpacks to more than it says here: the reader stops there.
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise NotATable(_("The workbook unpacks to too much: copy the rows into the template."))


def _merged(content: bytes, sheet: Any) -> list[Fault]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        xml = packed.read(sheet._worksheet_path.lstrip("/"))
    sentence = _("The cells %(cells)s are merged: split them and fill in each.")
    found = [reference.decode() for reference in MERGED.findall(xml)]
    return [Fault(int(re.findall(r"\d+", one)[0]), "", sentence % {"cells": one}) for one in found]


def _sheet_lines(sheet: Any, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what the file says about its size is not to be trusted
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
        _not_too_long(number)
        yield number, [_cell(cell, number, place, faults) for place, cell in enumerate(cells, 1)]


def _cell(cell: Any, row: int, place: int, faults: list[Fault]) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        faults.append(Fault(row, get_column_letter(place), _("The cell holds a formula: paste its value instead.")))
        return ""
    if cell.data_type == "e":
        faults.append(Fault(row, get_column_letter(place), _("The cell holds an error of the spreadsheet: mend it.")))
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")  # a number typed as 12 comes as 12.0
    return _said(str(value), row, place, faults)


def _said(cell: str, row: int, place: int, faults: list[Fault]) -> str:
    """What a cell says, as text; what looks like a formula is a surprise."""
    bare = cell.translate(dict.fromkeys(map(ord, UNTRUE)))
    if is_formula(bare):
        sentence = _("The cell begins like a formula: write an apostrophe (') before it if it is meant as text.")
        faults.append(Fault(row, get_column_letter(place), sentence))
    if any(unicodedata.category(sign) == "Cc" for sign in bare.strip()):
        sentence = _("The cell holds a line break or a sign that cannot be shown: type it on one line.")
        faults.append(Fault(row, get_column_letter(place), sentence))
        bare = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in bare)
    return unescaped(bare.strip())


def _not_too_long(number: int) -> None:
    if number > MOST_LINES:
        raise NotATable(_("The file has more than %(most)s rows: split it into several.") % {"most": MOST_ROWS})
