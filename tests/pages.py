"""Walking through pages as a person: in English, by the names of addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation


def content_of(answer: Any) -> bytes:
    """Return what an answer holds; a file that it gives out is read to the end, and closed by that."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


class Browser:
    """A signed-in person (or nobody) who opens pages and sends forms."""

    def __init__(self, user: Any = None) -> None:
        self.client = Client()
        if user is not None and user.is_authenticated:
            self.client.force_login(user)

    def get(self, name: str, *args: Any, query: str = "") -> Any:
        """Open the page of an address."""
        with translation.override("en"):
            return self.client.get(reverse(name, args=args) + query)

    def post(self, address: str, /, *args: Any, **data: Any) -> Any:
        """Send a form to an address."""
        with translation.override("en"):
            return self.client.post(reverse(address, args=args), data)


@contextmanager
def counted() -> Iterator[Callable[[], int]]:
    """Count the queries inside the block."""
    with CaptureQueriesContext(connection) as queries:
        yield lambda: len(queries)


def queries_of(person: Any, name: str, *args: Any) -> int:
    """Return how many queries a page takes; the person's session is fresh, as in life."""
    browser = Browser(person)
    with counted() as number:
        assert browser.get(name, *args).status_code == 200
    return number()


def statuses(people: dict[str, Any], name: str, *args: Any, post: dict[str, Any] | None = None) -> dict[str, int]:
    """Return each person's status at an address."""
    found = {}
    for who, person in people.items():
        browser = Browser(person)
        found[who] = (browser.get(name, *args) if post is None else browser.post(name, *args, **post)).status_code
    return found
