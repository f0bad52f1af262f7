"""Rows for tests in any state: what the database forbids in use it allows to fixtures of a test database."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import factory
from django.db import connection, transaction


@contextlib.contextmanager
def fixture_mode() -> Iterator[None]:
    """Let rows begin in any state inside the block; holds in a test database only."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('linli.fixture', 'on', true)")
        yield
        cursor.execute("SELECT set_config('linli.fixture', '', true)")


class MachineFactory(factory.django.DjangoModelFactory):
    """Inserts a row of a state machine in the state that the test asks for."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> Any:
        with fixture_mode():
            return super()._create(model_class, *args, **kwargs)
