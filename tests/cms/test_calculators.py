"""The eight calculators as forms: the rulebook's answers with their articles, and bad input kept with a sentence."""

from __future__ import annotations

import pytest

from cms.calculators.forms import CALCULATORS
from tests.pages import Browser

SHEET = {
    "method": "open_tender",
    "price_weight": "10",
    "criteria": "Plan, 60\nTeam, 30",
    "bids": "A, 88.00, 50 52 48, 27 28 29\nB, 80.00, 40 42 44, 20 22 24, small\nC, 10, 1 1 1, 1 1 1, not qualified",
    "ceiling": "100",
    "deduction": "0.10",
}
RATING = {
    "self_people": "70",
    "self_answers": "14 9 3 1 0",
    "assist_people": "110",
    "assist_answers": "30,20,5,2,1",
    "target": "75",
    "floor": "50",
}
BOUNDS = {"target": "75", "floor": "50"}
RIGHT = [
    ("deadline", {"method": "open_tender", "issued": "2025-06-03"}, "2025-06-23"),
    ("clock", {"rule": "contract_sign", "start": "2025-06-03"}, "2025-07-03"),
    ("score", SHEET, "First: A"),
    ("low-price", {"ceiling": "100", "bids": "41 78, 80，89"}, "Abnormally low: 41"),
    ("committee", {"method": "open_tender", "budget": "¥4,075,000.00"}, "At least 5 members"),
    ("uscc", {"code": "52141081MJ00000773"}, "The code is right."),
    ("rating", RATING, "Index"),
    (
        "payout",
        {"policy": "shenzhen_90", "contract": "¥6,929,000.00", "score": "81", "tail_percent": ""},
        "6,236,100.00",
    ),
    ("payout", {"policy": "shenzhen_90", "contract": "6929000", "score": "60", "tail_percent": "30"}, "230,966.67"),
    ("payout", {"policy": "interval", "performance_part": "7500", "lower": "57", "upper": "67", **BOUNDS}, "5,100.00"),
    ("payout", {"policy": "instalments", "contract": "4075000", "percents": "30 50% 20"}, "2,037,500.00"),
]
WRONG = [
    ("deadline", {"method": "open_tender", "issued": "3 June"}, "3 June"),
    ("deadline", {"method": "single_source", "issued": "2025-06-03"}, "2025-06-03"),
    ("deadline", {"method": "open_tender", "issued": "9999-12-31"}, "9999-12-31"),
    ("clock", {"rule": "nonsense", "start": "2025-06-03"}, "2025-06-03"),
    ("score", {**SHEET, "price_weight": "20"}, "Plan, 60"),
    ("score", {**SHEET, "bids": "A, 88.00, 50 52 48"}, "A, 88.00, 50 52 48"),
    ("score", {**SHEET, "criteria": "Plan"}, "Plan"),
    ("low-price", {"ceiling": "100", "bids": "41 41"}, "41 41"),
    ("low-price", {"ceiling": "-1", "bids": "41"}, "-1"),
    ("low-price", {"ceiling": "100", "bids": "a b"}, "a b"),
    ("committee", {"method": "open_tender", "budget": "much"}, "much"),
    ("committee", {"method": "open_tender", "budget": "1e999999"}, "1e999999"),
    ("uscc", {"code": ""}, ""),
    ("rating", {**RATING, "self_answers": "14 9"}, "14 9"),
    ("rating", {**RATING, "self_people": "3"}, "14 9 3 1 0"),
    ("rating", {**RATING, "target": "NaN"}, "NaN"),
    ("payout", {"policy": "shenzhen_90", "contract": "6929000", "score": "101"}, "101"),
    ("payout", {"policy": "instalments", "contract": "100", "percents": "30 50"}, "30 50"),
    (
        "payout",
        {"policy": "point_amount", "fee": "much", "score": "9", "full_from": "90", "amount_per_point": "1"},
        "much",
    ),
    ("payout", {"policy": "of our own", "contract": "100"}, ""),
]


def ask(key: str, given: dict[str, str]) -> tuple[int, str]:
    browser = Browser()
    page = browser.get("calculator", key)
    assert page.status_code == 200
    address = page.request["PATH_INFO"]
    way = browser.client.get if CALCULATORS[key].method == "get" else browser.client.post
    answer = way(address, given)
    return answer.status_code, answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "given", "expected"), RIGHT, ids=[key for key, *_rest in RIGHT])
def test_an_answer_comes_with_its_articles(key: str, given: dict[str, str], expected: str) -> None:
    status, page = ask(key, given)
    assert status == 200
    assert expected in page
    assert '<span class="article">' in page


def test_every_calculator_is_proved() -> None:
    assert list(dict.fromkeys(key for key, *_rest in RIGHT)) == list(CALCULATORS)


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "given", "kept"), WRONG)
def test_bad_input_is_kept_with_a_sentence(key: str, given: dict[str, str], kept: str) -> None:
    status, page = ask(key, given)
    assert status == 422
    assert "govuk-error-summary" in page
    assert kept in page


@pytest.mark.django_db
def test_a_wrong_code_is_an_answer() -> None:
    status, page = ask("uscc", {"code": "52141081MJ00000774"})
    assert status == 200
    assert "Its last check character is wrong." in page


@pytest.mark.django_db
def test_the_rules_of_another_day_can_be_asked() -> None:
    _status, page = ask("low-price", {"ceiling": "100", "bids": "41 78 80 89", "on": "2025-06-01"})
    assert "No price is abnormally low." in page


@pytest.mark.django_db
def test_an_unknown_calculator_is_not_there() -> None:
    assert Browser().get("calculator", "roulette").status_code == 404


def test_a_policy_is_chosen_before_its_figures_are_asked() -> None:
    browser = Browser()
    address = browser.get("calculator", "payout").request["PATH_INFO"]
    first = browser.client.get(address).content.decode()
    assert 'name="policy"' in first
    assert 'name="score"' not in first
    then = browser.client.get(address, {"policy": "point_amount"})
    assert then.status_code == 200
    assert 'name="amount_per_point"' in then.content.decode()
    assert 'name="percents"' not in then.content.decode()
