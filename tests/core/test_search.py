"""Words inside Chinese titles: found wherever they stand, by the index, and nothing else is found."""

from __future__ import annotations

import pytest
from django.db import connection

from procurement.models import Tender
from tests.factories.tenders import TenderFactory


@pytest.fixture
def titles(db: None) -> None:
    for title, english in (
        ("紫南社区居家养老上门服务", "Home care in Zinan"),
        ("公共绿化养护", "Greening"),
        ("老养院改造100%完成", ""),
    ):
        TenderFactory.create(title=title, title_en=english, lots=(), sheet=(), milestones=())


@pytest.mark.usefixtures("titles")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("养老", ["紫南社区居家养老上门服务"]),
        ("家养老上", ["紫南社区居家养老上门服务"]),
        ("社区 上门", ["紫南社区居家养老上门服务"]),
        ("上门 绿化", []),
        ("HOME care", ["紫南社区居家养老上门服务"]),
        ("绿", ["公共绿化养护"]),
        ("绿护", []),
        ("%", ["老养院改造100%完成"]),
        ("0%", ["老养院改造100%完成"]),
        ("__", []),
        ("\\", []),
        ("养老上养老", []),
        ("", ["公共绿化养护", "紫南社区居家养老上门服务", "老养院改造100%完成"]),
    ],
)
def test_every_word_is_found_wherever_it_stands(words: str, found: list[str]) -> None:
    assert sorted(tender.title for tender in Tender.objects.called(words)) == sorted(found)


@pytest.mark.usefixtures("titles")
def test_two_characters_are_answered_by_the_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Tender.objects.called("养老").order_by().explain()
    assert "Bitmap Index Scan on tender_bigrams" in plan
