"""Accounts of the books for tests."""

from __future__ import annotations

import factory

from payments.ledger.models import Account, AccountKind


class AccountFactory(factory.django.DjangoModelFactory):
    """An account of no organisation; treasury money unless a trait says otherwise."""

    class Meta:
        model = Account

    code = factory.Sequence(lambda n: f"account:{n}")
    kind = AccountKind.TREASURY

    class Params:
        expense = factory.Trait(kind=AccountKind.EXPENSE)
        payable = factory.Trait(kind=AccountKind.PAYABLE)
        held = factory.Trait(kind=AccountKind.HELD)
        dollars = factory.Trait(currency="USD")
