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
    Role.GRID_WORKER: _(
        "Residents to verify, voices to write down and people to ask in person appear here as soon as a "
        "neighbour registers or a round opens, with their last day."
    ),
    Role.BUYER_OFFICER: _(
        "Needs to answer, documents to finish, winners to confirm and deliveries to accept appear here."
    ),
    Role.APPROVER: _(
        "What a colleague has prepared and a second person has to decide on appears here as soon as it "
        "is handed over, with the last day that law or plan sets."
    ),
    Role.CUSTODIAN: _(
        "Keys to prove appear here when a tender is in review, and the opening as soon as the tender is "
        "published, with its hour."
    ),
    Role.SUPPLIER: _("Bids to finish, results, contracts to sign, deliveries and invoices to send appear here."),
    EXPERT: _(
        "Committees into which you were drawn appear here as soon as the draw is done, with the day of the review."
    ),
    Role.SUPERVISOR: _(
        "Decisions that are late, held ballots and complaints appear here as soon as a clock has run out "
        "or somebody asks."
    ),
    Role.FINANCE: _(
        "Invoices to check, payments to send and lines of the bank that differ appear here as soon as a "
        "supplier or the bank sends them, with the last day to pay."
    ),
    Role.REGISTRAR: _("Organisations whose facts have to be verified appear here as soon as they have registered."),
    Role.AGENT: _("Documents to finish for a buyer and questions to answer appear here."),
}

APPLIED = _(
    "You have said where you live: it waits for the grid worker of your community to verify it. You are told then."
)


def awaited_by(roles: Collection[str]) -> list[Text]:
    """Return what people in these roles can expect, in the order of the table."""
    return [sentence for role, sentence in AWAITED.items() if role in roles]
