"""What subscribers hear of procurement: what is public, where they are, of the service that they chose."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from accounts.models import Notification
from accounts.notifications.choosing import subscribe
from accounts.notifications.models_delivery import Subject
from core.audit.outbox import announce, relay
from tests.factories.accounts import AreaFactory, UserFactory
from tests.factories.needs import NeedFactory
from tests.factories.tenders import TenderFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_state")]


def heard(person: Any) -> list[str]:
    return [told.text for told in Notification.objects.visible_to(person).order_by("pk")]


def test_a_new_tender_is_told_where_it_is_and_to_whom_it_concerns() -> None:
    tender = TenderFactory.create(open=True, title="居家养老服务")
    item = tender.plan_item
    supplier, gardener, elsewhere, resident = (UserFactory.create() for _ in range(4))
    subscribe(subject=Subject.TENDERS, area=item.area.parent, service_kind=item.service_kind, by=supplier)
    other = "greening" if item.service_kind != "greening" else "cleaning"
    subscribe(subject=Subject.TENDERS, area=item.area, service_kind=other, by=gardener)
    subscribe(subject=Subject.TENDERS, area=AreaFactory.create(), by=elsewhere)
    subscribe(subject=Subject.NEEDS, area=item.area, by=resident)
    announce("tender.published", "1", tender=tender.pk, ocid=tender.ocid, deadline=tender.deadline.isoformat())
    relay()
    assert [bool(heard(one)) for one in (supplier, gardener, elsewhere, resident)] == [True, False, False, False]
    assert heard(supplier)[0].startswith(f"New tender in {item.area.name_zh}: “居家养老服务”. Bids are taken until ")
    with translation.override("zh-hans"):
        assert "有新的招标：“居家养老服务”，投标截止" in heard(supplier)[0]


def test_residents_hear_of_needs_in_their_area() -> None:
    need = NeedFactory.create(supported=True, title="助餐点")
    person = UserFactory.create()
    subscribe(subject=Subject.NEEDS, area=need.area, by=person)
    announce("need.supported", "1", need_id=need.pk)
    announce("need.adopted", "1", need_id=need.pk)
    relay()
    assert heard(person) == [
        f"A need in {need.area.name_zh} has found enough support: “助餐点”.",
        f"The street office has taken up a need in {need.area.name_zh}: “助餐点”.",
    ]


def test_subscribers_hear_nothing_of_bids() -> None:
    tender = TenderFactory.create(open=True)
    person = UserFactory.create()
    for subject in Subject:
        subscribe(subject=subject, area=tender.plan_item.area, by=person)
    for topic in ("tender.closed", "tender.half_opened", "tender.failed"):
        announce(topic, "1", tender=tender.pk, ocid=tender.ocid, people=[])
    relay()
    assert heard(person) == []
