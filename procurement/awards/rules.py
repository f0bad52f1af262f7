"""Who may do what with an award."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext_lazy as _

from accounts.roles import BUYER_ROLES, Role, holds, is_member, supervises
from core.rights import grant
from procurement.bids.rules import can_see_bid, competes_for

if TYPE_CHECKING:
    from procurement.awards.models import Award
    from procurement.bids.models import Bid


def can_see_award(user: Any, award: Award) -> bool:
    """Whether the person may know of the award; the twin of AwardQuerySet.visible_to."""
    if award.published_at is not None:
        return True
    if not user.is_active:
        return False
    tender = award.lot.tender
    return holds(user, tender.buyer_id, *BUYER_ROLES) or supervises(user, tender.plan_item.area)


def sees(user: Any, thing: Award | Bid) -> bool:
    """Whether the person knows of the award, or of the bid that moves with it."""
    if hasattr(thing, "supplier_id"):
        return can_see_bid(user, cast("Bid", thing))
    return can_see_award(user, thing)


def decides_for_buyer(user: Any, thing: Award | Bid) -> bool:
    """Whether the person decides for the buyer, and has no bid on the lot; no agency does."""
    return holds(user, thing.lot.tender.buyer_id, *BUYER_ROLES) and not competes_for(user, thing.lot)


def who_confirmed(award: Award) -> Collection[int | None]:
    """Whoever confirmed the winner; somebody else publishes."""
    return {award.confirmed_by_id}


def can_read_letter(user: Any, bid: Bid) -> bool:
    """Whether the person may read the letter to a bidder: the bidder's own people, and the buyer's."""
    return is_member(user, bid.supplier_id) or holds(user, bid.lot.tender.buyer_id, *BUYER_ROLES)


def is_addressed(user: Any, bid: Bid) -> bool:
    """Whether the letter is addressed to the person's supplier, or was written by the person's office."""
    return holds(user, bid.supplier_id, Role.SUPPLIER) or holds(user, bid.lot.tender.buyer_id, *BUYER_ROLES)


DECIDER = _("an officer or the approver of the buyer")

grant("procurement.confirm_award", sees=sees, role=decides_for_buyer, who=DECIDER)
grant(
    "procurement.publish_award",
    sees=can_see_award,
    role=decides_for_buyer,
    who=DECIDER,
    other_than=who_confirmed,
)
grant("procurement.revoke_award", sees=sees, role=decides_for_buyer, who=DECIDER)
grant(
    "procurement.read_letter",
    sees=can_read_letter,
    role=is_addressed,
    who=_("the supplier's representative"),
)
