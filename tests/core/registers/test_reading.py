"""Files that people upload: what is read, what is refused, and that nothing in them acts."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from core.registers import reading
from core.registers.reading import read_table
from core.registers.tables import MOST_ROWS, NotATable
from core.registers.writing import as_csv, as_xlsx
from core.spreadsheets import STARTS

TEXT = "代码,名称\n0351,紫南社区\n\n0352,“紫北”社区\n"


def workbook(*rows: list[Any], merge: str = "") -> bytes:
    """A workbook of one sheet, as a spreadsheet saves it."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(**parts: bytes) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_csv_is_read_in_every_encoding_that_people_save(encoding: str, ending: str) -> None:
    table = read_table("a.csv", TEXT.replace("\n", ending).encode(encoding))
    assert list(table.header) == ["代码", "名称"]
    assert [(number, list(cells)) for number, cells in table.rows] == [
        (2, ["0351", "紫南社区"]),
        (4, ["0352", "“紫北”社区"]),
    ]
    assert (table.empty, list(table.faults)) == (1, [])


@pytest.mark.parametrize("sign", [";", "\t"])
def test_other_signs_between_the_cells_are_seen_in_the_header(sign: str) -> None:
    table = read_table("a.csv", TEXT.replace(",", sign).encode())
    assert list(table.rows[0][1]) == ["0351", "紫南社区"]


def test_a_workbook_says_the_same_as_its_csv() -> None:
    table = read_table(
        "a.xlsx", workbook(["代码", "名称"], ["0351", "紫南社区"], [None, None], [352, True], [1.5, "x"])
    )
    assert [(number, list(cells)) for number, cells in table.rows] == [
        (2, ["0351", "紫南社区"]),
        (4, ["352", "是"]),
        (5, ["1.5", "x"]),
    ]


def test_a_formula_is_a_surprise_wherever_it_stands() -> None:
    table = read_table("a.xlsx", workbook(["代码", "名称"], ["1", "=1+1"]))
    assert [(fault.row, fault.column) for fault in table.faults] == [(2, "B")]
    for sign in STARTS:
        table = read_table("a.csv", f'代码,名称\n1,"{sign}cmd"\n'.encode())
        assert [(fault.row, fault.column) for fault in table.faults] == [(2, "B")], sign


def test_a_number_with_its_sign_is_none() -> None:
    assert list(read_table("a.csv", "代码,名称\n-5,+86\n".encode()).faults) == []


def test_merged_cells_are_named() -> None:
    table = read_table("a.xlsx", workbook(["代码", "名称"], ["1", "a"], ["2", "b"], merge="A2:A3"))
    assert [(fault.row, "A2:A3" in fault.sentence) for fault in table.faults] == [(2, True)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("blank.csv", b" \n\n"),
        ("header.csv", "代码,名称\n".encode()),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("quoted.csv", '代码,名称\n1,"紫南\n'.encode()),
        ("archive.xlsx", packed(a=b"1")),
        ("half.xlsx", workbook(["代码"], ["1"])[:300]),
        ("macro.xlsx", packed(**{"[Content_Types].xml": b"<a/>", "xl/vbaProject.bin": b"1"})),
        ("bomb.xlsx", packed(**{"[Content_Types].xml": b"<a/>", "xl/worksheets/sheet1.xml": b"0" * 30_000_000})),
        ("parts.xlsx", packed(**{"[Content_Types].xml": b"<a/>", **{f"a{n}": b"1" for n in range(300)}})),
        ("large.csv", b"a,b\n" + b"1,2\n" * 600_000),
        ("long.csv", b"a,b\n" + b"1,2\n" * (MOST_ROWS + 1)),
        ("far.csv", b"a,b\n" + b"\n" * 20_000 + b"1,2\n"),
        ("wide.csv", ",".join(f"c{n}" for n in range(60)).encode() + b"\n1\n"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused_with_a_sentence(name: str, content: bytes) -> None:
    with pytest.raises(NotATable) as refused:
        read_table(name, content)
    assert str(refused.value).endswith(".")


def test_an_entity_that_swells_is_refused() -> None:
    good = zipfile.ZipFile(io.BytesIO(workbook(["代码"], ["1"])))
    parts = {name: good.read(name) for name in good.namelist()}
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d "&b;&b;">]>'
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = bomb + parts[sheet].split(b"?>", 1)[-1].replace(b"<v>1</v>", b"<v>&d;</v>")
    with pytest.raises(NotATable):
        read_table("a.xlsx", packed(**parts))


def test_a_sheet_that_lies_about_its_size_is_read_as_far_as_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_LINES", 3)
    with pytest.raises(NotATable):
        read_table("a.xlsx", workbook(["代码"], *[["1"]] * 5))


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_a_file_of_ours_is_read_again(write: Any) -> None:
    rows = [["0351", "=1+1"], ["-5", "@紫南"], ["'", "＝x"], ["a", "'=x"]]
    table = read_table("a", write(["代码", "名称"], rows))
    assert [list(cells) for _number, cells in table.rows] == rows
    assert list(table.faults) == []
