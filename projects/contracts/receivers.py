"""What the contracts hear from procurement, and whom their outbox tells."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from procurement.signals import award_bound, award_published, award_revoked
from projects.contracts.models import Contract
from projects.contracts.services import draft_contract, give_up_with_award
from projects.telling import tell


@receiver(award_published, dispatch_uid="projects.contracts.draft")
def draw_up(sender: Any, award: Any, **kwargs: Any) -> None:
    """Draw up the contract in the transaction that publishes the award."""
    draft_contract(award.pk)


@receiver(award_revoked, dispatch_uid="projects.contracts.give_up")
def give_up(sender: Any, award: Any, by: Any, **kwargs: Any) -> None:
    """Give the unsigned contract up in the transaction that revokes its award; a signed one refuses that."""
    give_up_with_award(award, by=by)


@receiver(award_bound, dispatch_uid="projects.contracts.bind")
def bind(sender: Any, award: Any, **kwargs: Any) -> bool:
    """Say whether both sides have signed a contract on the award."""
    return Contract.objects.bind(award.pk)


BUYERS = ("buyer", Role.BUYER_OFFICER, Role.APPROVER)
SUPPLIERS = ("supplier", Role.SUPPLIER)

tell("contract.drafted", BUYERS, _("The contract of “%(project)s” is drawn up: check it and offer it for signature."))
tell("contract.offered", SUPPLIERS, _("The contract of “%(project)s” is offered to you: read it and sign it."))
tell("contract.signed_by_supplier", BUYERS, _("The supplier has signed the contract of “%(project)s”: sign it too."))
tell("contract.refused", BUYERS, _("The supplier refuses to sign the contract of “%(project)s”: %(reason)s"))
tell("contract.signed", SUPPLIERS, _("The contract of “%(project)s” is signed by both sides."))
tell("contract.published", SUPPLIERS, _("The contract of “%(project)s” is published and in force."))
tell("contract.suspended", SUPPLIERS, _("The contract of “%(project)s” is suspended: %(reason)s"))
tell("contract.resumed", SUPPLIERS, _("The contract of “%(project)s” goes on: %(reason)s"))
tell("contract.terminated", SUPPLIERS, _("The contract of “%(project)s” has ended early: %(reason)s"))
tell("contract.completed", SUPPLIERS, _("The contract of “%(project)s” is closed: all of it is delivered and paid."))
tell("contract.lapsed", SUPPLIERS, _("The contract of “%(project)s” was given up: %(reason)s"))
tell(
    "amendment.proposed", SUPPLIERS, _("A supplement to the contract of “%(project)s” is proposed: read it and agree.")
)
tell("amendment.agreed", BUYERS, _("The supplement to the contract of “%(project)s” is agreed."))
