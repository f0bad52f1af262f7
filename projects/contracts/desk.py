"""What waits on people among the contracts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import BUYER_ROLES, Role
from core.desk import Place, places, waits_in
from core.time import EndOfDay
from procurement.tenders.queries import title_of_lot
from projects.contracts.models import Amendment, Contract
from projects.contracts.queries import AmendmentQuerySet, ContractQuerySet

TITLED = title_of_lot("lot__")
NUMBER = "purchase_ocid"
LINE: dict[str, Any] = {"page": "contract", "title": TITLED, "number": NUMBER}
TO_SIGN: dict[str, Any] = {**LINE, "by_when": EndOfDay("sign_by"), "law": "contract_sign"}


@waits_in(
    *BUYER_ROLES,
    todo=_("Give the contract up: it was not signed"),
    **TO_SIGN,
)
def to_give_up(user: Any) -> ContractQuerySet:
    """Contracts that nobody will sign any more."""
    return Contract.objects.of_buyers_of(user, *BUYER_ROLES).to_give_up().order_by("pk")


@waits_in(
    Role.BUYER_OFFICER,
    todo=_("Offer the contract for signature"),
    **TO_SIGN,
)
def to_offer(user: Any) -> ContractQuerySet:
    """Contracts to offer."""
    return Contract.objects.of_buyers_of(user, Role.BUYER_OFFICER).to_offer().order_by("sign_by", "pk")


@waits_in(
    Role.APPROVER,
    todo=_("Sign the contract for the buyer"),
    **TO_SIGN,
)
def to_countersign(user: Any) -> ContractQuerySet:
    """Contracts under which the supplier's name stands."""
    return Contract.objects.of_buyers_of(user, Role.APPROVER).to_countersign_by(user).order_by("sign_by", "pk")


@waits_in(
    *BUYER_ROLES,
    todo=_("Publish the contract"),
    **LINE,
    by_when=EndOfDay("publish_by"),
    law="contract_publish",
)
def to_publish(user: Any) -> ContractQuerySet:
    """Signed contracts that the public does not read yet."""
    mine = Contract.objects.of_buyers_of(user, *BUYER_ROLES)
    return mine.to_publish_by_other_than(user).order_by("publish_by", "pk")


@waits_in(
    Role.BUYER_OFFICER,
    todo=_("Send a copy of the contract to the finance department"),
    **LINE,
    by_when="signed_at",
    clock="contract_file",
)
def to_file(user: Any) -> ContractQuerySet:
    """Contracts of which no copy has been filed."""
    return Contract.objects.of_buyers_of(user, Role.BUYER_OFFICER).to_file().order_by("pk")


@waits_in(
    Role.SUPPLIER,
    todo=_("Read and sign the contract"),
    **TO_SIGN,
)
def to_sign(user: Any) -> ContractQuerySet:
    """Contracts that are offered to the person's organisations."""
    return Contract.objects.waiting_for_supplier(user).order_by("sign_by", "pk")


@waits_in(
    Role.SUPPLIER,
    todo=_("Read the supplement and agree"),
    page="amendment_agree",
    number="contract__purchase_ocid",
)
def to_agree(user: Any) -> AmendmentQuerySet:
    """Supplements that are proposed to the person's organisations."""
    return Amendment.objects.waiting_for_supplier(user).order_by("pk")


@places(*BUYER_ROLES, Role.SUPPLIER, Role.SUPERVISOR, at=70)
def entrances(user: Any) -> Iterator[Place]:
    """Where the contracts stand."""
    yield Place(reverse("contracts"), _("Contracts"), _("What was agreed, with whom, and how far it has come."))
