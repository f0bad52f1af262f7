"""What a resident has said stands in one place, with what became of it; nobody else's does."""

from __future__ import annotations

import pytest

from tests.factories.accounts import ResidentFactory
from tests.factories.needs import NeedFactory, NeedSupportFactory
from tests.factories.tenders import ClauseCommentFactory
from tests.pages import Browser, queries_of

pytestmark = pytest.mark.django_db
PAGE = "involvement"


def test_own_needs_voices_and_comments_stand_there_with_what_became_of_them() -> None:
    me = ResidentFactory.create()
    mine = NeedFactory.create(proposed_by=me.user, area=me.community, declined=True, title="我的需求")
    theirs = NeedFactory.create(area=me.community, title="邻居的需求")
    NeedSupportFactory.create(need=theirs, resident=me)
    NeedFactory.create(area=me.community, title="别人的需求")
    ClauseCommentFactory.create(by=me.user, text="请每周来一次")
    ClauseCommentFactory.create(text="别人的意见")
    page = Browser(me.user).get(PAGE).content.decode()
    own = ("我的需求", mine.decline_reason, "邻居的需求", "请每周来一次")
    assert [words for words in own if words not in page] == []
    assert "Not answered yet." in page
    assert [words for words in ("别人的需求", "别人的意见") if words in page] == []


def test_who_has_said_nothing_reads_where_to_begin() -> None:
    page = Browser(ResidentFactory.create().user).get(PAGE).content.decode()
    assert page.count('class="empty"') == 4


def test_the_page_asks_as_often_for_many_as_for_one() -> None:
    me = ResidentFactory.create()
    counts = []
    for number in (1, 2):
        for _n in range(number):
            NeedFactory.create(proposed_by=me.user, area=me.community)
            NeedSupportFactory.create(need=NeedFactory.create(area=me.community), resident=me)
            ClauseCommentFactory.create(by=me.user)
        counts.append(queries_of(me.user, PAGE))
    assert counts[0] == counts[1] <= 15


def test_the_desk_of_a_resident_leads_there_and_offers_no_organisation() -> None:
    page = Browser(ResidentFactory.create().user).get("desk").content.decode()
    assert 'href="/en/desk/mine/"' in page
    assert 'href="/en/org/"' not in page
