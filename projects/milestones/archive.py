"""The certificate of an acceptance as a document: planned, delivered, what service users say, and who accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.archive import contents as say
from core.archive.contents import Block, Contents
from core.archive.kinds import archived
from core.archive.services import order
from core.audit.outbox import handles
from core.money import display
from procurement.tenders.archive import party
from projects.milestones.forms import NOTE
from projects.milestones.guards import names_of_outputs
from projects.milestones.models import Milestone


@archived("acceptance", _("Acceptance certificate"), Milestone)
def contents(milestone: Milestone) -> Contents:
    """What was accepted. It is public: service users speak in it without their names."""
    contract = milestone.contract
    tender = contract.lot.tender
    return Contents(
        title="验收书",
        subject=f"{tender.title} · {milestone.title}",
        number=milestone.ocid,
        buyer=contract.buyer.name,
        at=milestone.accepted_at,  # type: ignore[arg-type]
        blocks=[
            *say.facts(_facts(milestone)),
            *say.numbered(
                [
                    ("计划与完成情况", [*_outputs(milestone), *say.text(str(milestone.delivered.get(NOTE, "")))]),
                    ("服务对象意见", _opinions(milestone)),
                    ("验收结论", [*say.text(milestone.certificate, stays=True), *say.signatures(_accepted(milestone))]),
                ]
            ),
        ],
    )


@handles("milestone.accepted")
def put_away(payload: dict[str, Any]) -> None:
    """Archive the certificate."""
    order("acceptance", payload["milestone"])


def _facts(milestone: Milestone) -> list[tuple[str, Any]]:
    contract = milestone.contract
    return [
        ("采购人", party(contract.buyer)),
        ("供应商", party(contract.supplier)),
        ("合同编号", f"{contract.ocid}{'/' + contract.lot.code if contract.lot.code else ''}"),
        ("履约节点", milestone.title),
        ("节点金额", f"{display(milestone.amount_fen)}（其中绩效款{display(milestone.performance_fen)}）"),
        ("应完成日期", say.day(milestone.due_on)),
        ("提交日期", f"{say.instant(milestone.submitted_at)}，第{milestone.submission}次提交"),
        ("验收时间", say.instant(milestone.accepted_at)),
        ("证明材料", f"{len(milestone.evidence)}件"),
    ]


def _outputs(milestone: Milestone) -> list[Block]:
    rows = [
        (
            name,
            f"{planned.get('target') or ''}{planned.get('unit') or ''}" if isinstance(planned, dict) else "",
            milestone.delivered.get(name),
        )
        for name, planned in zip(names_of_outputs(milestone.outputs), milestone.outputs, strict=True)
    ]
    return say.table([say.column("成果", 3), say.column("计划", 2), say.column("完成", 2)], rows)


def _opinions(milestone: Milestone) -> list[Block]:
    spoken = milestone.opinions.on_submission(milestone.submission).order_by("pk")
    rows = [(place, "是" if one.agrees else "否", one.opinion) for place, one in enumerate(spoken, 1)]
    return say.table([say.column("序号"), say.column("是否提供了服务"), say.column("意见", 4)], rows)


def _accepted(milestone: Milestone) -> Iterator[tuple[str, list[str]]]:
    by = milestone.accepted_by
    yield (
        milestone.contract.buyer.name,
        [f"验收人：{by.name if by else ''}", f"验收时间：{say.instant(milestone.accepted_at)}"],
    )
