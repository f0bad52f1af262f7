"""The text of a contract, its fingerprint, and what is signed over it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from procurement.bids.parts import DECLARATIONS
from procurement.evaluations.leading import declarations
from projects.contracts.models import Contract
from projects.contracts.reading import NAMES
from projects.contracts.states import Party
from projects.contracts.text import compose, fingerprint, last_day_of_term, plain, statement_for
from tests.factories.contracts import ContractFactory


def test_every_declaration_of_a_bid_has_its_words_wherever_it_is_read() -> None:
    assert set(DECLARATIONS) <= set(NAMES)
    assert set(DECLARATIONS) == {name for name, _words in declarations()}


@pytest.mark.django_db
class TestText:
    def test_it_is_the_tender_and_the_bid(self) -> None:
        contract = ContractFactory.create(offered=True)
        tender, bid = contract.lot.tender, contract.award.bid
        text = compose(contract)
        assert text["tender"] == {
            "objective": tender.objective,
            "requirements": tender.requirements,
            "term": tender.term_text,
            "scope": tender.scope,
            "expected_effect": tender.expected_effect,
        }
        assert (text["bid"], text["amount"]) == (bid.content, {"yuan": "3987654.00", "currency": "CNY"})
        assert text["parties"]["supplier"]["credit_code"] == contract.supplier.credit_code
        assert text["subcontracting"] == []
        assert [(one["percent"], one["yuan"]) for one in text["payment"]["milestones"]] == [
            ("30", "1196296.20"),
            ("50", "1993827.00"),
            ("20", "797530.80"),
        ]

    def test_it_reads_the_same_after_the_database(self) -> None:
        contract = ContractFactory.create(offered=True)
        assert Contract.objects.get(pk=contract.pk).text == compose(contract)

    def test_the_statement_holds_the_fingerprint_and_does_not_change_with_the_language(self) -> None:
        contract = ContractFactory.create(offered=True)
        statement = statement_for(contract, Party.SUPPLIER)
        assert statement.endswith(fingerprint(contract.text))
        assert contract.supplier.credit_code in statement
        with translation.override("en"):
            assert statement_for(contract, Party.SUPPLIER) == statement
        assert statement_for(contract, Party.BUYER) != statement


def test_the_fingerprint_does_not_depend_on_the_order_of_the_parts() -> None:
    assert fingerprint({"a": 1, "b": "二"}) == fingerprint({"b": "二", "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})


@pytest.mark.parametrize(
    ("starts_on", "months", "ends_on"),
    [
        (date(2026, 6, 1), 12, date(2027, 5, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 27)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 12, 15), 1, date(2027, 1, 14)),
        (date(2026, 3, 1), 36, date(2029, 2, 28)),
    ],
)
def test_a_term_ends_the_day_before_the_same_day(starts_on: date, months: int, ends_on: date) -> None:
    assert last_day_of_term(starts_on, months) == ends_on


@pytest.mark.parametrize(("percent", "text"), [("30.0000", "30"), ("27.22", "27.22"), ("100", "100"), ("0", "0")])
def test_a_percent_has_no_needless_zeros(percent: str, text: str) -> None:
    assert plain(Decimal(percent)) == text
