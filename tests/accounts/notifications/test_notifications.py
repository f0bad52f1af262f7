"""Notifications: told once, read by the person they were written to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.utils import translation

from accounts.models import MessageChoice, Notification
from accounts.notifications.kinds import is_discreet
from accounts.notifications.links import link_of
from accounts.notifications.sending import deliver_due
from accounts.notifications.services import notify, read_notification
from accounts.notifications.texts import TEXTS, say, text_of
from accounts.organisations.services import bar_organisation, suspend_organisation
from accounts.people.models import User
from accounts.roles import Role
from core.audit.outbox import announce, relay
from core.clock import CLOCKS, RunningClock, remind
from core.law.rulebook import rule
from core.rights import Denial
from core.templatetags.linli import day
from core.transitions import Refused
from tests.accounts.conftest import DAY, Line
from tests.factories.accounts import NotificationFactory, OrganisationFactory, UserFactory, member
from tests.factories.tenders import QuestionFactory, TenderFactory

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
    assert told.text == (
        f"Act by {day('2026-03-18')} at the latest: contract. {rule('contract_sign').article}: "
        "The contract is signed within 30 days of the award letter, without substantive change."
    )
    assert CLOCKS  # the real finders stay registered


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Act by 18\xa0March\xa02026 at the latest: organisation (Happy Years). "),
        ("zh-hans", "最迟2026年3月18日办理：单位（乐龄中心）。民办"),
    ],
)
def test_a_reminder_speaks_the_readers_language_and_leads_to_the_thing(
    monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    person = UserFactory.create(email="li@example.org")
    organisation = OrganisationFactory.create(name="乐龄中心", name_en="Happy Years")
    MessageChoice.objects.create(person=person, language=language)
    ends = RunningClock("annual_report", "accounts.Organisation", organisation.pk, date(2026, 3, 18), (person.pk,))
    monkeypatch.setattr("core.clock.CLOCKS", [lambda until: [ends]])
    remind()
    relay()
    told = Notification.objects.get(recipient=person)
    assert link_of(told).endswith(f"/desk/organisations/{organisation.pk}/")
    with translation.override(language):
        assert told.text.startswith(words)
        assert rule("annual_report").article in told.text
    deliver_due()
    [sent] = mail.outbox  # at once: it carries a legal period
    for machine_word in ("annual_report", "accounts.Organisation"):
        assert machine_word not in f"{sent.subject}{sent.body}"


def test_a_reminder_of_a_purchase_names_it_and_leads_to_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    officer, tender = UserFactory.create(), TenderFactory.create(title="助餐服务", title_en="Meals")
    question = QuestionFactory.create(tender=tender)
    ends = RunningClock("inquiry_reply", "procurement.Question", question.pk, date(2026, 3, 18), (officer.pk,))
    monkeypatch.setattr("core.clock.CLOCKS", [lambda until: [ends]])
    remind()
    relay()
    told = Notification.objects.get(recipient=officer)
    assert "question (Meals)" in told.text
    assert tender.ocid in link_of(told)
    with translation.override("zh-hans"):
        assert "（助餐服务）" in told.text


def test_a_reminder_names_the_purchase_that_its_clock_names(monkeypatch: pytest.MonkeyPatch) -> None:
    officer, tender = UserFactory.create(), TenderFactory.create(title="助餐服务", title_en="Meals")
    ends = RunningClock("rating_held", "projects.Ballot", 7, date(2026, 3, 18), (officer.pk,), ocid=tender.ocid)
    monkeypatch.setattr("core.clock.CLOCKS", [lambda until: [ends]])
    remind()
    relay()
    told = Notification.objects.get(recipient=officer)
    assert "ballot (Meals)" in told.text
    assert tender.ocid in link_of(told)


@pytest.mark.parametrize("facts", [{}, {"rule": "no_such"}, {"ends_on": "soon"}, {"thing_kind": "gone.Model"}])
def test_a_reminder_never_breaks(facts: dict[str, Any]) -> None:
    known = {"rule": "payment", "thing_kind": "projects.Payout", "thing_id": 3, "ends_on": "2026-03-18"}
    assert text_of("clock.ending", {**known, **facts}).startswith("Act by ")
    assert text_of("clock.ending", facts).startswith("Act by ")


def test_a_clock_on_a_bid_says_nothing_of_it_outside_the_site() -> None:
    assert is_discreet("clock.ending", {"thing_kind": "procurement.Bid"})
    assert not is_discreet("clock.ending", {"thing_kind": "procurement.Tender"})


def test_the_morning_reminds_before_it_writes_the_daily_mail() -> None:
    reminds, writes = (settings.CELERY_BEAT_SCHEDULE[name]["schedule"] for name in ("remind-clocks", "send-digests"))
    assert (max(reminds.hour), max(reminds.minute)) < (min(writes.hour), min(writes.minute))


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
