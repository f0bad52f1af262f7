"""The states of a contract and their three names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class ContractState(models.TextChoices):
    """From the draft that follows the award to the last payment."""

    DRAFTED = "DRAFTED", _("Drafted")
    OFFERED = "OFFERED", _("Offered")
    SIGNED = "SIGNED", _("Signed")
    IN_FORCE = "IN_FORCE", _("In force")
    COMPLETED = "COMPLETED", _("Completed")
    SUSPENDED = "SUSPENDED", _("Suspended")
    TERMINATED = "TERMINATED", _("Terminated")


class Party(models.TextChoices):
    """Who signs, in the order in which they sign."""

    SUPPLIER = "SUPPLIER", _("Supplier")
    BUYER = "BUYER", _("Buyer")


CONTRACT_STATE_NAMES: dict[str, StateNames] = {
    ContractState.DRAFTED: StateNames(
        _("Drafted"), _("The contract is being prepared"), _("The buyer checks the text and offers it for signature.")
    ),
    ContractState.OFFERED: StateNames(
        _("Offered for signature"), _("The contract is being signed"), _("The supplier signs first, then the buyer.")
    ),
    ContractState.SIGNED: StateNames(
        _("Signed"), _("The contract is signed"), _("The buyer publishes the contract within two working days.")
    ),
    ContractState.IN_FORCE: StateNames(
        _("In force"),
        _("The service is being delivered"),
        _("The supplier delivers the milestones one after the other."),
    ),
    ContractState.COMPLETED: StateNames(
        _("Completed"),
        _("The service is delivered and paid"),
        _("Nothing more happens; the record stays open to read."),
    ),
    ContractState.SUSPENDED: StateNames(
        _("Suspended"),
        _("The service is interrupted"),
        _("The buyer resumes the contract or terminates it."),
        tone="ended",
    ),
    ContractState.TERMINATED: StateNames(
        _("Terminated"),
        _("The contract has ended early"),
        _("What was accepted is still paid; the rest ends here."),
        tone="ended",
    ),
}
