"""Who records the loan prime rate: the finance departments, which supervise the buyers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, roles_of, supervised_paths
from core.rights import grant

READERS = frozenset({Role.FINANCE, Role.APPROVER, Role.BUYER_OFFICER, Role.SUPPLIER, Role.SUPERVISOR})


def reads_rates(user: Any, thing: Any = None) -> bool:
    """Whether the person has to do with payments."""
    return bool(roles_of(user) & READERS)


def records_rates(user: Any, thing: Any = None) -> bool:
    """Whether the person supervises anybody."""
    return bool(supervised_paths(user))


grant("projects.record_prime_rate", sees=reads_rates, role=records_rates, who=_("a supervisor"))
