"""The tender as a document: everything that a bidder has to know, with the whole sheet and its scales."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.archive import contents as say
from core.archive.contents import Block, Contents
from core.archive.kinds import archived
from core.archive.services import order
from core.audit.outbox import handles
from core.money import display
from procurement.tenders.models import ScoringItem, Tender
from procurement.tenders.models_sheet import ItemKind
from procurement.tenders.terms import terms_of

JUDGED = {
    ItemKind.PRICE: "按价格公式计算",
    ItemKind.OBJECTIVE: "客观分，全体评委一致",
    ItemKind.SUBJECTIVE: "评委各自评分",
}
COUNTS = {"best": "得", "sum": "加", "each": "每项加", "deduct": "每项扣"}


@archived("tender", _("Tender document"), Tender)
def contents(tender: Tender) -> Contents:
    """The document as it was published."""
    terms = terms_of(tender.method)
    return Contents(
        title=terms.document,
        subject=tender.title,
        number=tender.ocid,
        buyer=tender.buyer.name,
        at=tender.published_at or tender.submitted_at,  # type: ignore[arg-type]
        blocks=[*say.facts(_facts(tender)), *say.numbered(_parts(tender))],
    )


@handles("tender.published")
@handles("tender.amended")
def put_away(payload: dict[str, Any]) -> None:
    """Archive it when it is published, and again as a new edition when it is amended."""
    order("tender", payload["tender"])


def party(organisation: Any) -> str:
    """An organisation with its credit code."""
    return f"{organisation.name}（{organisation.credit_code}）"


def lot_name(code: str, title: str) -> str:
    """A lot as documents name it."""
    return f"{code} {title}".strip()


def _facts(tender: Tender) -> list[tuple[str, Any]]:
    deduction, terms = tender.small_micro_deduction, terms_of(tender.method)
    return [
        ("采购人", party(tender.buyer)),
        *([("采购代理机构", party(tender.agency))] if tender.agency else []),
        ("项目编号", tender.ocid),
        ("服务区域", tender.plan_item.area.name),
        ("采购方式", terms.method),
        ("预算金额", _money(tender.budget_fen)),
        *([("最高限价", _money(tender.ceiling_fen))] if tender.ceiling_fen else []),
        ("服务期限", tender.term_text or (f"{tender.term_months}个月" if tender.term_months else "")),
        (terms.deadline, say.instant(tender.deadline)),
        *([("小微企业价格扣除", f"{say.number(deduction * 100)}%")] if deduction else []),
        (terms.deposit, _share(tender.deposit_percent, "不收取")),
        ("履约保证金", _share(tender.performance_deposit_percent, "不收取")),
    ]


def _parts(tender: Tender) -> list[tuple[str, list[Block]]]:
    lots, terms = list(tender.lots.all()), terms_of(tender.method)
    listed = [
        (lot_name(lot.code, lot.title), _money(lot.budget_fen), _money(lot.ceiling_fen), lot.winners) for lot in lots
    ]
    lot_columns = [say.column("标包", 3), say.column("预算", right=True), say.column("最高限价", right=True)]
    return [
        ("采购目标", say.text(tender.objective)),
        ("服务要求", say.text(tender.requirements)),
        ("服务范围", say.text(tender.scope)),
        ("预期效果", say.text(tender.expected_effect)),
        ("供应商资格条件", say.text(_listed(tender.qualification))),
        ("供应商须提交的材料", say.text(_listed(tender.documents_asked))),
        (
            "标包",
            say.table([*lot_columns, say.column(f"{terms.won}家数", right=True)], listed) if len(lots) > 1 else [],
        ),
        ("评分标准", _sheet(tender)),
        ("履约节点与付款", _milestones(tender)),
    ]


def _sheet(tender: Tender) -> list[Block]:
    rows: list[Any] = []
    for section in tender.sections.all():
        rows.append(say.group(section.name_zh, say.number(section.weight)))
        rows += [[item.name_zh, _scale(item), say.number(item.weight)] for item in section.items.all()]
    return say.table([say.column("评审因素", 3), say.column("评分办法", 6), say.column("分值", right=True)], rows)


def _scale(item: ScoringItem) -> str:
    """How the points of a line are earned, an entry a line, in points instead of percents."""
    how = JUDGED.get(ItemKind(item.kind), "") if item.kind else ""
    entries = [_entry(entry, item.weight) for entry in item.scale]
    return "\n".join(line for line in (how, *entries, item.note) if line)


def _entry(entry: dict[str, Any], weight: Decimal | None) -> str:
    points = _of(entry.get("points_percent"), weight)
    cap = _of(entry.get("cap_percent"), weight)
    earned = f"{COUNTS.get(str(entry.get('mode')), '得')}{points}分" if points else ""
    return f"{entry.get('condition_zh', '')}：{earned}{f'，最高{cap}分' if cap else ''}".rstrip("：")


def _of(percent: Any, weight: Decimal | None) -> str:
    if percent in (None, "") or weight is None:
        return ""
    return say.number((Decimal(str(percent)) * weight / 100).quantize(Decimal("0.01")))


def _milestones(tender: Tender) -> list[Block]:
    rows = [
        (
            one.title,
            "\n".join(f"{out.get('zh', '')}：{out.get('target') or ''}{out.get('unit') or ''}" for out in one.outputs),
            f"{one.due_after_days}天",
            f"{say.number(one.percent)}%" if one.percent is not None else "",
        )
        for one in tender.milestones.all()
    ]
    columns = [
        say.column("履约节点", 3),
        say.column("交付成果", 4),
        say.column("合同开始后", right=True),
        say.column("付款比例", right=True),
    ]
    waits = f"每个履约节点款项的{say.number(tender.performance_percent)}%为绩效款，依据居民评价结果支付。"
    return [*say.table(columns, rows), *say.text(waits)] if rows else []


def _listed(rows: list[Any]) -> str:
    named = [str(row.get("zh", "")) if isinstance(row, dict) else str(row) for row in rows]
    return "\n".join(f"（{place}）{name}" for place, name in enumerate(named, 1))


def _money(fen: int | None) -> str:
    return display(fen) if fen else ""


def _share(percent: Decimal, none: str) -> str:
    return f"{say.number(percent)}%" if percent else none
