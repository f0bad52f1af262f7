"""Who may do what with a plan item."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.organisations.kinds import OrganisationKind
from accounts.roles import Role, holds, is_member, organisations_of, paths_of, supervises
from core.rights import grant
from procurement.buyers import BUYING

if TYPE_CHECKING:
    from procurement.plans.models import PlanItem


def can_see_plan_item(user: Any, item: PlanItem) -> bool:
    """Whether `user` may read it: everybody once it was published, before that its buyer and the area's supervisors."""
    return item.published_at is not None or is_member(user, item.buyer_id) or supervises(user, item.area)


def can_see_organisation(user: Any, organisation: Organisation) -> bool:
    """Whether `user` may read about the organisation: the register is public."""
    return True


def plans_for(user: Any, buyer: Organisation) -> bool:
    """Whether the person drafts plan items of the buyer."""
    return buyer.kind == OrganisationKind.BUYER and holds(user, buyer.pk, Role.BUYER_OFFICER)


def drafted_it(user: Any, item: PlanItem) -> bool:
    """Whether the person drafted the item and is still the buyer's officer; so no reviser can approve an own change."""
    return item.drafted_by_id == user.pk and holds(user, item.buyer_id, Role.BUYER_OFFICER)


def approves_for_buyer(user: Any, item: PlanItem) -> bool:
    """Whether the person approves for the item's buyer."""
    return holds(user, item.buyer_id, Role.APPROVER)


def acts_for_buyer(user: Any, item: PlanItem) -> bool:
    """Whether the person is an officer or the approver of the item's buyer."""
    return holds(user, item.buyer_id, *BUYING)


def drafters(item: PlanItem) -> Collection[int]:
    """Who drafted the item."""
    return {item.drafted_by_id}


def keeps_catalogue(user: Any, thing: object = None) -> bool:
    """Whether the person keeps the guidance catalogue: an approver of a buyer, a registrar, the operator.

    Never an officer: who drafts a purchase does not widen what may be bought.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    return bool(
        user.is_superuser
        or organisations_of(user, Role.REGISTRAR)
        or paths_of(user, Role.APPROVER, kind=OrganisationKind.BUYER)
    )


BUYER = _("an officer or the approver of the buyer")

grant(
    "procurement.keep_catalogue",
    sees=lambda user, thing: True,
    role=keeps_catalogue,
    who=_("the approver of a buyer or a registrar"),
)
grant("procurement.draft_plan_item", sees=can_see_organisation, role=plans_for, who=_("the buyer's officer"))
grant(
    "procurement.revise_plan_item",
    sees=can_see_plan_item,
    role=drafted_it,
    who=_("the buyer's officer who drafted the item"),
)
grant(
    "procurement.approve_plan_item",
    sees=can_see_plan_item,
    role=approves_for_buyer,
    who=_("the buyer's approver"),
    other_than=drafters,
)
for step in ("publish_plan_item", "use_plan_item", "withdraw_plan_item"):
    grant(f"procurement.{step}", sees=can_see_plan_item, role=acts_for_buyer, who=BUYER)
