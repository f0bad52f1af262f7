"""Messages about money name the project and lead to the page where the next step is."""

from __future__ import annotations

import pytest
from django.utils import translation

from accounts.models import Notification
from accounts.notifications.links import link_of
from accounts.roles import Role
from core.audit.outbox import relay
from projects.payouts.services import tell_of_payout
from tests.factories.accounts import member
from tests.factories.payouts import PayoutFactory

pytestmark = pytest.mark.django_db


def test_a_request_names_its_project_and_leads_to_the_payment(any_state: None) -> None:
    payout = PayoutFactory.create()
    tender = payout.contract.lot.tender
    type(tender).objects.filter(pk=tender.pk).update(title="紫南社区居家养老", title_en="Home care in Zinan")
    person = member(payout.contract.buyer, Role.FINANCE)
    tell_of_payout(payout, "payout.requested")
    relay()
    told = Notification.objects.get(topic="payout.requested", recipient=person)
    with translation.override("zh-hans"):
        assert told.text.startswith("“紫南社区居家养老”申请支付¥")
        assert link_of(told) == f"/zh-hans/desk/payments/{payout.pk}/"
    with translation.override("en"):
        assert "of “Home care in Zinan” is requested" in told.text
