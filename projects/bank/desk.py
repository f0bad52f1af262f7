"""What waits on the finance officer at the bank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, organisations_of
from core.desk import Place, places, waits_in
from projects.bank.models import BankLine


@waits_in(
    Role.FINANCE,
    todo=_("Find out why the bank's line differs"),
    page="bankline",
    title=F("serial"),
    amount=F("amount_fen"),
)
def lines_that_differ(user: Any) -> Any:
    """Lines that agree with no payment."""
    mine = organisations_of(user, Role.FINANCE)
    return BankLine.objects.filter(buyer__in=mine).differing()


@places(Role.FINANCE, at=91)
def bank(user: Any) -> Iterator[Place]:
    """The bank's statements."""
    yield Place(reverse("bank"), _("Treasury and bank"), _("Orders on their way, statements, and lines that differ."))
