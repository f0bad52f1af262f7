"""What each role can expect on its desk, said while nothing waits there."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from accounts.roles import EXPERT, RESIDENT, Role
from core.transitions import Text

AWAITED: dict[str, Text] = {
    RESIDENT: _(
        "Drafts to comment on, needs of your neighbours and services to rate appear here, with their last day."
    ),
    Role.GRID_WORKER: _("Residents to verify, voices to write down and people to ask in person appear here."),
    Role.BUYER_OFFICER: _(
        "Needs to answer, documents to finish, winners to confirm and deliveries to accept appear here."
    ),
    Role.APPROVER: _("What a colleague has prepared and a second person has to decide on appears here."),
    Role.CUSTODIAN: _("Keys to prove and openings of bids appear here, as soon as it is time."),
    Role.SUPPLIER: _("Bids to finish, results, contracts to sign, deliveries and invoices to send appear here."),
    EXPERT: _("Committees into which you were drawn appear here, with what you have to do next."),
    Role.SUPERVISOR: _("Complaints about results and ratings that need your look appear here."),
    Role.FINANCE: _("Invoices to check, payments to send and lines of the bank that differ appear here."),
    Role.REGISTRAR: _("Organisations whose facts have to be verified appear here."),
    Role.AGENT: _("Documents to finish for a buyer and questions to answer appear here."),
}


def awaited_by(roles: Collection[str]) -> list[Text]:
    """Return what people in these roles can expect, in the order of the table."""
    return [sentence for role, sentence in AWAITED.items() if role in roles]
