"""Rights on rating rounds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, holds, supervises
from core.rights import grant
from projects.contracts.rules import is_buyers_approver, is_buyers_officer, works_for_the_supplier


def can_see_rating_round(user: Any, rating_round: Any) -> bool:
    """Every round is public."""
    return True


def is_officer_of_buyer(user: Any, thing: Any) -> bool:
    """The buyer's officer; `thing` is a round or, at the opening, the contract."""
    return is_buyers_officer(user, _contract(thing))


def is_approver_of_buyer(user: Any, rating_round: Any) -> bool:
    """The buyer's second person."""
    return is_buyers_approver(user, rating_round.contract)


def may_review(user: Any, rating_round: Any) -> bool:
    """Those who hold and decide ballots: the buyer's officers and approvers, and the supervisors of its area.

    Nobody who works for the supplier is among them, whatever else they are.
    """
    buyer = rating_round.contract.buyer
    reviews = holds(user, buyer.pk, Role.BUYER_OFFICER, Role.APPROVER) or supervises(user, buyer.area)
    return reviews and not works_for_the_supplier(user, rating_round.contract)


def is_collector(user: Any, rating_round: Any) -> bool:
    """A grid worker of the buyer; nobody who works for the supplier."""
    contract = rating_round.contract
    return holds(user, contract.buyer_id, Role.GRID_WORKER) and not works_for_the_supplier(user, contract)


def _contract(thing: Any) -> Any:
    return getattr(thing, "contract", thing)


OFFICER = _("the buyer's officer")
grant("projects.open_rating_round", sees=lambda user, thing: True, role=is_officer_of_buyer, who=OFFICER)
grant("projects.review_rating_round", sees=can_see_rating_round, role=is_officer_of_buyer, who=OFFICER)
grant(
    "projects.publish_rating_round",
    sees=can_see_rating_round,
    role=is_approver_of_buyer,
    who=_("the buyer's approver"),
    other_than=lambda rating_round: {rating_round.reviewed_by_id},
)
grant(
    "projects.hold_ballot",
    sees=can_see_rating_round,
    role=may_review,
    who=_("the buyer's officers or a supervisor"),
)
grant(
    "projects.collect_rating",
    sees=can_see_rating_round,
    role=is_collector,
    who=_("a grid worker of the buyer who does not work for the supplier"),
)
