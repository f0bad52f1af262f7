"""What subscribers hear of projects: contracts, acceptances and ratings of their area."""

from __future__ import annotations

import pytest

from accounts.models import Notification
from accounts.notifications.choosing import subscribe
from accounts.notifications.models_delivery import Subject
from core.audit.outbox import announce, relay
from tests.factories.accounts import UserFactory
from tests.factories.milestones import MilestoneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_state")]


def test_residents_hear_of_a_project_in_their_area() -> None:
    milestone = MilestoneFactory.create(accepted=True, title="中期验收")
    contract = milestone.contract
    area = contract.lot.tender.plan_item.area
    person = UserFactory.create()
    subscribe(subject=Subject.PROJECTS, area=area, by=person)
    sides = {"buyer": contract.buyer_id, "supplier": contract.supplier_id, "ocid": contract.ocid}
    announce("contract.published", "1", contract=contract.pk, **sides)
    announce("milestone.accepted", "1", milestone=milestone.pk, title=milestone.title, **sides)
    relay()
    title = contract.lot.tender.title
    assert [told.text for told in Notification.objects.visible_to(person).order_by("pk")] == [
        f"A contract for {area.name_zh} is public: “{title}”.",
        f"“中期验收” of “{title}” ({area.name_zh}) is accepted.",
    ]
