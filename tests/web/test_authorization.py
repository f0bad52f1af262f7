"""Who meets what at every address: the committed table is walked, and an address without a row fails.

`LINLI_WRITE_MATRIX=1` writes the table anew; whoever does it reads the difference line by line.
"""

from __future__ import annotations

import csv
import os
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from accounts.models import User
from tests.web.headers import faults
from tests.web.places import PEOPLE, TABLE, Address
from tests.web.state import changed, state

Table = dict[str, dict[str, int]]


def signed_in(who: str) -> Client:
    """The browser of a person of the table."""
    client = Client(raise_request_exception=False)
    if PEOPLE[who]:
        client.force_login(User.objects.get(email=PEOPLE[who]))
    return client


def met(who: str, places: list[Address]) -> tuple[dict[str, int], list[Any]]:
    """The status that a person meets at each address by GET, and whatever the headers of the answers lack."""
    client, found, wrong_headers = signed_in(who), {}, []
    for place in places:
        answer = client.get(place.url)
        if answer.streaming:
            list(answer.streaming_content)  # read to its end, a file is closed
        found[place.key] = answer.status_code
        wrong_headers += [(place.key, fault) for fault in faults(place.url, bool(PEOPLE[who]), answer)]
    return found, wrong_headers


def written() -> Table:
    """The committed table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("address"): {who: int(status) for who, status in row.items()} for row in csv.DictReader(file)}


def write(who: str, found: dict[str, int]) -> None:
    """Write a person's column of the table, with the rows of the addresses that there are."""
    table = written()
    nobody_yet = dict.fromkeys(PEOPLE, 0)
    rows = {key: {**nobody_yet, **table.get(key, {}), who: status} for key, status in found.items()}
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["address", *PEOPLE])
        writer.writerows([key, *(row[one] for one in PEOPLE)] for key, row in rows.items())


def test_no_address_stands_in_front_of_another(places: list[Address]) -> None:
    """Two pages with one address: the first is shown, and nobody ever reaches the second."""
    assert [(place.key, leads_to) for place in places if (leads_to := resolve(place.url).url_name) != place.name] == []


@pytest.mark.parametrize("who", PEOPLE)
def test_a_person_meets_what_the_table_says_and_a_look_changes_nothing(who: str, places: list[Address]) -> None:
    before = state()
    found, wrong_headers = met(who, places)
    assert changed(before) == []
    if os.environ.get("LINLI_WRITE_MATRIX"):
        write(who, found)
    assert wrong_headers == []
    expected = written()
    assert len(found) > 150, "the addresses were not read"
    assert set(found) == set(expected), "every address has a row, and every row an address"
    wrong = [(key, status, expected[key][who]) for key, status in found.items() if status != expected[key][who]]
    assert wrong == []
    assert [key for key, status in found.items() if status >= 500] == []
