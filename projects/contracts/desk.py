"""What waits on people among the contracts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, holds
from core.desk import Waiting, waits
from core.time import day_of, end_of_day
from core.views import thing_url
from projects.contracts.models import Amendment, Contract
from projects.contracts.states import ContractState

MOST = 50  # lines a desk shows of one kind


def until(day: date | None) -> datetime | None:
    """The first instant after a last day, where it is known."""
    return end_of_day(day) if day else None


@waits(Role.BUYER_OFFICER, Role.APPROVER)
def for_the_buyer(user: Any) -> Iterator[Waiting]:
    """Contracts to offer, to sign, to publish, to file, to give up."""
    for contract in Contract.objects.waiting_for_buyer(user).order_by("pk")[:MOST]:
        title = str(contract.lot.title or contract.lot.tender.title)
        for todo, by_when in _todo(contract, user):
            yield Waiting(title, todo, thing_url(contract), until(by_when), contract.ocid)


def _todo(contract: Any, user: Any) -> Iterator[tuple[Any, date | None]]:
    officer = holds(user, contract.buyer_id, Role.BUYER_OFFICER)
    approver = holds(user, contract.buyer_id, Role.APPROVER)
    if contract.state in (ContractState.DRAFTED, ContractState.OFFERED):
        if contract.refused_at or (contract.sign_by and contract.sign_by < day_of(contract.read_at)):
            yield _("Give the contract up: it was not signed"), None
        elif contract.state == ContractState.DRAFTED and officer:
            yield _("Offer the contract for signature"), contract.sign_by
        elif contract.supplier_signed and approver and contract.offered_by_id != user.pk:
            yield _("Sign the contract for the buyer"), contract.sign_by
    elif contract.state == ContractState.SIGNED and not contract.signed_by_me:
        yield _("Publish the contract"), contract.publish_by
    if officer and contract.signed_at and not contract.filed_at:
        yield _("Send a copy of the contract to the finance department"), None


@waits(Role.SUPPLIER)
def for_the_supplier(user: Any) -> Iterator[Waiting]:
    """Contracts and supplements to sign."""
    for contract in Contract.objects.waiting_for_supplier(user).order_by("pk")[:MOST]:
        title = str(contract.lot.title or contract.lot.tender.title)
        yield Waiting(
            title, _("Read and sign the contract"), thing_url(contract), until(contract.sign_by), contract.ocid
        )
    for amendment in Amendment.objects.waiting_for_supplier(user).order_by("pk")[:MOST]:
        url = reverse("amendment_agree", args=[amendment.pk])
        yield Waiting(amendment.title, _("Read the supplement and agree"), url, None, amendment.contract.ocid)
