"""Who settles differences with the card provider, and who opens an account there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, holds, is_member
from core.rights import grant


def can_see_difference(user: Any, difference: Any) -> bool:
    """A difference is known to the office whose money it is, and not before the opening."""
    return not difference.is_sealed and is_member(user, difference.buyer_id)


grant(
    "payments.settle_difference",
    sees=can_see_difference,
    role=lambda user, difference: holds(user, difference.buyer_id, Role.FINANCE),
    who=_("the buyer's finance officer"),
)
grant(
    "payments.open_payee_account",
    sees=lambda user, account: is_member(user, account.organisation_id),
    role=lambda user, account: holds(user, account.organisation_id, Role.SUPPLIER),
    who=_("the supplier's representative"),
)
