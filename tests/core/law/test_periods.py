"""Every clock of the rulebook, one row each, and the deadlines of the methods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.law.periods import amendment_postpones, clock_end, earliest_deadline, is_in_time
from core.law.refusals import DoesNotApply, NotInForce, UncoveredYear, UnknownRule
from core.law.rulebook import rulebook
from core.law.seed import seed_rows, seed_years
from core.law.workdays import Calendar

CALENDAR = Calendar.from_rows(seed_years(), [(day, is_off) for day, is_off, _name in seed_rows()])

# From Friday 2025-09-26 the working days are 28 (make-up), 29, 30 September, 9, 10, 11 (make-up), 13, 14 … October.
CLOCKS_FROM_26_SEPTEMBER_2025 = {
    "tender_period": "2025-10-16",
    "consultation_period": "2025-10-09",
    "negotiation_period": "2025-09-30",
    "notice_period": "2025-10-10",
    "document_sale": "2025-10-10",
    "prequalification_period": "2025-10-10",
    "termination_refund": "2025-10-10",
    "medium_publish": "2025-09-28",
    "inquiry_reply": "2025-09-30",
    "deposit_refund_loser": "2025-10-10",
    "deposit_refund_winner": "2025-10-10",
    "deposit_refund_withdrawn": "2025-10-10",
    "report_delivery": "2025-09-29",
    "buyer_confirm": "2025-10-10",
    "award_publish": "2025-09-29",
    "result_notice": "2025-09-28",
    "single_source_notice": "2025-10-10",
    "single_source_objection": "2025-10-10",
    "challenge_document": "2025-10-13",
    "challenge_process": "2025-10-13",
    "challenge_result": "2025-10-14",
    "challenge_reply": "2025-10-13",
    "complaint_lodge": "2025-10-23",
    "complaint_review": "2025-10-10",
    "complaint_misdirected_notice": "2025-09-30",
    "complaint_copies": "2025-10-14",
    "complaint_response": "2025-10-10",
    "complaint_decision": "2025-11-13",
    "contract_sign": "2025-10-26",
    "contract_publish": "2025-09-29",
    "contract_file": "2025-10-13",
    "payment": "2025-10-26",
    "framework_sign": "2025-10-26",
    "framework_file": "2025-10-13",
    "framework_join": "2025-10-13",
    "framework_summary": "2025-10-16",
    "rating_held": "2025-10-10",
    "rating_back_check": "2025-10-16",
}


def end(key: str, start: str) -> str:
    return clock_end(key, date.fromisoformat(start), CALENDAR).result.isoformat()


def deadline(method: str, issued: str) -> str:
    return earliest_deadline(method, date.fromisoformat(issued), CALENDAR).result.isoformat()


def test_the_table_holds_every_clock():
    assert set(CLOCKS_FROM_26_SEPTEMBER_2025) == set(rulebook().clocks)


@pytest.mark.parametrize(("key", "last_day"), CLOCKS_FROM_26_SEPTEMBER_2025.items())
def test_a_clock_across_national_day(key, last_day):
    assert end(key, "2025-09-26") == last_day


@pytest.mark.parametrize(
    ("key", "start", "last_day"),
    [
        ("challenge_result", "2025-12-01", "2025-12-11"),
        ("contract_sign", "2025-09-05", "2025-10-09"),  # 10-05 lies in the holiday
        ("contract_sign", "2025-09-08", "2025-10-09"),  # 10-08 is its last day
        ("contract_sign", "2026-01-20", "2026-02-24"),  # Spring Festival
        ("contract_sign", "2025-02-20", "2025-03-22"),  # an ordinary Saturday stays
        ("contract_sign", "2025-01-06", "2025-02-05"),  # the first day after Spring Festival
        ("contract_sign", "2018-04-01", "2018-05-02"),
        ("contract_sign", "2015-04-01", "2015-05-02"),  # the day after the holiday is an ordinary Saturday: it stays
        ("payment", "2025-09-05", "2025-10-05"),  # a holiday does not put off a payment
        ("notice_period", "2026-02-13", "2026-02-27"),
        ("notice_period", "2026-02-24", "2026-03-02"),  # Saturday 02-28 is worked
    ],
)
def test_a_clock_ends(key, start, last_day):
    assert end(key, start) == last_day


@pytest.mark.parametrize(
    ("method", "issued", "earliest"),
    [
        ("open_tender", "2025-06-03", "2025-06-23"),
        ("open_tender", "2025-09-11", "2025-10-09"),
        ("open_tender", "2025-09-18", "2025-10-09"),
        ("open_tender", "2025-09-19", "2025-10-09"),
        ("open_tender", "2026-01-26", "2026-02-24"),
        ("open_tender", "2025-03-02", "2025-03-22"),
        ("consultation", "2025-06-03", "2025-06-13"),
        ("consultation", "2025-09-25", "2025-10-09"),
        ("negotiation", "2025-06-03", "2025-06-06"),
        ("negotiation", "2025-09-28", "2025-10-09"),
    ],
)
def test_the_earliest_deadline(method, issued, earliest):
    assert deadline(method, issued) == earliest


def test_a_single_source_has_no_deadline():
    with pytest.raises(DoesNotApply, match=r"单一来源|single source"):
        deadline("single_source", "2025-06-03")


def test_an_unknown_clock_is_refused_with_the_clocks_there_are():
    with pytest.raises(UnknownRule, match="contract_sign"):
        end("lunch", "2025-06-03")
    with pytest.raises(UnknownRule):
        end("bid_deposit", "2025-06-03")  # a rule, but no clock


@pytest.mark.parametrize("key", sorted(CLOCKS_FROM_26_SEPTEMBER_2025))
def test_no_clock_reaches_an_uncovered_year(key):
    with pytest.raises(UncoveredYear, match="2027"):
        end(key, "2026-12-31")


def test_a_clock_of_a_later_rule_does_not_run_yet():
    with pytest.raises(NotInForce):
        clock_end("result_notice", date(2015, 6, 1), CALENDAR, rulebook(date(2015, 6, 1)))


def test_the_reasons_name_the_rule_and_the_holiday_that_moved_it():
    outcome = clock_end("contract_sign", date(2025, 9, 5), CALENDAR)
    assert [reason.rule for reason in outcome.because] == ["contract_sign", "day_counting", "holiday_move"]
    assert [reason.rule for reason in clock_end("challenge_result", date(2025, 12, 1), CALENDAR).because] == [
        "result_notice",
        "day_counting",
        "challenge_result",
        "challenge_day_counting",
    ]


@given(st.sampled_from(sorted(CLOCKS_FROM_26_SEPTEMBER_2025)), st.dates(date(2004, 1, 1), date(2026, 9, 30)))
def test_a_clock_ends_later_than_it_starts_and_never_inside_a_holiday(key, start):
    last_day = clock_end(key, start, CALENDAR).result
    assert last_day > start
    rule = rulebook().rule(key)
    if rule.unit == "working_days":
        assert CALENDAR.is_workday(last_day)
    elif rule.moves:
        assert not CALENDAR.is_announced_holiday(last_day)
    else:
        assert last_day - start == timedelta(days=rule.whole)


def test_the_last_day_is_in_time_the_next_is_not():
    start = date(2025, 12, 1)
    assert is_in_time("challenge_result", start, date(2025, 12, 11), CALENDAR) is True
    assert is_in_time("challenge_result", start, date(2025, 12, 12), CALENDAR) is False


@pytest.mark.parametrize(
    ("method", "amended", "postponed"),
    [
        ("open_tender", date(2025, 6, 8), None),
        ("open_tender", date(2025, 6, 9), date(2025, 6, 24)),
        ("consultation", date(2025, 6, 18), None),
        ("consultation", date(2025, 6, 19), date(2025, 6, 24)),
        ("negotiation", date(2025, 6, 18), None),
        ("negotiation", date(2025, 6, 19), date(2025, 6, 24)),
    ],
)
def test_a_late_amendment_postpones_the_deadline(method, amended, postponed):
    assert amendment_postpones(method, amended, date(2025, 6, 23), CALENDAR) == postponed
