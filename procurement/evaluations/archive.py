"""The report of an evaluation as a document: the report that was signed, word for word, with its signatures."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.archive import contents as say
from core.archive.contents import Block, Contents
from core.archive.kinds import archived
from core.archive.services import order
from core.audit.outbox import handles
from core.money import display, fen
from procurement.evaluations.models import Evaluation
from procurement.evaluations.states import MemberKind
from procurement.tenders.terms import Terms, terms_of

KINDS = {MemberKind.EXPERT: "评审专家"}


@archived("report", _("Evaluation report"), Evaluation)
def contents(evaluation: Evaluation) -> Contents:
    """The signed report."""
    report = evaluation.report or {}
    terms = terms_of(report["method"])
    return Contents(
        title=terms.report,
        subject=report["project"] if report["lot"] == report["project"] else f"{report['project']}（{report['lot']}）",
        number=report["ocid"],
        buyer=report["buyer"],
        at=evaluation.reported_at or evaluation.settled_at,  # type: ignore[arg-type]
        blocks=[
            *say.facts(
                [
                    ("采购人", report["buyer"]),
                    ("采购方式", terms.method),
                    (f"{terms.review}日期", say.day(report["review_on"])),
                    (f"{terms.review}结束", say.instant(report["settled_at"])),
                    ("评委一致程度", _agreement(report["agreement_kendalls_w"])),
                    ("报告指纹", f"SHA-256\n{evaluation.report_sha256}"),
                ]
            ),
            *say.numbered(
                [
                    (terms.committee, _committee(report["committee"])),
                    (f"参加{terms.review}的{terms.offer}", _bids(report["bids"], terms)),
                    (f"未通过资格审查的{terms.offer}", _out(report["not_qualified"])),
                    (f"{terms.review}结果", _ranking(report)),
                    ("客观分", _objective(report["objective"])),
                    ("评委评分", _scores(report["scores"], terms)),
                    ("异常低价审查", _low_prices(report["low_prices"], terms)),
                    ("适用规则", _because(report["because"])),
                    ("签字", _signed(evaluation)),
                ]
            ),
        ],
    )


@handles("evaluation.reported")
def put_away(payload: dict[str, Any]) -> None:
    """Archive the report when its last member has signed."""
    order("report", payload["evaluation"])


def _agreement(kendall: str | None) -> str:
    return f"肯德尔和谐系数 W = {kendall}（0为毫无一致，1为完全一致）" if kendall is not None else "不适用"


def _committee(members: list[dict[str, Any]]) -> list[Block]:
    rows = [
        (
            f"{one['name']}{'（组长）' if one['leader'] else ''}",
            KINDS.get(one["kind"], "采购人代表"),
            one["draw_position"],
            f"回避：{one['why_recused']}" if one["recused"] else "",
        )
        for one in members
    ]
    columns = [say.column("姓名", 2), say.column("身份", 2), say.column("抽取序号", right=True), say.column("说明", 4)]
    return say.table(columns, rows)


def _bids(bids: list[dict[str, Any]], terms: Terms) -> list[Block]:
    rows = [
        (
            one["letter"],
            f"{one['supplier']}\n{one['credit_code']}",
            display(fen(one["price"])),
            "是" if one["small_micro"] else "否",
            "通过" if one["conforms"] else f"不通过：{one['why_invalid']}",
        )
        for one in bids
    ]
    columns = [
        say.column("代号"),
        say.column("供应商", 4),
        say.column(terms.offer_price, right=True),
        say.column("小微企业"),
        say.column("符合性审查", 2),
    ]
    return say.table(columns, rows)


def _out(bids: list[dict[str, Any]]) -> list[Block]:
    return say.table(
        [say.column("供应商", 2), say.column("理由", 3)], [(one["supplier"], one["reason"]) for one in bids]
    )


def _ranking(report: dict[str, Any]) -> list[Block]:
    rows = [
        (
            one["rank"],
            f"{one['letter']} {one['supplier']}{chr(10) + one['out'] if one['out'] else ''}",
            display(fen(one["adjusted_price"])) if one["adjusted_price"] else "",
            one["price_score"],
            one["total"],
        )
        for one in report["ranking"]
    ]
    columns = [
        say.column("名次"),
        say.column("供应商", 4),
        say.column("评审价格", right=True),
        say.column("价格分", right=True),
        say.column("总分", right=True),
    ]
    drawn = "；".join("＝".join(letters) for letters in report["drawn_among_equals"])
    return [*say.table(columns, rows), *(say.text(f"得分与报价相同、由抽签确定顺序：{drawn}。") if drawn else [])]


def _objective(scores: list[dict[str, Any]]) -> list[Block]:
    rows = [(one["letter"], one["item"], one["source"], one["points"]) for one in scores]
    columns = [say.column("代号"), say.column("评审因素", 3), say.column("依据", 4), say.column("得分", right=True)]
    return say.table(columns, rows)


def _scores(scores: list[dict[str, Any]], terms: Terms) -> list[Block]:
    """A line an item and member, a column a bid; remarks stand beneath."""
    letters = sorted({one["letter"] for one in scores})
    given: dict[tuple[str, str], dict[str, str]] = {}
    for one in scores:
        given.setdefault((one["item"], one["member"]), {})[one["letter"]] = one["points"]
    rows = [(item, member, *(points.get(letter, "") for letter in letters)) for (item, member), points in given.items()]
    columns = [
        say.column("评审因素", 4),
        say.column("评委", 2),
        *(say.column(letter, right=True) for letter in letters),
    ]
    remarks = [
        f"{one['member']}对{terms.offer}{one['letter']}“{one['item']}”：{why}"
        for one in scores
        for why in (one["note"], one["stands_apart_because"])
        if why
    ]
    return [*say.table(columns, rows), *say.text("\n".join(remarks))]


def _low_prices(queries: list[dict[str, Any]], terms: Terms) -> list[Block]:
    rows = [
        (
            one["supplier"],
            one["answer"] or "未答复",
            "接受" if one["accepted"] else f"{terms.offer}无效",
            one["decision"],
        )
        for one in queries
    ]
    columns = [say.column("供应商", 3), say.column("供应商说明", 4), say.column("结论"), say.column("理由", 3)]
    return say.table(columns, rows)


def _because(rules: list[dict[str, Any]]) -> list[Block]:
    return say.text("\n".join(f"{one['text']}（{one['article']}）" for one in rules))


def _signed(evaluation: Evaluation) -> list[Block]:
    return say.signatures(
        (
            KINDS.get(MemberKind(member.kind), "采购人代表") + ("（组长）" if member.is_leader else ""),
            [
                member.user.name,
                f"签字时间：{say.instant(member.signed_at)}",
                *([f"不同意见：{member.dissent}"] if member.dissent else []),
            ],
        )
        for member in evaluation.members.on_record()
        if member.recused_at is None and member.signed_at
    )
