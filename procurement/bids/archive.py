"""The record of an opening as a document: who opened, when, and what was read out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.archive import contents as say
from core.archive.contents import Contents
from core.archive.kinds import archived
from core.archive.services import order
from core.audit.outbox import handles
from core.kept import read_kept
from core.money import display
from procurement.bids.models import OpeningRecord
from procurement.tenders.archive import party
from procurement.tenders.terms import Terms, terms_of


@archived("opening", _("Record of the opening"), OpeningRecord, readable=OpeningRecord.objects.readable_by)
def contents(record: OpeningRecord) -> Contents:
    """What was read out of every bid, in the order of the record."""
    tender, terms = record.tender, terms_of(record.tender.method)
    return Contents(
        title=f"{terms.opening}记录",
        subject=tender.title,
        number=tender.ocid,
        buyer=tender.buyer.name,
        at=record.at,
        blocks=[
            *say.facts(
                [
                    ("采购人", party(tender.buyer)),
                    (terms.deadline, say.instant(tender.deadline)),
                    (f"{terms.opening}时间", say.instant(record.at)),
                    ("监督方开启人", record.opened_by_b.name),
                    ("采购人开启人", record.opened_by_a.name),
                    (f"开启的{terms.offer}", f"{len(record.rows)}份"),
                ]
            ),
            *say.numbered(
                [
                    (terms.read_out, _read_out(record.rows, terms)),
                    (f"密封{terms.offer}的接收时间与指纹", _fingerprints(record.rows)),
                ]
            ),
        ],
    )


@handles("tender.bids_opened")
def put_away(payload: dict[str, Any]) -> None:
    """Archive the record of an opening."""
    record = OpeningRecord.objects.of_tender(payload["tender"])
    if record is not None:
        order("opening", record.pk)


def _read_out(rows: list[dict[str, Any]], terms: Terms) -> list[Any]:
    has_lots = any(row["lot"] for row in rows)
    lines = [
        [
            *([row["lot"]] if has_lots else []),
            f"{row['supplier']}\n{row['credit_code']}",
            f"无法读取：{read_kept(row['unreadable'])}" if row["unreadable"] else display(row["price_fen"]),
            f"{row['term_months']}个月" if row["term_months"] else "",
        ]
        for row in rows
    ]
    columns = [
        *([say.column("标包")] if has_lots else []),
        say.column("供应商", 4),
        say.column(terms.offer_price, 2, right=True),
        say.column("服务期", right=True),
    ]
    return say.table(columns, lines)


def _fingerprints(rows: list[dict[str, Any]]) -> list[Any]:
    lines = [
        (
            row["supplier"] if not row["lot"] else f"{row['lot']} {row['supplier']}",
            f"{say.instant(row['received_at'], seconds=True)}\n{row['sha256']}",
        )
        for row in rows
    ]
    return say.table([say.column("供应商", 2), say.column("接收时间与指纹", 5)], lines)
