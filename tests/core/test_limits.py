"""Counting wrong answers: one count for all processes, by an address that no visitor can choose."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client, RequestFactory, override_settings

from core.proxies import address_of, proxies_are_counted

pytestmark = pytest.mark.django_db
PROXY = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    caches["default"].clear()


def another_process() -> Any:
    """The cache as another web process has it: an object of its own."""
    return caches.create_connection("default")


def test_what_one_process_counts_the_others_know() -> None:
    caches["default"].set("counted", [1.5, 2.5], 300)
    assert another_process().get("counted") == [1.5, 2.5]
    assert another_process().add("counted", "mine") is False
    another_process().delete("counted")
    assert caches["default"].get("counted") is None


def test_what_is_only_quicker_to_remember_costs_no_question(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        caches["default"].set("wagtail_site_root_paths", ["/"], None)
        assert caches["default"].get("wagtail_site_root_paths") == ["/"]


def test_an_address_that_a_visitor_writes_counts_for_nothing() -> None:
    """Whoever tries eleven accounts is stopped, though every request names another origin."""
    client = Client()
    found = [
        client.post(
            "/accounts/login/",
            {"login": f"p{number}@example.org", "password": "wrong"},
            headers={"x-forwarded-for": f"10.0.0.{number}"},
        ).status_code
        for number in range(11)
    ]
    assert found == [200] * 10 + [429]


@pytest.mark.parametrize(
    ("proxies", "written", "address"),
    [
        (0, "1.2.3.4", "127.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "nonsense", None),
    ],
)
def test_an_address_is_taken_from_as_many_proxies_as_there_are(proxies: int, written: str, address: str | None) -> None:
    request = RequestFactory(headers={"x-forwarded-for": written}).get("/")
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        assert address_of(request) == address


@pytest.mark.parametrize(
    ("header", "proxies", "faults"),
    [(None, 0, []), (PROXY, 0, ["core.E002"]), (PROXY, 1, [])],
)
def test_a_proxy_that_is_not_counted_is_told_at_the_check_of_a_deployment(
    header: Any, proxies: int, faults: list[str]
) -> None:
    with override_settings(SECURE_PROXY_SSL_HEADER=header, ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        assert [one.id for one in proxies_are_counted()] == faults


@pytest.mark.parametrize("action", ["request_login_code", "reset_password", "confirm_email", "verify_phone"])
def test_nobody_guesses_a_code_in_a_day(settings: Any, action: str) -> None:
    """Six digits are a million; three tries at each code that may be sent in a day are less than a thousandth of it."""
    rates = settings.ACCOUNT_RATE_LIMITS[action].split(",")
    [a_day] = [int(rate.split("/")[0]) for rate in rates if rate.endswith("/d/key")]
    assert a_day * 3 < 10 ** settings.ALLAUTH_USER_CODE_FORMAT["length"] / 1000


def test_codes_of_one_address_have_an_end_for_the_day(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "request_login_code": "15/5m/ip,20/5m/key,4/d/key"}
    whom = {"email": "li@example.org"}
    answers = [Client().post("/accounts/login/code/", whom).status_code for _try in range(5)]
    assert answers == [302] * 4 + [429]
