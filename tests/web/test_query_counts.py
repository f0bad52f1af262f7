"""Every list, every thing and every desk asks the same few questions at 1, 3 and 60 rows, and lists weigh little.

The demo's world is grown inside the database: each table's rows are copied, so that whatever a page lists, waits for or
hangs on a thing is there sixty times. Addresses come from the resolver: a new one is measured without being named. Of
those who are shown an address, the first and the last look at it.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import OneToOneField
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.database.roles import as_owner
from tests.pages import content_of
from tests.web.places import PEOPLE, Address, readers

OURS = ("accounts", "payments", "procurement", "projects")
# One row is meant of each of these, whatever a copy would say; and who somebody is stays as it is.
SINGLE = {"accounts.Area", "accounts.Expert", "accounts.User", "procurement.Award"}
FEW, MANY = 3, 60  # before the first growth there is what the stories leave, mostly one
PUBLIC, THING, DESK = 10, 12, 15
WORK = {"conformity"}  # lists what waits for the leader
LISTS = {"home", "opportunities", "notices", "needs", "projects", "guides"}
WEIGHT = 100_000  # bytes


def limit_of(place: Address) -> int:
    """How many questions an address may ask."""
    if place.name in LISTS:
        return PUBLIC
    is_list = not any(sign.isdigit() for sign in place.url) and place.story == ""
    return DESK if is_list or place.name in WORK else THING


def grow(number: int) -> None:
    """Copy the rows of every table until each that has any has this many; what forbids it is taken off first."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for app in OURS:
            for model in apps.get_app_config(app).get_models():
                if model._meta.label not in SINGLE and _is_one_of_many(model):
                    _copy(cursor, model, number)
        cursor.execute("SET LOCAL session_replication_role = origin")


def _is_one_of_many(model: Any) -> bool:
    parts = any(isinstance(field, OneToOneField) for field in model._meta.concrete_fields)
    return model._meta.pk.column == "id" and not parts


def _copy(cursor: Any, model: Any, number: int) -> None:
    table = model._meta.db_table
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, c.conname FROM pg_index i "
        "LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('u', 'x') "
        "WHERE i.indrelid = %s::regclass AND (i.indisunique OR i.indisexclusion) AND NOT i.indisprimary",
        [table],
    )
    for index, constraint in cursor.fetchall():
        if constraint:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}" CASCADE')
        else:
            cursor.execute(f"DROP INDEX {index}")
    names = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if field.column != "id")
    # Whole copies one after the other: the newest row of anything is always a copy of the same one.
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}, generate_series(1, "
        f"(SELECT %s / GREATEST(count(*), 1) FROM {table})) AS copy ORDER BY copy, id",
        [number],
    )


def asked(places: list[Address]) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    """Return the status, the number of questions, the weight and the limit of every address for those who look."""
    found = {}
    shown = readers()
    for who, email in PEOPLE.items():
        client = Client(raise_request_exception=False)
        if email:
            client.force_login(User.objects.get(email=email))
        for place in places:
            if who not in shown[place.key]:
                continue
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(place.url)
            found[place.key, who] = (answer.status_code, len(queries), len(content_of(answer)), limit_of(place))
    return found


@pytest.mark.heavy
def test_no_page_asks_more_at_sixty_rows_than_at_three_or_at_one(places: list[Address]) -> None:
    asked([place for place in places if place.name in LISTS])  # what the process remembers from then on
    one = asked(places)
    grow(FEW)
    few = asked(places)
    grow(MANY)
    many = asked(places)
    shown = {key for key, (status, *_rest) in few.items() if status == 200}
    assert len(shown) > 150, "the addresses were not read"
    assert {key: status for key, (status, *_rest) in many.items() if status >= 500} == {}
    faults = {
        "more at sixty than at three": {
            key: (few[key][1], many[key][1]) for key in shown if few[key][1] < many[key][1]
        },
        # Where the stories leave nothing there is nothing to follow: fewer questions at first are no fault.
        "more at three than the limit allows for one": {
            key: (one[key][1], few[key][1]) for key in shown if one[key][1] > few[key][1]
        },
        "more than its limit": {key: many[key][1] for key in shown if many[key][1] > many[key][3]},
        "heavier than its limit": {
            key: many[key][2] for key in shown if many[key][3] != THING and many[key][2] >= WEIGHT
        },
    }
    assert {fault: found for fault, found in faults.items() if found} == {}
