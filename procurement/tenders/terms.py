"""The words that the law has for each way of buying, as documents use them.

An open tender is bid for and won (财政部令第87号); in a consultation or a negotiation suppliers respond, and one of
them concludes (财库〔2014〕214号, 财政部令第74号).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Terms:
    """What one way of buying calls its things, in Chinese."""

    method: str
    document: str
    offer: str = "响应文件"
    offer_price: str = "报价"
    deadline: str = "响应文件提交截止时间"
    deposit: str = "保证金"
    opening: str = "响应文件开启"
    read_out: str = "开启内容"
    committee: str = "评审小组"
    review: str = "评审"
    won: str = "成交"

    @property
    def report(self) -> str:
        """The report of the committee: 评标报告, or 评审报告."""
        return f"{self.review}报告"


OPEN_TENDER = Terms(
    "公开招标",
    "公开招标文件",
    offer="投标",
    offer_price="投标报价",
    deadline="投标截止时间",
    deposit="投标保证金",
    opening="开标",
    read_out="唱标内容",
    committee="评标委员会",
    review="评标",
    won="中标",
)
TERMS = {
    "open_tender": OPEN_TENDER,
    "consultation": Terms("竞争性磋商", "竞争性磋商文件", deposit="磋商保证金", committee="磋商小组"),
    "negotiation": Terms("竞争性谈判", "竞争性谈判文件", deposit="谈判保证金", committee="谈判小组"),
    "single_source": Terms("单一来源采购", "单一来源采购文件"),
}


def terms_of(method: str) -> Terms:
    """Return the words of a way of buying."""
    return TERMS[method]
