"""What a person wants to be told: choices, subscriptions by service and area, and one click that ends it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Delivery, MessageChoice, Notification, Subscription, User
from accounts.notifications.addresses import unsubscribe_address
from accounts.notifications.choosing import stop_mails, subscribe, tell_subscribers
from accounts.notifications.models_delivery import Subject, choice_of
from accounts.notifications.sending import MOST_ATTEMPTS, collect_digests, deliver_due
from accounts.notifications.services import notify
from core.audit.models import OutboxMessage
from core.audit.outbox import announce
from core.time import core_now
from core.transitions import Refused
from tests.accounts.conftest import Line
from tests.factories.accounts import AreaFactory, UserFactory
from tests.pages import Browser, queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

ALL_DAILY = {f"mail_{kind}": "DAILY" for kind in ("WORK", "MONEY", "VOICE", "SUBSCRIBED")}


@pytest.fixture
def person() -> User:
    return UserFactory.create(email="li@example.org")


def path_of(address: str) -> str:
    return address.removeprefix("http://127.0.0.1:8000")


class TestOneClick:
    def sent(self, person: User) -> Any:
        notify([person.pk], "payout.paid", key="1", amount="¥1.00", invoice="7")
        deliver_due()
        return mail.outbox[-1]

    def test_a_mail_carries_the_headers_of_rfc_8058(self, person: User) -> None:
        headers = self.sent(person).message()
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert headers["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/zh-hans/stop/")

    def test_what_is_mandatory_carries_none(self, person: User) -> None:
        notify([person.pk], "award.letter", key="1", ocid="x")
        deliver_due()
        assert "List-Unsubscribe" not in mail.outbox[0].message()
        assert "/stop/" not in str(mail.outbox[0].body) + str(mail.outbox[0].alternatives[0].content)

    def test_a_look_changes_nothing_and_the_button_ends_it_without_signing_in(self, person: User) -> None:
        address = path_of(self.sent(person).message()["List-Unsubscribe"].strip("<>")).replace("zh-hans", "en")
        strict = Client(enforce_csrf_checks=True)
        page = strict.get(address).content.decode()
        assert "Nothing has changed yet." in page
        assert not MessageChoice.objects.exists()
        answer = strict.post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "These mails have ended" in answer.content.decode()
        assert choice_of(person).mail_of("MONEY") == "NEVER"
        assert choice_of(person).mail_of("VOICE") == "DAILY", "only what was asked for ends"
        notify([person.pk], "payout.paid", key="2", amount="¥1.00", invoice="8")
        assert not Delivery.objects.filter(notification__key__endswith=":2", channel="EMAIL").exists()
        assert strict.post(address).status_code == 200, "twice is as good as once"

    def test_the_daily_mail_ends_with_all_that_goes_with_it(self, person: User) -> None:
        notify([person.pk], "need.adopted", key="1", title="x")
        collect_digests()
        deliver_due()
        Client().post(path_of(mail.outbox[0].message()["List-Unsubscribe"].strip("<>")))
        chosen = {
            kind: str(choice_of(person).mail_of(kind)) for kind in ("WORK", "VOICE", "SUBSCRIBED", "MONEY", "LEGAL")
        }
        assert chosen == {
            "WORK": "NEVER",
            "VOICE": "NEVER",
            "SUBSCRIBED": "NEVER",
            "MONEY": "AT_ONCE",
            "LEGAL": "AT_ONCE",
        }

    def stop(self, person: User, kind: str) -> None:
        assert Client().post(path_of(unsubscribe_address(person, kind))).status_code == 200

    def test_a_mail_that_waits_for_the_morning_does_not_come_any_more(self, person: User) -> None:
        notify([person.pk], "need.adopted", key="1", title="x")
        self.stop(person, "DAILY")
        assert collect_digests() == 0
        assert deliver_due() == 0
        assert mail.outbox == []
        [(_way, state, is_failure)] = Notification.objects.get().ways
        assert (state, is_failure) == ("not sent: read or switched off before", False)

    def test_a_daily_mail_that_could_not_go_yet_does_not_come_any_more(self, person: User) -> None:
        notify([person.pk], "need.adopted", key="1", title="x")
        collect_digests()
        self.stop(person, "DAILY")
        assert deliver_due() == 0
        assert mail.outbox == []
        assert not Delivery.objects.exclude(channel="SITE").exclude(state="SKIPPED").exists()

    def test_a_daily_mail_goes_on_without_the_kind_that_has_ended(self, person: User) -> None:
        notify([person.pk], "need.adopted", key="1", title="助餐点")
        notify([person.pk], "need.supported", key="2", title="托育点")
        collect_digests()
        self.stop(person, "VOICE")
        assert deliver_due() == 1
        assert ("助餐点" in str(mail.outbox[0].body), "托育点" in str(mail.outbox[0].body)) == (False, True)

    def test_a_mail_that_is_tried_again_does_not_come_any_more_and_what_has_gone_stays_gone(self, person: User) -> None:
        self.sent(person)
        notify([person.pk], "payout.paid", key="2", amount="¥1.00", invoice="8")
        self.stop(person, "MONEY")
        assert deliver_due() == 0
        assert [one.ways[0][1] for one in Notification.objects.order_by("pk")] == [
            "sent",
            "not sent: read or switched off before",
        ]

    def test_what_went_with_an_earlier_daily_mail_stays_gone(self, person: User) -> None:
        notify([person.pk], "need.adopted", key="1", title="x")
        collect_digests()
        deliver_due()
        self.stop(person, "DAILY")
        assert Notification.objects.exclude(topic="digest").get().ways[0][1] == "sent"

    def test_what_is_called_off_while_its_mail_is_tried_stays_so(
        self, person: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_what: Any, **_to: Any) -> Any:
            stop_mails(person.pk, "MONEY")
            raise OSError

        monkeypatch.setattr("accounts.notifications.sending.mail_of", refuse)
        notify([person.pk], "payout.paid", key="1", amount="¥1.00", invoice="7")
        Delivery.objects.filter(channel="EMAIL").update(attempts=MOST_ATTEMPTS - 1)  # this one gives it up
        deliver_due()
        assert Delivery.objects.get(channel="EMAIL").state == "SKIPPED"

    @pytest.mark.parametrize("token", ["nonsense", "WzEsIk1PTkVZIl0:1aaaaa:bbbb"])
    def test_a_link_that_is_not_ours_is_not_there(self, token: str) -> None:
        assert Client().get(f"/en/stop/{token}/").status_code == 404
        assert Client().post(f"/en/stop/{token}/").status_code == 404

    def test_the_link_names_nobody(self, person: User) -> None:
        address = unsubscribe_address(person, "MONEY")
        assert person.email not in address
        assert unsubscribe_address(person, "LEGAL") == ""


class TestChoices:
    def test_choices_are_kept_and_shown(self, person: User) -> None:
        person.phone = "13900139009"
        person.save()
        browser = Browser(person)
        answer = browser.post("message_choices", **{**ALL_DAILY, "mail_MONEY": "NEVER"}, language="en", sms=["WORK"])
        assert answer.status_code == 302
        choice = MessageChoice.objects.get(person=person)
        assert (choice.language, choice.mail["MONEY"], choice.sms) == ("en", "NEVER", ["WORK"])
        page = browser.get("message_choices").content.decode()
        assert "Your choices are kept." in page
        assert "This cannot be switched off." in page

    def test_text_messages_are_offered_to_whoever_has_a_number(self) -> None:
        without, with_number = UserFactory.create(phone=None), UserFactory.create(phone="13800138000")
        page = Browser(without).get("message_choices").content.decode()
        assert ('name="sms"' in page, "need a telephone number" in page) == (False, True)
        Browser(without).post("message_choices", **ALL_DAILY, language="en", sms=["WORK"])
        assert MessageChoice.objects.get(person=without).sms == []
        assert 'name="sms"' in Browser(with_number).get("message_choices").content.decode()

    def test_what_waits_of_a_kind_that_is_switched_off_does_not_go(self, person: User) -> None:
        notify([person.pk], "payout.paid", key="1", amount="¥1.00", invoice="7")
        Browser(person).post("message_choices", **{**ALL_DAILY, "mail_MONEY": "NEVER"}, language="en")
        assert deliver_due() == 0
        assert mail.outbox == []

    def test_what_is_mandatory_has_no_switch(self, person: User) -> None:
        page = Browser(person).get("message_choices").content.decode()
        assert "Documents that are served on me" in page
        assert 'name="mail_LEGAL"' not in page
        Browser(person).post("message_choices", **ALL_DAILY, mail_LEGAL="NEVER", language="en")
        assert choice_of(person).mail_of("LEGAL") == "AT_ONCE"

    def test_a_choice_that_there_is_not_keeps_what_was_written(self, person: User) -> None:
        answer = Browser(person).post("message_choices", **{**ALL_DAILY, "mail_WORK": "HOURLY"}, language="en")
        assert answer.status_code == 422
        assert not MessageChoice.objects.exists()

    def test_nobody_chooses_without_signing_in(self) -> None:
        assert Browser().get("message_choices").status_code == 302


class TestSubscriptions:
    def test_news_of_an_area_and_a_service_reach_who_subscribed(self, line: Line) -> None:
        people = {
            name: UserFactory.create() for name in ("street", "community", "other service", "other place", "needs")
        }
        elsewhere = AreaFactory.create(parent=line.street)
        subscribe(subject=Subject.TENDERS, area=line.street, by=people["street"])
        subscribe(subject=Subject.TENDERS, area=line.community, service_kind="elder_care", by=people["community"])
        subscribe(subject=Subject.TENDERS, area=line.street, service_kind="greening", by=people["other service"])
        subscribe(subject=Subject.TENDERS, area=elsewhere, by=people["other place"])
        subscribe(subject=Subject.NEEDS, area=line.street, by=people["needs"])
        facts = {"area": line.community, "service_kind": "elder_care", "title": "助餐"}
        assert tell_subscribers(Subject.TENDERS, "tender.published", key="1", **facts) == 2
        told = set(Notification.objects.values_list("recipient", flat=True))
        assert told == {people["street"].pk, people["community"].pk}

    def test_two_subscriptions_that_fit_tell_once(self, line: Line, person: User) -> None:
        subscribe(subject=Subject.TENDERS, area=line.street, by=person)
        subscribe(subject=Subject.TENDERS, area=line.community, by=person)
        subscribe(subject=Subject.TENDERS, area=line.community, by=person)
        assert Subscription.objects.count() == 2
        facts = {"area": line.community, "service_kind": "greening", "title": "x"}
        assert tell_subscribers(Subject.TENDERS, "tender.published", key="1", **facts) == 1

    def test_they_are_added_and_ended_on_the_page(self, line: Line, person: User) -> None:
        browser = Browser(person)
        asked = {"subject": "NEEDS", "service_kind": "", "area": line.community.pk}
        assert browser.post("subscribe", **asked).status_code == 302
        kept = Subscription.objects.get(person=person)
        assert line.community.name in browser.get("message_choices").content.decode()
        other = Browser(UserFactory.create())
        other.post("subscription_end", kept.pk)
        assert Subscription.objects.filter(pk=kept.pk).exists(), "nobody ends another's"
        browser.post("subscription_end", kept.pk)
        assert not Subscription.objects.exists()
        assert browser.post("subscribe", subject="", area="0").status_code == 422

    def test_there_is_an_end_to_how_many(self, line: Line, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("accounts.notifications.choosing.MOST_SUBSCRIPTIONS", 1)
        subscribe(subject=Subject.TENDERS, area=line.street, by=person)
        with pytest.raises(Refused):
            subscribe(subject=Subject.NEEDS, area=line.street, by=person)
        asked = {"subject": "NEEDS", "service_kind": "", "area": line.community.pk}
        assert Browser(person).post("subscribe", **asked).status_code == 409


class TestPages:
    def test_the_bell_says_how_much_is_new(self, person: User) -> None:
        browser = Browser(person)
        assert 'class="bell__count"' not in browser.get("message_choices").content.decode()
        notify([person.pk], "need.adopted", key="1", title="x")
        assert '<span class="bell__count">1<' in browser.get("message_choices").content.decode()
        assert 'class="bell"' not in Browser().get("opportunities").content.decode()

    def test_a_message_by_itself_is_its_readers_alone_and_a_look_marks_nothing(self, person: User) -> None:
        notify([person.pk], "need.adopted", key="1", title="助餐点")
        told = Notification.objects.get()
        page = Browser(person).get("notification", told.pk).content.decode()
        assert "助餐点" in page
        assert "waits for the daily mail" in page
        told.refresh_from_db()
        assert told.read_at is None
        assert Browser(UserFactory.create()).get("notification", told.pk).status_code == 404

    def test_what_was_given_up_is_shown_to_who_keeps_the_site(self, person: User) -> None:
        notify([person.pk], "award.letter", key="1", ocid="ocds-1")
        Delivery.objects.filter(channel="EMAIL").update(state="FAILED", last_error="SMTPServerDisconnected")
        assert Browser(person).get("undelivered").status_code == 404
        keeper = Browser(UserFactory.create(is_staff=True))
        page = keeper.get("undelivered").content.decode()
        assert "SMTPServerDisconnected" in page
        assert "li@example.org" not in page
        one = Delivery.objects.get(channel="EMAIL")
        assert Browser(person).post("undelivered_again", one.pk).status_code == 404
        keeper.post("undelivered_again", one.pk)
        assert deliver_due() == 1

    def test_words_that_were_given_up_are_counted_for_who_keeps_the_site(self, person: User) -> None:
        keeper = Browser(UserFactory.create(is_staff=True))
        assert "Everything was delivered." in keeper.get("undelivered").content.decode()
        for number in range(2):
            announce("plan.published", str(number))
        OutboxMessage.objects.update(dead_at=core_now(), last_error="LookupError")
        page = keeper.get("undelivered").content.decode()
        assert "Everything was delivered." not in page
        assert "<code>plan.published</code> · 2" in page
        assert "Something was given up" in keeper.get("desk").content.decode()
        assert "could not be delivered" not in Browser(person).get("desk").content.decode()

    def test_the_list_asks_as_much_at_sixty_rows_as_at_one(self, person: User) -> None:
        asked = []
        for number in range(60):
            notify([person.pk], "need.adopted", key=str(number), title="x")
            if number in (0, 2, 59):
                asked.append(queries_of(person, "notifications"))
        assert len(set(asked)) == 1
        assert asked[0] <= 15
