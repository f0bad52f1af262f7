"""The loan prime rate: who records it, what stays on record, and which contracts it binds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from projects.contracts.services import offer_contract
from projects.rates.models import PrimeRate
from projects.rates.services import record_prime_rate
from tests.factories.contracts import WHILE_SIGNING
from tests.pages import Browser, statuses
from tests.projects.arrears.test_interest import become
from tests.projects.story import Story, begin
from tests.refusals import why

pytestmark = pytest.mark.django_db
RATE = {"percent": "3.10", "valid_from": "2026-01-20", "source": "全国银行间同业拆借中心公告"}


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_SIGNING)
    return begin()


def recorded(story: Story, percent: str, day: date) -> PrimeRate:
    return record_prime_rate(percent=Decimal(percent), valid_from=day, source="公告", by=story.cast.supervisor)


def test_the_supervisor_records_it_with_name_and_time(story: Story) -> None:
    supervisor = Browser(story.cast.supervisor)
    assert supervisor.post("prime_rate_record", **RATE, sure="1").status_code == 302
    rate = PrimeRate.objects.get()
    assert (rate.percent, rate.by, rate.at.date()) == (Decimal("3.10"), story.cast.supervisor, WHILE_SIGNING.date())
    page = Browser(story.cast.finance).get("prime_rates").content.decode()
    assert "3.10 %" in page
    assert str(story.cast.supervisor) in page


def test_who_reads_and_who_records(story: Story) -> None:
    people = {who: getattr(story.cast, who) for who in ("supervisor", "finance", "supplier", "resident", "stranger")}
    assert statuses(people, "prime_rates") == {
        "supervisor": 200,
        "finance": 200,
        "supplier": 200,
        "resident": 403,
        "stranger": 403,
    }
    assert statuses(people, "prime_rate_record", post={**RATE, "sure": "1"}) == {
        "supervisor": 302,
        "finance": 403,
        "supplier": 403,
        "resident": 404,
        "stranger": 404,
    }


def test_what_was_recorded_stays(story: Story) -> None:
    recorded(story, "3.10", date(2026, 1, 20))
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        PrimeRate.objects.update(percent=1)
    recorded(story, "3.00", date(2026, 5, 20))
    recorded(story, "3.45", date(2026, 1, 20))  # a slip is put right by recording it again
    days = {date(2026, 1, 19): None, date(2026, 1, 20): "3.45", date(2026, 5, 19): "3.45", date(2026, 5, 20): "3.00"}
    for day, percent in days.items():
        assert PrimeRate.objects.percent_on(day) == (None if percent is None else Decimal(percent))


class TestTheTermsOfAContract:
    @pytest.mark.parametrize(
        ("days", "percent", "prime", "sentence"),
        [
            (61, None, None, "A small or medium supplier has to be paid within 60 days of the acceptance."),
            (60, "3.09", "3.10", "The overdue interest agreed with a small or medium supplier lies below"),
            (60, "3.10", None, "The overdue interest agreed with a small or medium supplier lies below"),
            (60, "3.10", "3.10", None),
            (None, None, None, None),
        ],
    )
    def test_a_small_or_medium_supplier_is_protected(
        self, story: Story, days: int | None, percent: str | None, prime: str | None, sentence: str | None
    ) -> None:
        become(story.supplier, medium=True)
        if prime:
            recorded(story, prime, date(2026, 1, 20))
        terms = {"payment_days": days, "overdue_percent": Decimal(percent) if percent else None}
        contract = story.contract()
        if sentence is None:
            assert offer_contract(contract.pk, **terms, by=story.cast.officer).state == "OFFERED"
        else:
            (said,) = why(offer_contract, contract.pk, **terms, by=story.cast.officer)
            assert said.startswith(sentence)

    def test_any_other_agrees_as_it_likes(self, story: Story) -> None:
        contract = offer_contract(
            story.contract().pk, payment_days=90, overdue_percent=Decimal("1.00"), by=story.cast.officer
        )
        assert (contract.text["payment"]["days"], contract.text["payment"]["overdue_percent"]) == (90, "1")
        page = Browser(story.cast.supplier).get("contract", contract.pk).content.decode()
        assert "within 90 days of the acceptance" in page
        assert "1 % a year" in page

    def test_where_nothing_is_agreed_the_text_says_nothing(self, story: Story) -> None:
        contract = offer_contract(story.contract().pk, by=story.cast.officer)
        assert {"days", "overdue_percent"}.isdisjoint(contract.text["payment"])
