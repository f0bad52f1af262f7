"""The ways of a message: after the change, in its recipient's language, as they want it, tried until given up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from accounts.models import Delivery, MessageChoice, Notification, User
from accounts.notifications import sending
from accounts.notifications.choosing import choose_messages
from accounts.notifications.kinds import DEFAULT_MAIL, LEGAL_TOPICS, MessageKind, kind_of
from accounts.notifications.sending import MOST_ATTEMPTS, collect_digests, deliver_due
from accounts.notifications.services import notify, read_all_notifications
from accounts.notifications.texts import TEXTS
from core.time import core_now, set_clock
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def person() -> User:
    return UserFactory.create(email="li@example.org", phone="13800000001")


def letter(person: User, key: str = "1") -> None:
    """A message that nobody may switch off."""
    notify([person.pk], "award.letter", key=key, ocid="ocds-linli1-2026-000001")


def news(person: User, key: str = "1") -> None:
    """A message that goes with the daily mail."""
    notify([person.pk], "need.adopted", key=key, title=f"助餐点{key}")


def ways(person: User) -> dict[str, str]:
    return dict(Delivery.objects.filter(notification__recipient=person).values_list("channel", "state"))


def html(message: Any) -> str:
    return str(message.alternatives[0].content)


def test_every_topic_that_is_said_has_a_kind_and_legal_ones_go_at_once() -> None:
    assert {kind_of(topic) for topic in TEXTS} <= set(MessageKind)
    assert set(TEXTS) >= LEGAL_TOPICS - {"bid.invalid"}, "a legal topic that nobody says is a misspelling"
    assert kind_of("bid.disqualified") == MessageKind.LEGAL
    assert kind_of("need.supported") == MessageKind.WORK
    assert kind_of("need.adopted") == MessageKind.VOICE
    assert DEFAULT_MAIL[MessageKind.LEGAL] == "AT_ONCE"


def test_a_legal_message_goes_at_once_and_its_status_is_kept(person: User) -> None:
    letter(person)
    assert ways(person) == {"SITE": "SENT", "EMAIL": "WAITING"}
    assert mail.outbox == [], "nothing goes out inside the change"
    assert deliver_due() == 1
    assert ways(person) == {"SITE": "SENT", "EMAIL": "SENT"}
    assert [message.to for message in mail.outbox] == [["li@example.org"]]
    assert deliver_due() == 0
    assert len(mail.outbox) == 1


def test_a_change_that_is_rolled_back_sends_nothing(person: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        letter(person)
        raise RuntimeError
    assert deliver_due() == 0
    assert mail.outbox == []


def test_the_bell_rings_after_the_commit(
    person: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(sending, "BELLS", [lambda: rung.append(1)])
    with django_capture_on_commit_callbacks(execute=True):
        letter(person)
        letter(person, "2")
        assert rung == []
    assert rung == [1]


@pytest.mark.parametrize(
    ("language", "words", "way", "law"),
    [
        ("zh-hans", "您已中标", "点此查看", "依法送达"),
        ("en", "You have won “ocds-linli1-2026-000001”", "Read it here", "served on you by law"),
    ],
)
def test_a_mail_is_in_the_language_of_its_recipient(
    person: User, language: str, words: str, way: str, law: str
) -> None:
    MessageChoice.objects.create(person=person, language=language)
    letter(person)
    deliver_due()
    message = mail.outbox[0]
    prefix = "http://127.0.0.1:8000/" + language
    for body in (str(message.body), html(message)):
        assert way in body
        assert law in body
        assert f"{prefix}/desk/told/{Notification.objects.get().pk}/" in body
    assert f'<html lang="{language}">' in html(message)
    assert words in str(message.body)
    assert "\n" not in message.subject


def test_without_an_address_a_legal_message_goes_as_a_text_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    person = UserFactory.create(email=None, phone="13800000002")
    letter(person)
    assert ways(person) == {"SITE": "SENT", "SMS": "WAITING"}
    deliver_due()
    said = capsys.readouterr().err
    assert "SMS to 13800000002: 【邻里采购】" in said
    assert "/zh-hans/desk/told/" in said


def test_a_person_chooses_kind_by_kind_but_not_what_is_mandatory(person: User) -> None:
    choose_messages(
        language="en", mail={"VOICE": "NEVER", "LEGAL": "NEVER", "MONEY": "DAILY"}, sms=["VOICE"], by=person
    )
    news(person)
    letter(person)
    rows = Delivery.objects.filter(notification__recipient=person).exclude(channel="SITE").order_by("pk")
    assert list(rows.values_list("notification__topic", "channel", "state")) == [
        ("need.adopted", "SMS", "WAITING"),
        ("award.letter", "EMAIL", "WAITING"),
    ]


class Broken(EmailBackend):
    """A mail server that refuses, naming the person as such servers do."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("550 li@example.org unknown")


def test_what_fails_is_tried_again_later_and_later_then_shown(person: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    letter(person)
    pauses = []
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert deliver_due() == 0
        one = Delivery.objects.get(channel="EMAIL")
        assert one.attempts == attempt
        if attempt < MOST_ATTEMPTS:
            assert one.state == "WAITING"
            pauses.append(round((one.due_at - core_now()).total_seconds() / 60))
            assert deliver_due() == 0
            assert Delivery.objects.get(channel="EMAIL").attempts == attempt, "it waits for its time"
            set_clock(one.due_at + timedelta(seconds=1))
    assert pauses == [1, 2, 4, 8, 16]
    one = Delivery.objects.get(channel="EMAIL")
    assert (one.state, one.last_error) == ("FAILED", "ConnectionRefusedError"), "no word of the server's is kept"
    assert Notification.objects.get().ways == [("E-mail", "could not be delivered", True)]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sending.try_again(one.pk)
    assert deliver_due() == 1


def test_one_failure_holds_nobody_else_up(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    other = UserFactory.create(email="wang@example.org")
    letter(person)
    letter(other)
    real = sending.mail_of

    def choosy(told: Any, language: str, *, to: str) -> Any:
        if to == "li@example.org":
            raise OSError
        return real(told, language, to=to)

    monkeypatch.setattr(sending, "mail_of", choosy)
    assert deliver_due() == 1
    assert [message.to for message in mail.outbox] == [["wang@example.org"]]


def test_an_address_that_is_gone_is_not_tried_again(person: User) -> None:
    letter(person)
    User.objects.filter(pk=person.pk).update(email=None)
    deliver_due()
    one = Delivery.objects.get(channel="EMAIL")
    assert (one.state, one.attempts, one.last_error) == ("FAILED", 1, "Unreachable")


class TestDigest:
    def test_one_mail_a_day_with_what_is_new(self, person: User) -> None:
        news(person)
        news(person, "2")
        assert deliver_due() == 0, "it waits for the daily mail"
        assert collect_digests() == 1
        assert deliver_due() == 1
        body = str(mail.outbox[0].body)
        assert "助餐点1" in body
        assert "助餐点2" in body
        assert "2条新消息" in mail.outbox[0].subject
        assert {told.ways[0][1] for told in Notification.objects.visible_to(person).for_list()} == {"sent"}
        news(person, "3")
        assert collect_digests() == 0, "one mail a day"
        set_clock(core_now() + timedelta(days=1))
        assert collect_digests() == 1
        deliver_due()
        assert "助餐点3" in str(mail.outbox[1].body)
        assert "助餐点1" not in str(mail.outbox[1].body)

    def test_nothing_when_there_is_nothing(self, person: User) -> None:
        assert collect_digests() == 0
        news(person)
        read_all_notifications(by=person)
        assert collect_digests() == 0, "what was read on the site is not told again"
        assert deliver_due() == 0
        assert mail.outbox == []
        assert ways(person) == {"SITE": "SENT", "EMAIL": "SKIPPED"}

    def test_the_daily_mail_is_no_message_of_its_own(self, person: User) -> None:
        news(person)
        collect_digests()
        assert [told.topic for told in Notification.objects.visible_to(person).for_list()] == ["need.adopted"]
        assert Notification.objects.visible_to(person).unread().count() == 1

    def test_a_daily_mail_that_fails_is_shown_at_what_it_carried(self, person: User, settings: Any) -> None:
        settings.EMAIL_BACKEND = f"{__name__}.Broken"
        news(person)
        collect_digests()
        for _attempt in range(MOST_ATTEMPTS):
            deliver_due()
            set_clock(core_now() + timedelta(hours=1))
        told = Notification.objects.visible_to(person).for_list().get()
        assert told.ways == [("E-mail", "could not be delivered", True)]


@pytest.mark.parametrize(
    ("topic", "facts"),
    [
        ("bid.sealed", {"ocid": "ocds-linli1-2026-000009", "lot": "东片", "at": "09:00", "sha256": "ab" * 32}),
        ("bid.withdrawn", {"ocid": "ocds-linli1-2026-000009", "lot": "东片", "at": "09:00"}),
        ("deposit.held", {"reference": "D-77", "amount": "¥81,500.00"}),
        ("share.paid", {"amount": "¥120.00", "service": "失能老人照料", "receipt": "R-5"}),
        ("low_price.asked", {"ocid": "ocds-linli1-2026-000009"}),
    ],
)
@pytest.mark.parametrize("daily", [False, True])
def test_secrets_of_bids_and_of_residents_stay_on_the_site(
    person: User, topic: str, facts: dict[str, str], daily: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    when = "DAILY" if daily else "AT_ONCE"
    mails = dict.fromkeys(("WORK", "MONEY", "VOICE", "SUBSCRIBED"), when)
    choose_messages(language="zh-hans", mail=mails, sms=["WORK", "MONEY"], by=person)
    notify([person.pk], topic, key="1", **facts)
    collect_digests()
    assert deliver_due() >= 1
    said = capsys.readouterr().err + "".join(f"{one.subject}{one.body}{html(one)}" for one in mail.outbox)
    assert "您有一条保密消息" in said
    for secret in facts.values():
        assert secret not in said
    text = Notification.objects.exclude(topic="digest").get().text
    assert any(fact in text for fact in facts.values()), "the site says it"
