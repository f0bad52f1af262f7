"""Who holds the keys of a tender's seal: the buyer's custodians (A) and those of the supervision (B)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.organisations.kinds import OrganisationKind
from accounts.roles import Role, covers, holds
from core.rights import grant
from procurement.tenders.rules import can_see_tender


def is_custodian_a(user: Any, tender: Any) -> bool:
    """Whether the person is an opening officer of the tender's buyer."""
    return holds(user, tender.buyer_id, Role.CUSTODIAN)


def is_custodian_b(user: Any, tender: Any) -> bool:
    """Whether the person is a custodian of a supervisor over the tender's area."""
    return covers(user, tender.plan_item.area, Role.CUSTODIAN, kind=OrganisationKind.SUPERVISOR)


def can_see_custody(user: Any, tender: Any) -> bool:
    """Whether the person knows of the tender: whoever sees it, and its custodians."""
    return can_see_tender(user, tender) or is_custodian_a(user, tender) or is_custodian_b(user, tender)


grant(
    "procurement.hold_key_a",
    sees=can_see_custody,
    role=is_custodian_a,
    who=_("an opening custodian of the buyer"),
)
grant(
    "procurement.hold_key_b",
    sees=can_see_custody,
    role=is_custodian_b,
    who=_("an opening custodian of the supervision"),
)
