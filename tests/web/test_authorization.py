"""Who meets what at every address: the committed table is walked, and an address without a row fails.

`LINLI_WRITE_MATRIX=1` writes the table anew; whoever does it reads the difference line by line.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from typing import Any

from django.apps import apps
from django.test import Client

from accounts.models import User
from tests.web.headers import faults
from tests.web.places import PEOPLE, TABLE, Address

# A look at these writes no more than that somebody has come in.
UNCOUNTED = {"sessions.Session", "accounts.User"}


def rows() -> Counter[str]:
    """How many rows there are of everything that is managed."""
    return Counter(
        {
            model._meta.label: model._default_manager.count()
            for model in apps.get_models()
            if model._meta.managed and model._meta.label not in UNCOUNTED
        }
    )


def met(places: list[Address], wrong_headers: list[Any]) -> dict[str, dict[str, int]]:
    """The status that each person meets at each address, by GET; notes down whatever the headers lack."""
    table: dict[str, dict[str, int]] = {place.key: {} for place in places}
    for who, email in PEOPLE.items():
        client = Client(raise_request_exception=False)
        if email:
            client.force_login(User.objects.get(email=email))
        for place in places:
            answer = client.get(place.url)
            table[place.key][who] = answer.status_code
            wrong_headers += [(place.key, who, fault) for fault in faults(place.url, bool(email), answer)]
    return table


def written() -> dict[str, dict[str, int]]:
    """The committed table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("address"): {who: int(status) for who, status in row.items()} for row in csv.DictReader(file)}


def write(table: dict[str, dict[str, int]]) -> None:
    """Write the table."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["address", *PEOPLE])
        writer.writerows([key, *row.values()] for key, row in table.items())


def test_everybody_meets_what_the_table_says_and_a_look_changes_nothing(places: list[Address]) -> None:
    wrong_headers: list[Any] = []
    before = rows()
    found = met(places, wrong_headers)
    assert rows() == before
    if os.environ.get("LINLI_WRITE_MATRIX"):
        write(found)
    assert wrong_headers == []
    expected = written()
    assert len(found) > 150, "the addresses were not read"
    assert set(found) == set(expected), "every address has a row, and every row an address"
    wrong: list[Any] = [
        (key, who, status, expected[key][who])
        for key, row in found.items()
        for who, status in row.items()
        if status != expected[key][who]
    ]
    assert wrong == []
    assert [(key, who) for key, row in found.items() for who, status in row.items() if status >= 500] == []
