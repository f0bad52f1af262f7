"""Who sets prices, who is charged, who pays and who sends money back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, holds, is_member, resident_of, supervises
from core.rights import grant

if TYPE_CHECKING:
    from payments.shares.models import Share


def is_the_resident(user: Any, share: Share) -> bool:
    """Whether the person is the resident who used the service."""
    mine = resident_of(user)
    return mine is not None and mine.pk == share.resident_id


def can_see_share(user: Any, share: Share) -> bool:
    """The resident, the office that asks for the money, and who supervises it."""
    return is_the_resident(user, share) or is_member(user, share.buyer_id) or supervises(user, share.buyer.area)


FINANCE = _("the buyer's finance officer")

grant(
    "payments.set_price",
    sees=lambda user, price: is_member(user, price.buyer_id),
    role=lambda user, price: holds(user, price.buyer_id, Role.FINANCE),
    who=FINANCE,
)
grant(
    "payments.charge_share",
    sees=lambda user, share: is_member(user, share.buyer_id),
    role=lambda user, share: holds(user, share.buyer_id, Role.GRID_WORKER),
    who=_("the grid worker, who knows the resident"),
)
grant("payments.pay_share", sees=can_see_share, role=is_the_resident, who=_("the resident who used the service"))
grant(
    "payments.cancel_share",
    sees=can_see_share,
    role=lambda user, share: holds(user, share.buyer_id, Role.FINANCE, Role.GRID_WORKER),
    who=_("the finance officer or the grid worker"),
)
grant(
    "payments.propose_share_refund",
    sees=can_see_share,
    role=lambda user, share: holds(user, share.buyer_id, Role.FINANCE, Role.GRID_WORKER),
    who=_("the finance officer or the grid worker"),
)
grant(
    "payments.refund_share",
    sees=can_see_share,
    role=lambda user, share: holds(user, share.buyer_id, Role.FINANCE, Role.APPROVER),
    who=_("the buyer's finance officer or approver"),
    other_than=lambda share: {share.asked_back_by_id},
)
grant(
    "payments.drop_share_refund",
    sees=can_see_share,
    role=lambda user, share: holds(user, share.buyer_id, Role.FINANCE, Role.APPROVER, Role.GRID_WORKER),
    who=_("the office that proposed it"),
)
grant(
    "payments.repay_share_by_bank",
    sees=can_see_share,
    role=lambda user, share: holds(user, share.buyer_id, Role.FINANCE),
    who=FINANCE,
)
