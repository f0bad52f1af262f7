"""How the link of an invitation gets to whom it is for, and who hears that it did not."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import translation

from accounts.invitations.services import invite_member
from accounts.models import Delivery, Invitation, MessageChoice, Organisation, User
from accounts.notifications.sending import MOST_ATTEMPTS, deliver_due
from accounts.roles import Role
from core.audit.models import OutboxMessage
from core.audit.outbox import announce, relay
from core.instants import moment
from core.time import core_now
from tests.accounts.invitations.conftest import send
from tests.factories.accounts import UserFactory
from tests.pages import Browser, queries_of
from tests.refusals import why

pytestmark = pytest.mark.django_db


class Refusing(EmailBackend):
    """A mail server that takes nothing, and names the address as such servers do."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("550 wang@example.org unknown")


def test_the_mail_says_the_day_and_hour_of_the_clock_on_the_wall(invitation: Invitation) -> None:
    late = datetime(2030, 3, 16, 23, 30, tzinfo=UTC)  # the 17th in Shanghai
    Invitation.objects.filter(pk=invitation.pk).update(ends_at=late, language="en")
    send()
    assert "17" in moment(late)
    assert moment(late) in str(mail.outbox[0].body)


def test_it_speaks_the_language_of_whoever_has_an_account(office: Organisation, approver: User) -> None:
    MessageChoice.objects.create(person=UserFactory.create(email="li@example.org"), language="zh-hans")
    MessageChoice.objects.create(person=UserFactory.create(email="en@example.org"), language="en")
    with translation.override("en"):
        for email in ("li@example.org", "new@example.org"):
            invite_member(office.pk, email=email, role=Role.FINANCE, by=approver)
    with translation.override("zh-hans"):
        for email in ("en@example.org", "neu@example.org"):
            invite_member(office.pk, email=email, role=Role.FINANCE, by=approver)
    send()
    spoken = {one.to[0]: re.findall(r"8000/([^/]+)/invitations/", str(one.body)) for one in mail.outbox}
    assert spoken == {
        "li@example.org": ["zh-hans"],
        "new@example.org": ["en"],
        "en@example.org": ["en"],
        "neu@example.org": ["zh-hans"],
    }


def test_a_dead_mail_server_holds_nothing_up_and_the_inviter_and_the_operator_see_it(
    office: Organisation, approver: User, invitation: Invitation, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    announce("after.it", "1")
    assert relay() == 2, "nothing is sent inside the relay"
    inviter, keeper = Browser(approver), Browser(UserFactory.create(is_staff=True))
    assert "Nobody has got this link." not in inviter.get("invite_member", office.pk).content.decode()
    for _attempt in range(MOST_ATTEMPTS):
        deliver_due()
        Delivery.objects.filter(state="WAITING").update(due_at=core_now())
    assert Delivery.objects.get().last_error == "ConnectionRefusedError", "no word of the server's is kept"
    assert "Nobody has got this link." in inviter.get("invite_member", office.pk).content.decode()
    assert "Something was given up" in keeper.get("desk").content.decode()
    page = keeper.get("undelivered").content.decode()
    assert "E-mail · Invitation" in page
    assert "ConnectionRefusedError" in page
    assert "wang@example.org" not in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    keeper.post("undelivered_again", Delivery.objects.get().pk)
    deliver_due()
    assert [one.to for one in mail.outbox] == [["wang@example.org"]]
    assert "Nobody has got this link." not in inviter.get("invite_member", office.pk).content.decode()


def test_the_word_told_twice_sends_one_link(invitation: Invitation) -> None:
    send()
    OutboxMessage.objects.update(delivered_at=None)
    send()
    assert len(mail.outbox) == 1


def test_the_list_asks_as_much_at_three_as_at_one(office: Organisation, approver: User) -> None:
    asked = []
    for number in range(3):
        invite_member(office.pk, email=f"p{number}@example.org", role=Role.FINANCE, by=approver)
        relay()
        asked.append(queries_of(approver, "invite_member", office.pk))
    assert len(set(asked)) == 1


def test_without_a_provider_nobody_is_asked_for_a_number(office: Organisation, approver: User, settings: Any) -> None:
    settings.SMS_BACKEND = "accounts.notifications.sms.to_nobody"
    browser = Browser(approver)
    page = browser.get("invite_member", office.pk).content.decode()
    assert ('name="phone"' in page, 'name="email"' in page) == (False, True)
    given = {"phone": "13800138000", "role": Role.FINANCE}
    assert browser.post("invite_member", office.pk, **given).status_code == 422
    assert "No text messages go out" in why(invite_member, office.pk, **given, by=approver)[0]
    assert Invitation.objects.count() == 0
