"""Notifications: told once, read by the person they were written to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from accounts.models import Notification
from accounts.notifications.services import notify, read_notification
from accounts.notifications.texts import TEXTS, say, text_of
from accounts.organisations.services import bar_organisation, suspend_organisation
from accounts.people.models import User
from accounts.roles import Role
from core.audit.outbox import announce, relay
from core.clock import CLOCKS, RunningClock, remind
from core.rights import Denial
from core.transitions import Refused
from tests.accounts.conftest import DAY, Line
from tests.factories.accounts import NotificationFactory, OrganisationFactory, UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def test_the_same_words_are_told_once() -> None:
    one, two = UserFactory.create(), UserFactory.create()
    assert notify([one.pk], "tender.published", title="助老", on=DAY) == 1
    assert notify([one.pk, two.pk, two.pk, None], "tender.published", title="助老", on=DAY) == 1
    assert notify([one.pk], "tender.published", title="托育", on=DAY) == 1
    assert Notification.objects.filter(recipient=two).get().payload == {"title": "助老", "on": "2026-03-16"}


def test_the_same_key_is_told_once_whatever_the_words() -> None:
    one = UserFactory.create()
    assert notify([one.pk], "tender.published", key="5", title="旧") == 1
    assert notify([one.pk], "tender.published", key="5", title="新") == 0
    assert notify([one.pk], "tender.amended", key="5", title="新", url="/notices/5/") == 1
    assert Notification.objects.visible_to(one).first().url == "/notices/5/"


def test_nobody_is_told_who_is_not_active() -> None:
    assert notify([UserFactory.create(is_active=False).pk, 0], "tender.published") == 0


def test_the_sentence_is_in_the_language_of_the_reader_and_never_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TEXTS, "topic", "%(title)s ends on %(day)s.")
    assert text_of("topic", {"title": "Care", "day": "2026-03-16"}) == "Care ends on 2026-03-16."
    assert text_of("topic", {"title": "100 %"}) == "100 % ends on ."
    assert text_of("unheard of", {}) == "unheard of"
    say("topic", translation.gettext_lazy("Yes"))
    assert NotificationFactory.build(topic="topic").text == str(translation.gettext("Yes"))


def test_read_by_the_person_it_was_written_to() -> None:
    notification = NotificationFactory.create()
    with pytest.raises(Refused) as refused:
        read_notification(notification.pk, by=UserFactory.create())
    assert refused.value.denial == Denial.STRANGER
    with pytest.raises(Refused):
        read_notification(notification.pk, by=AnonymousUser())
    first = read_notification(notification.pk, by=notification.recipient).read_at
    assert first is not None
    assert read_notification(notification.pk, by=notification.recipient).read_at == first
    assert not Notification.objects.visible_to(notification.recipient).unread().exists()


def test_the_newest_comes_first() -> None:
    older = NotificationFactory.create()
    newer = NotificationFactory.create(recipient=older.recipient)
    NotificationFactory.create()
    assert list(Notification.objects.visible_to(older.recipient)) == [newer, older]


def test_people_hear_once_of_a_clock_that_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    officer = UserFactory.create()
    ending = RunningClock("contract_sign", "projects.Contract", 7, date(2026, 3, 18), (officer.pk,))
    monkeypatch.setattr("core.clock.CLOCKS", [lambda until: [ending]])
    for _again in range(2):
        remind()
        relay()
    told = Notification.objects.get(recipient=officer)
    assert told.text == "A legal period ends on 2026-03-18 (contract_sign, projects.Contract 7): act before."
    assert CLOCKS  # the real finders stay registered


def test_a_word_delivered_twice_is_told_once() -> None:
    officer = UserFactory.create()
    facts: dict[str, Any] = {"rule": "payment", "thing_kind": "projects.Payout", "thing_id": 3, "ends_on": "2026-03-18"}
    for key in ("a", "b"):
        announce("clock.ending", key, **facts, people=[officer.pk])
    assert relay() == 2
    assert Notification.objects.filter(recipient=officer).count() == 1


def test_members_hear_what_happened_to_their_organisation(line: Line, registrar: User) -> None:
    organisation = OrganisationFactory.create(area=line.street, name="乐龄中心")
    person = member(organisation, Role.SUPPLIER)
    suspend_organisation(organisation.pk, reason="失联", by=registrar)
    bar_organisation(organisation.pk, until=date(2026, 12, 31), reason="串通", by=registrar)
    relay()
    assert [one.text for one in Notification.objects.visible_to(person).order_by("pk")] == [
        "乐龄中心 has been suspended: 失联",
        "乐龄中心 is barred from public purchases until 2026-12-31: 串通",
    ]
    assert not Notification.objects.visible_to(registrar).exists()
