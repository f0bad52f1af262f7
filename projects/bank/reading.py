"""A bank's statement as it comes, CSV or XLSX: every row is understood, or the file is refused with its rows named."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from core.money import NotMoney, fen
from core.spreadsheets import is_formula, unescaped

MOST_ROWS = 20_000
LARGEST_SHEET = 200 * 1024 * 1024  # bytes an XLSX may unfold to
MOST_COLUMNS = 60  # that are looked at; a statement has a dozen
# What banks and treasuries call the columns.
COLUMNS: dict[str, tuple[str, ...]] = {
    "booked_on": ("日期", "交易日期", "记账日期", "入账日期", "date"),
    "serial": ("流水号", "凭证号", "交易流水号", "银行流水号", "serial", "voucher"),
    "order_number": ("支付令号", "付款单号", "支付凭证号", "业务编号", "order", "order_number"),
    "amount": ("金额", "支付金额", "交易金额", "借方金额", "amount"),
    "payee_name": ("收款人", "收款人名称", "对方户名", "payee"),
    "status": ("状态", "结果", "处理结果", "status"),
    "remark": ("摘要", "备注", "退回原因", "remark"),
}
NEEDED = ("booked_on", "serial", "order_number", "amount")
PAID = {"", "成功", "已支付", "已清算", "paid", "ok"}
RETURNED = {"退回", "退票", "失败", "已退回", "returned", "failed", "rejected"}
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日")


class Unreadable(ValueError):
    """The file is no statement that can be read; `faults` are sentences, each naming its row."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class BankRow:
    """One row, understood."""

    row: int
    booked_on: date
    serial: str
    order_number: str
    amount_fen: int
    payee_name: str
    is_returned: bool
    remark: str


def read_statement(content: bytes) -> list[BankRow]:
    """Return the rows of a statement; raises Unreadable, and then nothing of it is taken."""
    table = _xlsx(content) if content.startswith(b"PK\x03\x04") else _csv(content)
    head = next(table, None)
    if head is None:
        raise Unreadable([_("The file is empty.")])
    places = _places(head)
    rows: list[BankRow] = []
    faults: list[str] = []
    serials: dict[str, int] = {}
    for number, cells in enumerate(table, start=2):
        if number > MOST_ROWS:
            raise Unreadable([_("At most %(most)s rows are read at once. Split the file.") % {"most": MOST_ROWS}])
        if not any(_text(cell) for cell in cells):
            continue
        try:
            row = _row(number, {name: cells[at] if at < len(cells) else "" for name, at in places.items()})
            if row.serial in serials:
                raise ValueError(_("the serial number stands in row %(row)s already") % {"row": serials[row.serial]})
        except ValueError as wrong:
            faults.append(_("Row %(row)s: %(wrong)s.") % {"row": number, "wrong": wrong})
            continue
        serials[row.serial] = number
        rows.append(row)
    if faults:
        raise Unreadable(faults)
    if not rows:
        raise Unreadable([_("The file has a head and no rows.")])
    return rows


def _places(head: Iterable[Any]) -> dict[str, int]:
    names = [_text(cell).lower() for cell in head]
    places = {
        column: next((names.index(known) for known in known_names if known in names), -1)
        for column, known_names in COLUMNS.items()
    }
    missing = [COLUMNS[column][0] for column in NEEDED if places[column] < 0]
    if missing:
        raise Unreadable([_("The first row lacks these columns: %(names)s.") % {"names": "、".join(missing)}])
    return {column: at for column, at in places.items() if at >= 0}


def _row(number: int, cells: dict[str, Any]) -> BankRow:
    texts = {name: _text(cell) for name, cell in cells.items()}
    for name in ("serial", "order_number", "payee_name", "remark"):
        if is_formula(texts.get(name, "")):
            raise ValueError(_("“%(text)s” looks like a formula") % {"text": texts[name][:40]})
    status = texts.get("status", "").lower()
    if status not in PAID | RETURNED:
        raise ValueError(_("“%(status)s” is neither paid nor sent back") % {"status": status[:40]})
    for name in ("serial", "order_number"):
        if not 0 < len(texts[name]) <= 40:
            raise ValueError(_("the serial number and the order number have 1 to 40 characters"))
    return BankRow(
        row=number,
        booked_on=_day(cells["booked_on"]),
        serial=texts["serial"],
        order_number=texts["order_number"],
        amount_fen=_amount(cells["amount"]),
        payee_name=texts.get("payee_name", "")[:120],
        is_returned=status in RETURNED,
        remark=texts.get("remark", "")[:200],
    )


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a serial number that a spreadsheet took for a number
    return str(unescaped(str(cell))).strip()


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for form in DAYS:
        try:
            return datetime.strptime(_text(cell), form).date()  # noqa: DTZ007 -- a bank's day has no hour
        except ValueError:
            continue
    raise ValueError(_("“%(text)s” is not a day such as 2026-06-15") % {"text": _text(cell)[:40]})


def _amount(cell: Any) -> int:
    text = str(cell) if isinstance(cell, int | float) else _text(cell)
    try:
        minor = abs(fen(text.replace(",", "").replace("，", "").replace("¥", "").replace("￥", "").strip()))
    except NotMoney:
        minor = 0
    if not 0 < minor < 10**15:
        raise ValueError(_("“%(text)s” is not an amount in yuan") % {"text": text[:40]})
    return minor


def _csv(content: bytes) -> Iterator[list[Any]]:
    for code in ("utf-8-sig", "gb18030"):  # what Chinese banks write
        try:
            text = content.decode(code)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable([_("The file is neither CSV nor XLSX.")])
    if "\0" in text:
        raise Unreadable([_("The file is neither CSV nor XLSX.")])
    try:
        yield from csv.reader(io.StringIO(text, newline=""))
    except csv.Error as broken:
        raise Unreadable([_("The file is neither CSV nor XLSX.")]) from broken


def _xlsx(content: bytes) -> Iterator[list[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > LARGEST_SHEET:
                raise Unreadable([_("The file is too large.")])
        sheet: Any = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        sheet.reset_dimensions()  # what the file says about its size is not to be trusted
        for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
            yield list(row)
    except Unreadable:
        raise
    except Exception as broken:  # whatever a broken workbook makes the library stumble over
        raise Unreadable([_("The file is neither CSV nor XLSX.")]) from broken
