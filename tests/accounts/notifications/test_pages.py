"""Pages of notifications: only one's own, and reading them changes nothing by itself."""

from __future__ import annotations

import pytest

from accounts.models import Notification, User
from accounts.notifications.links import link_of
from tests.factories.accounts import NotificationFactory, UserFactory
from tests.pages import Browser, queries_of


@pytest.fixture
def person(db: None) -> User:
    return UserFactory.create()


def told(person: User, **payload: object) -> Notification:
    return NotificationFactory.create(recipient=person, topic="need.adopted", payload={"title": "助餐点", **payload})


def test_one_reads_ones_own_and_nobody_elses(person: User) -> None:
    told(person, need_id=7)
    told(UserFactory.create(), need_id=8, title="别人的")
    page = Browser(person).get("notifications").content.decode()
    assert 'The street office has taken up “<span lang="zh-Hans">助餐点</span>”.' in page
    assert "别人的" not in page
    assert Notification.objects.unread().count() == 2


def test_the_button_marks_one_read_and_opens_it(person: User) -> None:
    one = told(person, need_id=7)
    browser = Browser(person)
    assert browser.get("notification_read", one.pk).status_code == 405
    done = browser.post("notification_read", one.pk, open="1")
    assert (done.status_code, done.url.endswith("/desk/needs/7/")) == (302, True)
    assert Notification.objects.unread().count() == 0


def test_anybody_elses_is_not_there(person: User) -> None:
    one = told(person)
    assert Browser(UserFactory.create()).post("notification_read", one.pk).status_code == 404
    assert Browser(person).post("notification_read", 0).status_code == 404
    assert Notification.objects.unread().count() == 1


def test_all_are_marked_at_once_and_only_ones_own(person: User) -> None:
    told(person)
    told(person)
    told(UserFactory.create())
    button = 'action="/en/desk/told/read/"'
    assert button in Browser(person).get("notifications").content.decode()
    Browser(person).post("notifications_read")
    assert Notification.objects.unread().count() == 1
    assert button not in Browser(person).get("notifications").content.decode()
    assert "Nothing here." in Browser(person).get("notifications", query="?unread=1").content.decode()


@pytest.mark.parametrize(
    ("facts", "address"),
    [
        ({"url": "/zh-hans/x/", "payload": {"need_id": 7}}, "/zh-hans/x/"),
        ({"url": "//evil.example/", "payload": {}}, ""),
        ({"url": "https://evil.example/", "payload": {}}, ""),
        ({"payload": {"need_id": "abc"}}, ""),
        ({"payload": {"unknown_id": 7}}, ""),
    ],
)
def test_it_leads_only_to_our_own_pages(person: User, facts: dict[str, object], address: str) -> None:
    assert link_of(NotificationFactory.create(recipient=person, **facts)) == address


@pytest.mark.parametrize(
    ("payload", "address"),
    [
        ({"payout": 7, "contract": 3, "ocid": "x"}, "/desk/payments/7/"),
        ({"milestone": 5, "ocid": "x"}, "/desk/milestones/5/"),
        ({"contract": 3, "supplier": 8, "ocid": "x"}, "/desk/contracts/3/"),
        ({"rating_round": 2, "ocid": "x"}, "/desk/ratings/2/"),
        ({"share": 4}, "/shares/4/"),
        ({"deposit": 4}, "/org/deposits/4/"),
        ({"query": 6, "ocid": "x"}, "/desk/low-prices/6/"),
    ],
)
def test_what_a_message_names_it_leads_to(person: User, payload: dict[str, object], address: str) -> None:
    assert link_of(NotificationFactory.create(recipient=person, payload=payload)).endswith(address)


def test_a_clock_leads_to_its_thing(person: User) -> None:
    one = NotificationFactory.create(
        recipient=person, payload={"thing_kind": "accounts.Organisation", "thing_id": 5, "rule": "x", "ends_on": "y"}
    )
    assert link_of(one).endswith("/desk/organisations/5/")


def test_the_desk_counts_what_is_new(person: User) -> None:
    told(person)
    assert "1 not read yet." in Browser(person).get("desk").content.decode()


def test_the_list_costs_the_same_at_one_and_at_three_rows(person: User) -> None:
    told(person)
    one = queries_of(person, "notifications")
    told(person)
    told(person)
    assert queries_of(person, "notifications") == one
    assert one <= 10
