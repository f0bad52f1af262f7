"""The card provider's stand-in, as the tests of money ask for it."""

from tests.payments.conftest import fake

__all__ = ["fake"]
