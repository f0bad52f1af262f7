"""The gallery of components, for whoever builds or checks pages; only where errors are shown (DEBUG)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.views.generic import TemplateView

from core.acts import Act
from core.archive.models import ArchivedDocument
from core.desk import Waiting
from core.forms import DayField, Form, MoneyField
from core.identity import WhoForm
from core.law.models import CalendarYear
from core.pictures import Picture, Row
from core.thread import Passed, Thread
from core.time import core_now
from core.transitions import Manner, Reason, Step


class SampleForm(Form):
    """Every kind of field once."""

    line = forms.CharField(label="一行文字", help_text="提示写在这里。")
    text = forms.CharField(label="多行文字", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    money = MoneyField(label="金额（元）")
    day = DayField(label="日期", required=False)
    choice = forms.ChoiceField(label="单选", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        label="多选", choices=[("a", "甲"), ("b", "乙")], widget=forms.CheckboxSelectMultiple, required=False
    )
    yes = forms.BooleanField(label="我已阅读并同意", required=False)
    file = forms.FileField(label="文件", required=False)


class SampleWho(WhoForm):
    """Who it is, asked of somebody who has a passkey."""

    def has_passkey(self) -> bool:
        """As if they had."""
        return True


class SampleFilter(Form):
    """What a list is chosen by."""

    kind = forms.ChoiceField(label="服务", choices=[("", "全部服务"), ("care", "养老服务")], required=False)
    q = forms.CharField(label="名称中的关键词", required=False)


@dataclass(frozen=True)
class SamplePage:
    """A page in the middle of a list."""

    first_url: str
    next_url: str


def _picture() -> Picture:
    """Two bars with their table."""
    names = ["需求", "招标"]
    option = {
        "grid": {"left": 92, "right": 28, "top": 8, "bottom": 32},
        "xAxis": {"type": "value"},
        "yAxis": {"type": "category", "data": names},
        "series": [{"type": "bar", "data": [5, 4]}],
    }
    rows = [Row(name, [number]) for name, number in zip(names, [5, 4], strict=True)]
    return Picture("sample", "采购进展", option, ["阶段", "数量"], rows, note="说明写在这里。")


class Gallery(TemplateView):
    """Every component once, at rest and in trouble."""

    template_name = "core/design.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Samples of everything."""
        now = core_now()
        stages = [
            Passed("需求", "skipped"),
            Passed("计划", "done", "已发布", "", 1, 1),
            Passed("招标", "here", "正在接收投标", "截止后由两方共同开标。", 0, 1),
            Passed("评审", "ahead"),
            Passed("合同", "ahead"),
        ]
        refused = Reason("留给投标人的时间少于法定时间。", "政府采购法第三十五条")
        return super().get_context_data(
            now=now,
            later=now + timedelta(days=3),
            earlier=now - timedelta(days=3),
            amount=407_500_000,
            tones=[("waiting", "待处理"), ("active", "进行中"), ("done", "已完成"), ("ended", "已终止")],
            thread=Thread(stages),
            steps=[
                (Step("publish", "发布", "公告发布后开始接收投标。"), "#"),
                (Step("return", "退回", "回到草稿。", manner=Manner.ASIDE), "#"),
                (Step("extend", "延长", "截止时间推后。", [refused]), "#"),
                (Step("cancel", "取消", "采购到此为止。", manner=Manner.ENDING), "#"),
            ],
            desk=[
                Waiting(
                    "紫南社区居家养老上门服务", "确认中标结果", "#", now - timedelta(days=1), "ocds-linli1-2026-000001"
                ),
                Waiting("紫南社区普惠托育服务", "答复居民需求", "#"),
            ],
            facts=[("预算", "¥4,075,000.00"), ("期限", "12个月")],
            form=SampleForm(),
            filters=SampleFilter(self.request.GET or {"kind": "care"}),
            wrong=SampleForm({"line": "", "money": "一百元"}, prefix="wrong"),
            who=SampleWho(request=self.request),
            reasons=[refused],
            acts=[
                Act("下载评分表", "表格文件，可以自己再算一遍。", "#"),
                Act("收回授权", "代理机构不再代办。", "#", [refused]),
            ],
            errors=[("id_line", "一行文字", "必填。")],
            page=SamplePage("#", "#"),
            picture=_picture(),
            percent=Decimal("37.5"),
            sample_purchase=CalendarYear(),
            documents=[
                ArchivedDocument(token="a1b2", kind="tender", made_at=now, ordered_at=now, size=122_000),  # noqa: S106
                ArchivedDocument(token="c3d4", kind="contract", edition=2, ordered_at=now),  # noqa: S106
            ],
            saved_elsewhere=[("服务要求", "每周上门两次。")],
            **kwargs,
        )
