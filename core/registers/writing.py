"""Writing a table for people who open it in a spreadsheet: CSV that Excel reads at once, or XLSX; never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from core.spreadsheets import CSV_TYPE, MARK, XLSX_TYPE, escaped
from core.spreadsheets import as_csv as written

CONTENT_TYPES = {"xlsx": XLSX_TYPE, "csv": CSV_TYPE}
HEAD = PatternFill("solid", fgColor="E8EEF2")
LONGEST_LIST = 255  # signs that a spreadsheet lets a list of choices have


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return UTF-8 with the mark by which Excel knows it."""
    return f"{MARK}{written([header, *rows])}".encode()


def as_xlsx(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    choices: Sequence[Sequence[str]] = (),
    notes: Sequence[Sequence[str]] = (),
    notes_title: str = "",
) -> bytes:
    """Return a workbook of text cells, with lists to choose from and a second sheet of notes where they are given."""
    book = Workbook()
    sheet = book.active
    sheet.append(list(header))
    for row in rows:
        sheet.append([escaped(ILLEGAL_CHARACTERS_RE.sub("", cell)) for cell in row])
    for place, _title in enumerate(header, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 22
        sheet.column_dimensions[letter].number_format = "@"  # a code typed here keeps its zeros
        sheet[f"{letter}1"].font, sheet[f"{letter}1"].fill = Font(bold=True), HEAD
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.data_type, cell.number_format = "s", "@"
    sheet.freeze_panes = "A2"
    for place, listed in enumerate(choices, 1):
        joined = ",".join(listed)
        if listed and len(joined) <= LONGEST_LIST and not any("," in one for one in listed):
            rule = DataValidation(type="list", formula1=f'"{joined}"', allow_blank=True)
            sheet.add_data_validation(rule)
            rule.add(f"{get_column_letter(place)}2:{get_column_letter(place)}2001")
    if notes:
        second = book.create_sheet(notes_title)
        for line in notes:
            second.append(list(line))
        second.column_dimensions["A"].width, second.column_dimensions["B"].width = 28, 90
        for cells in second.iter_rows():
            for cell in cells:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
