"""Figures as pictures: what is drawn says the same as the table beneath it."""

from __future__ import annotations

import json

import pytest

from cms import charts
from cms.models import HomePage
from cms.queries import figures
from tests.factories.contracts import ContractFactory
from tests.factories.ratings import RatingRoundFactory
from tests.factories.tenders import TenderFactory
from tests.pages import Browser

COUNTED = {"publishable": True, "index": 76.24, "interval": [71.5, 81.0], "n": 72}


def test_a_rating_is_a_dot_on_its_interval(site: HomePage) -> None:
    contract = ContractFactory.create(in_force=True)
    RatingRoundFactory.create(contract=contract, published=True, result={"counted": COUNTED, "target": "75.00"})
    RatingRoundFactory.create(contract=contract, published=True)
    RatingRoundFactory.create(contract=contract)
    rated = figures.ratings()
    assert [(one.index, one.low, one.high) for one in rated] == [(76.2, 71.5, 81.0)]
    assert charts.ratings(rated)["series"][0]["data"] == [[71.5, 81.0, 76.2, 0, 75.0]]


def test_the_funnel_counts_each_purchase_where_it_has_come(site: HomePage) -> None:
    TenderFactory.create(open=True)
    TenderFactory.create(opened=True)
    ContractFactory.create(in_force=True)
    counts = {line.label: line.value for line in figures.funnel(figures.counted_now())}
    assert list(counts.values()) == [3, 3, 2, 1, 1, 0, 0, 0]


def test_days_are_counted_between_stages_that_were_reached(site: HomePage) -> None:
    TenderFactory.create(open=True)
    assert [line.value for line in figures.days_per_stage()][-1] == 25  # from 16 March to 10 April


@pytest.mark.parametrize("key", ["funnel", "competition", "days", "ratings"])
def test_every_picture_stands_in_the_page_as_json(site: HomePage, key: str) -> None:
    answer = Browser().get("open")
    page = answer.content.decode()
    assert f'<script id="{key}" type="application/json">' in page
    (option,) = [picture.option for picture in answer.context["pictures"] if picture.key == key]
    assert json.loads(json.dumps(option)) == option


def test_a_project_shows_its_rating_and_its_days_as_pictures_with_tables(site: HomePage) -> None:
    contract = ContractFactory.create(in_force=True)
    result = {"counted": COUNTED, "target": "75.00", "population": {"self": 100, "assist": 80}}
    RatingRoundFactory.create(contract=contract, published=True, result=result)
    page = Browser().get("project", contract.purchase_ocid).content.decode()
    assert f'data-chart="ratings-{contract.pk}"' in page
    assert "71.5 – 81.0" in page
    assert "72 / 180" in page
    assert 'data-chart="days"' in page
    assert "style=" not in page
