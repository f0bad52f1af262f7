"""A number that the database keeps unique, refused in a sentence where it is taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

from core.transitions import Text, refuse


@contextmanager
def numbered_once(otherwise: Text) -> Iterator[None]:
    """Turn the database's refusal of a number that is taken into a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as taken:
        if not isinstance(taken.__cause__, UniqueViolation):
            raise
        raise refuse(otherwise) from None
