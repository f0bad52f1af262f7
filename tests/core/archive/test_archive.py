"""The archive: a document says what its record says, is made once, kept with its fingerprint, given to its readers."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pypdfium2
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client

from core.archive import press, services
from core.archive.models import ArchivedDocument
from core.archive.services import make_waiting, order
from core.audit.outbox import announce, relay
from procurement.awards.models import ResultNotice
from procurement.awards.notices import notice_of
from procurement.bids.models import OpeningRecord
from procurement.bids.rules import may_read_opening
from procurement.evaluations.models import Evaluation
from procurement.tenders.models import ScoringItem, Tender
from projects.milestones.models import Milestone
from tests.factories.awards import CHALLENGE_UNTIL, AwardFactory
from tests.factories.contracts import WHILE_RUNNING, ContractFactory
from tests.factories.evaluations import EvaluationFactory
from tests.factories.milestones import MilestoneFactory, WitnessOpinionFactory
from tests.factories.tenders import TenderFactory
from tests.pages import Browser
from tests.procurement.cast import assemble

pytestmark = pytest.mark.django_db


def pages_of(data: bytes) -> list[str]:
    """What a PDF says, page by page, without the ends of lines."""
    return [page.get_textpage().get_text_bounded().replace("\r\n", "") for page in pypdfium2.PdfDocument(data)]


def squeezed(words: str) -> str:
    """Words without gaps: the press sets thin ones between Chinese and figures, which are not characters."""
    return "".join(words.split())


def made(key: str, thing_id: int) -> tuple[ArchivedDocument, str]:
    """A document that was ordered and made, and all that it says."""
    order(key, thing_id)
    assert make_waiting() >= 1
    document = ArchivedDocument.objects.get(kind=key, thing_id=thing_id)
    return document, squeezed("".join(pages_of(bytes(document.data or b""))))


def of_record(document: ArchivedDocument) -> list[str]:
    """Every word of the record that the document was ordered with."""
    words = [document.source[name] for name in ("title", "subject", "number", "buyer", "at", "fingerprint", "address")]
    for block in document.source["blocks"]:
        words.append(block.get("text", ""))
        words += [column["title"] for column in block.get("columns", [])]
        for row in block.get("rows", []):
            words += [part for cell in (row.values() if isinstance(row, dict) else row) for part in _flat(cell)]
    return [squeezed(line) for word in words for line in str(word).split("\n") if line.strip()]


def _flat(cell: Any) -> list[str]:
    return cell if isinstance(cell, list) else [cell]


def opening(tender: Tender, at: Any = WHILE_RUNNING) -> OpeningRecord:
    cast = [tender.drafted_by, TenderFactory.create().drafted_by]
    row = {"lot": "", "bid": 1, "supplier": "和谐中心", "credit_code": "52141081MJ00000773", "price_fen": 59_800_000}
    more = {"term_months": 12, "sha256": "ab" * 32, "received_at": at.isoformat(), "unreadable": ""}
    return OpeningRecord.objects.create(
        tender=tender, opened_by_a=cast[0], opened_by_b=cast[1], at=at, rows=[{**row, **more}]
    )


def published_notice(method: str = "open_tender") -> ResultNotice:
    award = AwardFactory.create(confirmed=True)
    return ResultNotice.objects.create(
        award=award,
        lot=award.lot,
        content=notice_of(award, ends_on=CHALLENGE_UNTIL, challenge_until=CHALLENGE_UNTIL) | {"method": method},
        published_at=WHILE_RUNNING,
        ends_on=CHALLENGE_UNTIL,
    )


def accepted() -> Milestone:
    milestone = MilestoneFactory.create(accepted=True)
    WitnessOpinionFactory.create(milestone=milestone, opinion="护理员每周都来，很准时。")
    return milestone


def reported(method: str = "open_tender") -> Evaluation:
    """A signed report with everything that a report can hold."""
    bid = {"letter": "A", "supplier": "和谐中心", "credit_code": "52141081MJ00000773", "price": "598000.00"}
    line = {
        "letter": "A",
        "supplier": "和谐中心",
        "adjusted_price": "538200.00",
        "price_score": "10.00",
        "total": "91.50",
    }
    person = {
        "name": "邹明远",
        "kind": "expert",
        "expert": 1,
        "draw_position": 1,
        "leader": False,
        "recused": False,
        "why_recused": "",
    }
    score = {
        "member": "邹明远",
        "letter": "A",
        "item": "实施方案",
        "points": "13.50",
        "note": "很细",
        "stands_apart_because": "见附件",
    }
    low = {"supplier": "康宁公司", "rules": ["mean"], "answer": "自有场地", "accepted": False, "decision": "理由不足"}
    report = {
        "ocid": "ocds-linli1-2026-900001",
        "project": "绿化养护项目",
        "lot": "01 东片",
        "buyer": "路东街道办事处",
        "method": method,
        "review_on": "2026-04-14",
        "settled_at": "2026-04-14T15:00:00+08:00",
        "committee": [{**person, "leader": True}, {**person, "name": "柏青", "recused": True, "why_recused": "曾任职"}],
        "bids": [{**bid, "small_micro": True, "conforms": True, "why_invalid": ""}],
        "not_qualified": [{"supplier": "远山公司", "reason": "缺少登记证书"}],
        "scores": [score],
        "objective": [{"letter": "A", "item": "等级", "points": "5.00", "source": "登记等级4A", "by": "register"}],
        "low_prices": [low],
        "agreement_kendalls_w": "0.812",
        "ranking": [{**line, "points": {}, "rank": 1, "place": 1, "abnormally_low": [], "out": None}],
        "drawn_among_equals": [["A", "B"]],
        "because": [{"rule": "mean", "article": "87号令第五十五条", "text": "取算术平均值。"}],
    }
    return EvaluationFactory.create(reported=True, report=report, report_sha256="cd" * 32)


RECORDS: dict[str, Any] = {
    "tender": lambda: TenderFactory.create(open=True),
    "opening": lambda: opening(TenderFactory.create(open=True)),
    "report": reported,
    "result": published_notice,
    "contract": lambda: ContractFactory.create(in_force=True),
    "acceptance": accepted,
}


CONSULTED: dict[str, Any] = {
    "tender": lambda: TenderFactory.create(open=True, method="consultation"),
    "opening": lambda: opening(TenderFactory.create(open=True, method="consultation")),
    "report": lambda: reported("consultation"),
    "result": lambda: published_notice("consultation"),
}


@pytest.mark.parametrize("key", RECORDS)
def test_a_document_says_what_its_record_says(key: str, any_state: None) -> None:
    document, said = made(key, RECORDS[key]().pk)
    missing = [words for words in of_record(document) if words not in said]
    assert missing == []
    pages = pages_of(bytes(document.data or b""))
    for place, page in enumerate(pages, 1):
        words = squeezed(page)
        assert f"第{place}页，共{len(pages)}页" in words
        assert document.ocid in words
        assert squeezed(document.source["buyer"]) in words
        assert document.source_sha256 in words


@pytest.mark.parametrize(
    ("key", "titles"),
    [
        ("tender", ("公开招标文件", "竞争性磋商文件")),
        ("opening", ("开标记录", "响应文件开启记录")),
        ("report", ("评标报告", "评审报告")),
        ("result", ("中标结果公告", "成交结果公告")),
    ],
)
def test_a_consultation_is_not_spoken_of_as_a_tender(key: str, titles: tuple[str, str], any_state: None) -> None:
    words = re.compile("投标|评标|中标|开标")
    document = order(key, RECORDS[key]().pk)
    assert document.source["title"] == titles[0]
    assert any(words.search(line) for line in of_record(document))
    other = order(key, CONSULTED[key]().pk)
    assert other.source["title"] == titles[1]
    of_the_buyer = set(ScoringItem.objects.values_list("name_zh", flat=True))
    assert [line for line in of_record(other) if words.search(line) and line not in of_the_buyer] == []


def test_the_notice_says_which_letter_has_won(any_state: None) -> None:
    notice = published_notice()
    letter = notice.content["winner_letter"]
    assert letter == notice.award.evaluation.blind_names.get(bid=notice.award.bid).letter
    _document, said = made("result", notice.pk)
    assert said.count(f"{letter}（中标）") == 1


def test_the_file_is_tagged_titled_and_in_chinese(any_state: None) -> None:
    document, _said = made("tender", TenderFactory.create(open=True, title="紫南社区居家养老服务").pk)
    data = bytes(document.data or b"")
    read = pypdfium2.PdfDocument(data)
    assert read.get_metadata_dict()["Title"] == "公开招标文件：紫南社区居家养老服务"
    assert pypdfium2.raw.FPDFCatalog_IsTagged(read.raw)
    for claim in ("<dc:language><rdf:Bag><rdf:li>zh-CN<", "<pdfaid:part>2<", "<pdfuaid:part>1<"):
        assert claim.encode() in data
    assert {tuple(round(side) for side in page.get_size()) for page in read} == {(595, 842)}


def test_the_same_words_give_the_same_bytes_and_the_fingerprint_is_archived(any_state: None) -> None:
    document, _said = made("contract", ContractFactory.create(in_force=True).pk)
    data = bytes(document.data or b"")
    assert press.print_pdf(document.source) == data
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert document.size == len(data)
    assert document.maker.startswith("typst ")


def test_it_is_ordered_once_made_once_and_never_changed(any_state: None) -> None:
    tender = TenderFactory.create(open=True)
    document, _said = made("tender", tender.pk)
    assert order("tender", tender.pk) == document
    assert make_waiting() == 0
    for change in ({"data": b"%PDF"}, {"sha256": "0" * 64}, {"source": {}}, {"made_at": None}):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            ArchivedDocument.objects.filter(pk=document.pk).update(**change)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        document.delete()


def test_what_was_ordered_is_what_is_made_though_the_record_goes_on(any_state: None) -> None:
    tender = TenderFactory.create(open=True, objective="先前的目标")
    order("tender", tender.pk)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ArchivedDocument.objects.update(source={"title": "另一份"})
    Tender.objects.filter(pk=tender.pk).update(objective="后来的目标")
    second = order("tender", tender.pk)
    assert second.edition == 2
    make_waiting()
    first = ArchivedDocument.objects.get(kind="tender", thing_id=tender.pk, edition=1)
    assert "先前的目标" in "".join(pages_of(bytes(first.data or b"")))
    second.refresh_from_db()
    assert "后来的目标" in "".join(pages_of(bytes(second.data or b"")))


def test_a_press_that_fails_is_tried_again_and_the_page_says_so(
    any_state: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = order("tender", TenderFactory.create(open=True).pk)
    browser = Browser()
    assert "takes a few seconds" in browser.get("archiveddocument", document.token).content.decode()

    def broken(values: dict[str, Any]) -> bytes:
        raise RuntimeError("no paper")

    with monkeypatch.context() as patched:
        patched.setattr(services, "print_pdf", broken)
        assert make_waiting() == 0
    document.refresh_from_db()
    assert (document.attempts, document.last_error) == (1, "RuntimeError: no paper")
    assert make_waiting() == 0, "it waits before it is tried again"
    page = browser.get("archiveddocument", document.token).content.decode()
    assert "tried again by itself" in page
    assert browser.get("archiveddocument_file", document.token).status_code == 404
    ArchivedDocument.objects.update(due_at=document.ordered_at)
    assert make_waiting() == 1
    assert browser.get("archiveddocument_file", document.token).status_code == 200


@pytest.mark.parametrize(
    ("topic", "name", "key"),
    [
        ("tender.published", "tender", "tender"),
        ("tender.amended", "tender", "tender"),
        ("evaluation.reported", "evaluation", "report"),
        ("contract.signed", "contract", "contract"),
        ("milestone.accepted", "milestone", "acceptance"),
    ],
)
def test_the_change_orders_it_after_its_commit(topic: str, name: str, key: str, any_state: None) -> None:
    thing = RECORDS[key]()
    facts = {"ocid": thing.ocid, "title": "", "buyer": 0, "supplier": 0, "people": [], "deadline": ""}
    announce(topic, str(thing.pk), **{**facts, name: thing.pk})
    assert not ArchivedDocument.objects.exists(), "nothing is made inside the change"
    relay()
    assert ArchivedDocument.objects.get().kind == key
    assert ArchivedDocument.objects.get().made_at is None, "the press is rung, nobody waits for it"


def test_opening_and_result_are_ordered_by_their_words(any_state: None) -> None:
    record, notice = RECORDS["opening"](), RECORDS["result"]()
    announce("tender.bids_opened", "1", tender=record.tender_id, ocid=record.ocid)
    announce("award.published", "1", award=notice.award_id, ocid="", lot=notice.lot_id)
    relay()
    assert set(ArchivedDocument.objects.values_list("kind", "thing_id")) == {
        ("opening", record.pk),
        ("result", notice.pk),
    }


@pytest.mark.parametrize("key", ["tender", "result", "contract", "acceptance"])
def test_what_is_public_is_given_to_everybody(key: str, any_state: None) -> None:
    document, _said = made(key, RECORDS[key]().pk)
    answer = Client().get(f"/en/archive/{document.token}/file/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert hashlib.sha256(answer.content).hexdigest() == document.sha256


@pytest.mark.parametrize("key", ["opening", "report"])
def test_what_is_not_public_is_not_there_for_strangers(key: str, any_state: None) -> None:
    document, _said = made(key, RECORDS[key]().pk)
    assert Client().get(f"/en/archive/{document.token}/file/").status_code == 404
    page = Client().get(f"/en/archive/{document.token}/").content.decode()
    assert document.sha256 in page, "whoever holds it may compare it"
    assert document.source["subject"] not in page
    assert not ArchivedDocument.objects.readable_by(AnonymousUser()).exists()


def test_a_contract_is_the_parties_own_until_it_is_published(any_state: None) -> None:
    contract = ContractFactory.create(signed=True)
    document, _said = made("contract", contract.pk)
    assert Client().get(f"/en/archive/{document.token}/file/").status_code == 404
    person = contract.signatures.first().by
    assert Browser(person).get("archiveddocument_file", document.token).status_code == 200


def test_the_record_of_an_opening_is_read_by_those_to_whom_it_was_read_out(any_state: None) -> None:
    cast = assemble()
    tender = TenderFactory.create(open=True, buyer=cast.office, plan_item__area=cast.community)
    record = opening(tender)
    for name, person in {**cast.people, "nobody": AnonymousUser()}.items():
        readable = OpeningRecord.objects.readable_by(person).filter(pk=record.pk).exists()
        assert readable == may_read_opening(person, tender), name


def test_verify_names_what_does_not_hold(any_state: None, unguarded: Any, capsys: pytest.CaptureFixture[str]) -> None:
    made("tender", TenderFactory.create(open=True).pk)
    call_command("archive", "verify")
    assert "1 documents hold" in capsys.readouterr().out
    with unguarded():
        ArchivedDocument.objects.update(data=b"%PDF-1.7 another")
    with pytest.raises(CommandError, match="its file is not the one that was made"):
        call_command("archive", "verify")
