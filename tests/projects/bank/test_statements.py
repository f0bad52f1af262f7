"""Bank statements: each line acts once, what differs is listed with what to do, a bad file changes nothing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook

from accounts.models import Notification
from config.settings.files import places
from core.audit.outbox import relay
from payments.ledger.models import LedgerTransaction
from payments.ledger.services import check
from projects.bank.models import BankLine, BankStatement
from projects.bank.reading import Unreadable, read_statement
from projects.contracts.models import Contract
from projects.payouts.models import Payout
from projects.payouts.services import Invoice, approve_payout, request_payout, send_payout
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.milestones import MilestoneFactory
from tests.pages import Browser, queries_of, statuses
from tests.projects.story import Story, begin

ON = date(2026, 6, 15)
HEAD = "日期,流水号,支付令号,金额,收款人,状态,摘要"
LINE = "2026-06-20,S1,ZF1,90000.00,,成功,"


def file(*lines: str, head: str = HEAD) -> bytes:
    return "\r\n".join((head, *lines)).encode()


def workbook() -> bytes:
    """A statement of one line that a spreadsheet has saved."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["交易日期", "凭证号", "付款单号", "金额"])
    sheet.append(["20260620", 1234567890, 42, 90000.5])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook by their names."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """The workbook of some parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def cut(parts: dict[str, bytes], name: str) -> dict[str, bytes]:
    """The parts with half of one."""
    return {**parts, name: parts[name][: len(parts[name]) // 2]}


class TestReading:
    def test_csv_of_a_chinese_bank(self) -> None:
        content = "\r\n".join((HEAD, '2026年6月20日,S1,ZF1,"90,000.00",和谐社工,退回,账号有误')).encode("gb18030")
        [row] = read_statement(content)
        assert (row.booked_on.isoformat(), row.amount_fen, row.is_returned) == ("2026-06-20", 9_000_000, True)
        assert (row.row, row.payee_name, row.remark) == (2, "和谐社工", "账号有误")

    def test_xlsx_with_numbers_for_texts(self) -> None:
        [row] = read_statement(workbook())
        assert (row.serial, row.order_number, row.amount_fen, row.is_returned) == ("1234567890", "42", 9_000_050, False)

    @pytest.mark.parametrize(
        "damage",
        [
            pytest.param(lambda parts: cut(parts, "xl/worksheets/sheet1.xml"), id="half-a-sheet"),
            pytest.param(lambda parts: {**parts, "xl/workbook.xml": b"<a"}, id="no-book"),
            pytest.param(lambda parts: {**parts, "[Content_Types].xml": b""}, id="no-types"),
            pytest.param(lambda parts: {**parts, "xl/styles.xml": b"<styleSheet><x/>"}, id="no-styles"),
            pytest.param(lambda parts: {"a.txt": b"x"}, id="archive"),
        ],
    )
    def test_a_broken_workbook_is_refused(self, damage: Callable[[dict[str, bytes]], dict[str, bytes]]) -> None:
        with pytest.raises(Unreadable, match="neither CSV nor XLSX"):
            read_statement(packed(damage(unpacked(workbook()))))

    @pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
    def test_a_damaged_archive_is_refused(self, name: str) -> None:
        content = bytearray(workbook())
        with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
            at = archive.getinfo(name).header_offset + 100
        content[at : at + 40] = b"\xff" * 40
        with pytest.raises(Unreadable, match="neither CSV nor XLSX"):
            read_statement(bytes(content))

    def test_a_sheet_that_says_to_be_wide_costs_no_more(self) -> None:
        parts = unpacked(workbook())
        name = "xl/worksheets/sheet1.xml"
        rows = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (row, row) for row in range(3, 2_000))
        wide = parts[name].replace(b"</sheetData>", rows + b"</sheetData>")
        parts[name] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD20000"', wide)
        began = process_time()
        [row] = read_statement(packed(parts))
        assert row.serial == "1234567890"
        assert process_time() - began < 1  # an honest sheet of that length takes 0.05 s, each cell of this one 10 s

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "The file is empty"),
            (file(), "no rows"),
            (file(LINE, head="日期,金额"), "流水号、支付令号"),
            (file(LINE, LINE), "Row 3: the serial number stands in row 2 already"),
            (file(LINE, "20 June,S2,ZF2,1.00,,成功,"), "Row 3: “20 June” is not a day"),
            (file("2026-06-20,S2,ZF2,1.001,,成功,"), "Row 2: “1.001” is not an amount"),
            (file("2026-06-20,S2,ZF2,0,,成功,"), "Row 2: “0” is not an amount"),
            (file("2026-06-20,S2,ZF2,NaN,,成功,"), "is not an amount"),
            (file("2026-06-20,S2,ZF2,1.00,,或许,"), "“或许” is neither paid nor sent back"),
            (file("2026-06-20,S2,ZF2,1.00,=1+1,成功,"), "looks like a formula"),
            (file("2026-06-20,,ZF2,1.00,,成功,"), "1 to 40 characters"),
            (b"PK\x03\x04 not a sheet", "neither CSV nor XLSX"),
            (b"\xff\xfe\x00\x01", "neither CSV nor XLSX"),
        ],
    )
    def test_what_is_not_understood_is_refused_with_its_row(self, content: bytes, sentence: str) -> None:
        with pytest.raises(Unreadable) as refused:
            read_statement(content)
        assert sentence in str(refused.value)


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_RUNNING)
    return begin()


@pytest.fixture
def contract(story: Story) -> Any:
    return story.contract(in_force=True)


def ordered(story: Story, contract: Contract, number: int = 1) -> Payout:
    """A payment of 90,000 whose order lies at the treasury."""
    milestone = MilestoneFactory.create(contract=contract, accepted=True)
    bill = Invoice(number=f"2400000{number}", on=ON, amount_fen=9_000_000, file_name="发票.pdf")
    payout = request_payout(milestone.pk, invoice=bill, by=story.cast.supplier)
    approve_payout(payout.pk, by=story.cast.approver)
    return send_payout(payout.pk, order_number=f"ZF{number}", by=story.cast.finance)


def hand_in(person: Any, content: bytes, buyer: int, **more: Any) -> Any:
    upload = SimpleUploadedFile("对账单.csv", content)
    return Browser(person).post("bank_import", file=upload, buyer=buyer, **more)


def files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def state(payout: Payout) -> str:
    return str(Payout.objects.get(pk=payout.pk).state)


@pytest.mark.django_db
class TestComparing:
    def test_the_banks_own_file_is_kept_for_those_who_may_read_it(
        self, story: Story, contract: Contract, settings: Any, tmp_path: Any
    ) -> None:
        settings.STORAGES = places(tmp_path)
        ordered(story, contract)
        content = file(LINE)
        hand_in(story.cast.finance, content, contract.buyer_id)
        statement = BankStatement.objects.get()
        answer = Browser(story.cast.finance).get("bankstatement_file", statement.pk)
        assert b"".join(answer.streaming_content) == content
        assert statement.path not in Browser(story.cast.finance).get("bank").content.decode()
        people = {who: getattr(story.cast, who) for who in ("supplier", "stranger", "resident")}
        assert set(statuses(people, "bankstatement_file", statement.pk).values()) == {404}
        kept = files_below(tmp_path)
        assert hand_in(story.cast.finance, content, contract.buyer_id).status_code == 409
        assert files_below(tmp_path) == kept  # what is refused leaves no file

    def test_a_payment_that_arrived_is_recorded_with_its_voucher(self, story: Story, contract: Contract) -> None:
        payout = ordered(story, contract)
        assert hand_in(story.cast.finance, file(LINE), contract.buyer_id).status_code == 302
        paid = Payout.objects.get(pk=payout.pk)
        assert (paid.state, paid.voucher_number) == ("PAID", "S1")
        assert paid.paid_on == ON  # the bank books on a day to come
        assert BankLine.objects.get().state == "MATCHED"
        assert check() == []

    def test_a_payment_that_was_sent_back_fails_and_may_be_asked_for_again(
        self, story: Story, contract: Contract
    ) -> None:
        payout = ordered(story, contract)
        hand_in(story.cast.finance, file("2026-06-20,S1,ZF1,90000.00,,退回,账号有误"), contract.buyer_id)
        failed = Payout.objects.get(pk=payout.pk)
        assert (failed.state, failed.why) == ("FAILED", "账号有误")
        bill = Invoice(number="24000009", on=ON, amount_fen=9_000_000, file_name="发票.pdf")
        again = request_payout(payout.milestone_id, invoice=bill, by=story.cast.supplier)
        assert again.state == "REQUESTED"

    def test_why_it_was_sent_back_is_said_in_the_readers_language(self, story: Story, contract: Contract) -> None:
        payout = ordered(story, contract)
        with translation.override("zh-hans"):
            upload = SimpleUploadedFile("对账单.csv", file("2026-06-20,S1,ZF1,90000.00,,退回,"))
            given = {"file": upload, "buyer": contract.buyer_id}
            Browser(story.cast.finance).client.post(reverse("bank_import"), given)
            relay()
        assert Payout.objects.get(pk=payout.pk).why == "The bank sent the payment back."
        told = Notification.objects.filter(topic="payout.failed").first()
        assert told is not None
        assert "The bank sent the payment back." in told.text
        with translation.override("zh-hans"):
            assert Payout.objects.get(pk=payout.pk).why == translation.gettext("The bank sent the payment back.")

    def test_the_same_file_and_the_same_line_act_once(self, story: Story, contract: Contract) -> None:
        ordered(story, contract)
        hand_in(story.cast.finance, file(LINE), contract.buyer_id)
        booked = LedgerTransaction.objects.count()
        assert hand_in(story.cast.finance, file(LINE), contract.buyer_id).status_code == 409
        assert hand_in(story.cast.finance, file(LINE, ""), contract.buyer_id).status_code == 302
        assert (BankStatement.objects.count(), BankLine.objects.count()) == (2, 1)
        assert LedgerTransaction.objects.count() == booked

    @pytest.mark.parametrize(
        ("line", "difference"),
        [
            ("2026-06-20,S1,ZF404,90000.00,,成功,", "NO_ORDER"),
            ("2026-06-20,S1,ZF1,89999.99,,成功,", "AMOUNT"),
            ("2026-06-20,S1,ZF1,90000.00,别家公司,成功,", "PAYEE"),
        ],
    )
    def test_what_differs_moves_nothing_and_waits(
        self, story: Story, contract: Contract, line: str, difference: str
    ) -> None:
        payout = ordered(story, contract)
        hand_in(story.cast.finance, file(line), contract.buyer_id)
        found = BankLine.objects.get()
        assert (found.state, found.difference, state(payout)) == ("DIFFERENT", difference, "SENT")
        page = Browser(story.cast.finance).get("bank").content.decode()
        assert str(found.what_to_do) in page.replace("&#x27;", "'")
        assert "Find out why the bank" in Browser(story.cast.finance).get("desk").content.decode()

    def test_a_line_agrees_once_its_cause_is_mended(self, story: Story, contract: Contract) -> None:
        hand_in(story.cast.finance, file(LINE), contract.buyer_id)
        line = BankLine.objects.get()
        finance = Browser(story.cast.finance)
        assert finance.post("bankline_match", line.pk).status_code == 409
        payout = ordered(story, contract)
        assert finance.post("bankline_match", line.pk).status_code == 302
        assert state(payout) == "PAID"

    def test_two_vouchers_for_one_payment_are_told(self, story: Story, contract: Contract) -> None:
        payout = ordered(story, contract)
        hand_in(story.cast.finance, file(LINE), contract.buyer_id)
        hand_in(story.cast.finance, file("2026-06-21,S2,ZF1,90000.00,,成功,"), contract.buyer_id)
        assert BankLine.objects.get(serial="S2").difference == "VOUCHER"
        assert Payout.objects.get(pk=payout.pk).voucher_number == "S1"

    def test_a_line_is_settled_by_hand_with_a_reason(self, story: Story, contract: Contract) -> None:
        hand_in(story.cast.finance, file(LINE), contract.buyer_id)
        line = BankLine.objects.get()
        finance = Browser(story.cast.finance)
        assert finance.post("bankline_settle", line.pk, sure="1").status_code == 422
        assert finance.post("bankline_settle", line.pk, reason="银行手续费。", sure="1").status_code == 302
        settled = BankLine.objects.get()
        assert (settled.state, settled.why, settled.settled_by) == ("SETTLED", "银行手续费。", story.cast.finance)

    def test_a_bad_row_keeps_the_whole_file_out(self, story: Story, contract: Contract) -> None:
        payout = ordered(story, contract)
        answer = hand_in(story.cast.finance, file(LINE, "x,S2,ZF2,1.00,,成功,"), contract.buyer_id)
        assert answer.status_code == 422
        assert "Row 3" in answer.content.decode()
        assert (BankLine.objects.count(), state(payout)) == (0, "SENT")

    def test_who_may(self, story: Story, contract: Contract) -> None:
        hand_in(story.cast.finance, file(LINE), contract.buyer_id)
        line = BankLine.objects.get()
        people = {name: getattr(story.cast, name) for name in ("officer", "supplier", "resident")}
        assert statuses(people, "bank_import") == {"officer": 403, "supplier": 403, "resident": 403}
        assert statuses(people, "bank") == {"officer": 200, "supplier": 403, "resident": 403}
        assert statuses(people, "bankline", line.pk) == {"officer": 200, "supplier": 404, "resident": 404}
        assert statuses(people, "bankline_match", line.pk, post={}) == {
            "officer": 403,
            "supplier": 404,
            "resident": 404,
        }
        assert hand_in(story.cast.finance, file(LINE, ""), contract.supplier_id).status_code == 422

    def test_many_lines_cost_the_page_no_more(self, story: Story, contract: Contract) -> None:
        hand_in(story.cast.finance, file(LINE), contract.buyer_id)
        before = queries_of(story.cast.finance, "bank")
        lines = [f"2026-06-20,T{number},ZF{number}9,1.00,,成功," for number in range(60)]
        hand_in(story.cast.finance, file(*lines), contract.buyer_id)
        assert queries_of(story.cast.finance, "bank") == before <= 15
