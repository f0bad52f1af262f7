"""The notice of a result as a document: what was published, word for word."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.archive import contents as say
from core.archive.contents import Block, Contents
from core.archive.kinds import archived
from core.archive.services import order
from core.audit.outbox import handles
from core.money import display, fen
from procurement.awards.models import ResultNotice
from procurement.tenders.archive import lot_name
from procurement.tenders.models import ScoringItem
from procurement.tenders.terms import Terms, terms_of


@archived("result", _("Notice of the result"), ResultNotice)
def contents(notice: ResultNotice) -> Contents:
    """The notice as it was published."""
    said = notice.content
    terms = terms_of(said["method"])
    return Contents(
        title=f"{terms.won}结果公告",
        subject=said["project_name"] + (f"（{said['lot']['code']}）" if said["lot"]["code"] else ""),
        number=said["project_number"],
        buyer=said["buyer"]["name"],
        at=notice.published_at,
        blocks=[*say.facts(_facts(notice)), *say.numbered(_parts(said))],
    )


@handles("award.published")
def put_away(payload: dict[str, Any]) -> None:
    """Archive the notice that went out with an award."""
    notice = ResultNotice.objects.of_award(payload["award"])
    if notice is not None:
        order("result", notice.pk)


def _facts(notice: ResultNotice) -> list[tuple[str, Any]]:
    said = notice.content
    buyer, agency, terms = said["buyer"], said["agency"], terms_of(said["method"])
    return [
        ("项目编号", said["project_number"]),
        ("采购方式", terms.method),
        *([("标包", lot_name(said["lot"]["code"], said["lot"]["title"]))] if said["lot"]["code"] else []),
        (f"{terms.won}供应商", f"{said['winner_name']}（{said['winner_credit_code']}）"),
        ("供应商地址", said["winner_address"]),
        (f"{terms.won}金额", display(fen(said["winner_amount"]))),
        *([("评审总得分", f"{said['winner_total']}分")] if said["winner_total"] else []),
        ("中小企业声明", "供应商声明为小微企业" if said["sme_statement"] else "未声明为小微企业"),
        ("公告发布", say.instant(notice.published_at)),
        ("公告期限", f"至{say.day(said['notice_period_ends_on'])}"),
        ("质疑期限", f"至{say.day(said['challenge_until'])}"),
        ("采购人", f"{buyer['name']}（{buyer['credit_code']}）\n{buyer['address']}，联系人：{buyer['contact']}"),
        *([("采购代理机构", f"{agency['name']}（{agency['credit_code']}）")] if agency else []),
        ("评审专家", "、".join(said["experts"])),
    ]


def _parts(said: dict[str, Any]) -> list[tuple[str, list[Block]]]:
    failed = [(lot_name(lot["code"], lot["title"]), lot["reason"]) for lot in said["failed_lots"]]
    draw, terms = said["draw"], terms_of(said["method"])
    return [
        (
            "主要标的",
            say.facts([("名称", said["subject"]), ("目标", said["specification"]), ("服务期限", said["term"])]),
        ),
        ("服务要求", say.text(said["service_requirements"])),
        ("服务范围", say.text(said["scope"])),
        (f"各{terms.offer}得分", _matrix(said["matrix"], said.get("winner_letter"), terms)),
        ("未成交的标包", say.table([say.column("标包", 2), say.column("原因", 3)], failed)),
        (
            "评审专家抽取核验",
            say.facts(
                [
                    ("抽取承诺值", draw["commitment"]),
                    ("种子", draw["seed"]),
                    (f"{terms.report}指纹", said["report_sha256"]),
                ]
            ),
        ),
    ]


def _matrix(lines: list[dict[str, Any]], winner: str | None, terms: Terms) -> list[Block]:
    """A line an item, a column a bid under its letter: enough to work the totals out again."""
    judged = sorted((line for line in lines if line["letter"]), key=lambda line: line["letter"])
    known = {key for line in judged for key in line["points"]}
    items = ScoringItem.objects.filter(pk__in=known).order_by("section__order", "order")
    rows: list[list[Any]] = [
        [item.name_zh, say.number(item.weight), *(line["points"].get(str(item.pk)) for line in judged)]
        for item in items
    ]
    rows += [
        ["价格分", "", *(line["price_score"] for line in judged)],
        ["总分", "", *(line["total"] for line in judged)],
        ["名次", "", *(line["rank"] for line in judged)],
    ]
    if any(line["out"] for line in judged):
        rows.append(["未参加排名的原因", "", *(line["out"] for line in judged)])
    columns = [
        say.column("评审因素", 4),
        say.column("满分", right=True),
        *(
            say.column(f"{line['letter']}{f'（{terms.won}）' if line['letter'] == winner else ''}", 1, right=True)
            for line in judged
        ),
    ]
    return say.table(columns, rows) if judged else []
