"""Who imports and compares a bank statement."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, holds, is_member, supervises
from core.rights import grant

FINANCE = _("the buyer's finance officer")


def can_see_line(user: Any, line: Any) -> bool:
    """A line is known to the buyer and to those who supervise it."""
    return is_member(user, line.statement.buyer_id) or supervises(user, line.statement.buyer.area)


def keeps_the_purse(user: Any, line: Any) -> bool:
    """Whether the person is the buyer's finance officer."""
    return holds(user, line.statement.buyer_id, Role.FINANCE)


grant(
    "projects.import_statement",
    sees=lambda user, buyer: is_member(user, buyer.pk),
    role=lambda user, buyer: holds(user, buyer.pk, Role.FINANCE),
    who=FINANCE,
)
grant("projects.match_line", sees=can_see_line, role=keeps_the_purse, who=FINANCE)
grant("projects.settle_line", sees=can_see_line, role=keeps_the_purse, who=FINANCE)
