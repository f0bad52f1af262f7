"""Who hears what became of a need."""

from __future__ import annotations

import pytest
from django.utils import translation

from accounts.models import Notification
from core.audit.outbox import relay
from procurement.needs import services
from procurement.needs.models import Need
from tests.factories.needs import NeedFactory
from tests.procurement.cast import Cast, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


def told(topic: str) -> set[int]:
    return set(Notification.objects.filter(topic=topic).values_list("recipient", flat=True))


def behind(need: Need) -> set[int]:
    return {need.proposed_by_id, *(voice.resident.user_id for voice in need.supports.all())}


def test_the_officers_hear_that_a_need_waits_for_them(cast: Cast) -> None:
    officers = {cast.officer.pk, cast.colleague.pk, cast.both.pk}
    assert {cast.approver, cast.left, cast.officer_elsewhere, cast.grid_worker}  # they are there and hear nothing
    need = NeedFactory.create(area=cast.community, voices=9)
    services.support_need(need.pk, by=cast.resident)
    relay()
    assert told("need.supported") == officers


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        ("adopt", "The street office has taken up “助餐点”."),
        ("decline", "“助餐点” was not taken up: 已有。"),
        ("merge", "“助餐点” goes on together with “食堂”; your support goes with it."),
    ],
)
def test_those_behind_a_need_hear_the_answer(cast: Cast, act: str, sentence: str) -> None:
    need = NeedFactory.create(area=cast.community, supported=True, voices=2, title="助餐点")
    other = NeedFactory.create(area=cast.community, title="食堂")
    if act == "adopt":
        services.adopt_need(need.pk, by=cast.officer)
    elif act == "decline":
        services.decline_need(need.pk, reason="已有。", by=cast.officer)
    else:
        services.merge_need(need.pk, into_id=other.pk, by=cast.officer)
    relay()
    topic = {"adopt": "need.adopted", "decline": "need.declined", "merge": "need.merged"}[act]
    assert told(topic) == behind(need)
    with translation.override("en"):
        assert {note.text for note in Notification.objects.filter(topic=topic)} == {sentence}
