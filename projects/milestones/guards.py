"""Why a step of a milestone may not be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.time import today
from core.transitions import guard
from projects.contracts.states import ContractState

if TYPE_CHECKING:
    from projects.milestones.models import Milestone


def names_of_outputs(outputs: list[Any]) -> list[str]:
    """Return the names under which planned outputs, {"zh", "en", "target", "unit"} or plain names, are reported."""
    return [str(one.get("zh") or one.get("en") or "") if isinstance(one, dict) else str(one) for one in outputs]


@guard(_("The contract is not in force. Nothing is delivered or accepted until it is."))
def contract_is_in_force(milestone: Milestone) -> bool:
    """Whether the contract runs: published, neither suspended nor ended."""
    return milestone.contract.state == ContractState.IN_FORCE


@guard(_("The work of this milestone has not begun yet."))
def has_begun(milestone: Milestone) -> bool:
    """Whether the first day of the milestone has come."""
    return milestone.starts_on <= today()


@guard(_("A planned output is not reported. Say for each of them what was delivered."), "service_ledger")
def every_output_is_reported(milestone: Milestone) -> bool:
    """Whether there is a figure for every planned output."""
    reported = {name for name, value in milestone.delivered.items() if value not in (None, "")}
    return set(names_of_outputs(milestone.outputs)) <= reported


@guard(_("Add at least one piece of evidence of what was delivered."), "service_ledger")
def has_evidence(milestone: Milestone) -> bool:
    """Whether something shows that the service took place."""
    return bool(milestone.evidence)


@guard(
    _("No service user has given an opinion on this submission. Ask a resident who was there; then accept."),
    "acceptance_users",
)
def service_user_gave_an_opinion(milestone: Milestone) -> bool:
    """Whether somebody who was served took part in the acceptance of what was submitted last."""
    return milestone.opinions.on_submission(milestone.submission).exists()


@guard(_("Write the acceptance certificate: what was checked, and with which result."), "acceptance_users")
def has_certificate(milestone: Milestone) -> bool:
    """Whether the acceptance is put in writing."""
    return bool(milestone.certificate.strip())


@guard(_("The base part has not arrived at the supplier yet."), "payment")
def base_part_is_paid(milestone: Milestone) -> bool:
    """Whether the whole base part is paid."""
    return milestone.payouts.base_paid_fen() == milestone.base_fen
