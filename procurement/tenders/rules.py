"""Who may do what with a tender, its lots, its questions and its comments."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, holds, is_member, organisations_of, resident_of, supervises
from core.rights import grant
from procurement.buyers import BUYING
from procurement.plans.rules import can_see_plan_item
from procurement.tenders.states import PUBLIC_STATES, TenderState

if TYPE_CHECKING:
    from procurement.plans.models import PlanItem
    from procurement.tenders.models import Lot, Tender
    from procurement.tenders.models_talk import ClauseComment, Question

    OfTender: TypeAlias = Tender | Lot | Question | ClauseComment


def tender_of(thing: OfTender) -> Tender:
    """Return the tender that a thing is or belongs to."""
    return thing if hasattr(thing, "plan_item_id") else thing.tender  # type: ignore[return-value]


def is_public(tender: Tender) -> bool:
    """Whether everybody may read the tender: from the residents' comments on; a cancelled one if it had been public."""
    return tender.state in PUBLIC_STATES or (tender.state == TenderState.CANCELLED and tender.was_public)


def can_see_tender(user: Any, thing: OfTender) -> bool:
    """Whether `user` may read it: public, or of the own office, mandate or supervised area; twin of `visible_to`."""
    return is_public(tender_of(thing)) or takes_part(user, thing)


def takes_part(user: Any, thing: OfTender) -> bool:
    """Whether the person belongs to the buyer, its agency or the supervision."""
    tender = tender_of(thing)
    return (
        is_member(user, tender.buyer_id)
        or (tender.agency_id is not None and is_member(user, tender.agency_id))
        or supervises(user, tender.plan_item.area)
    )


def drafts_for_buyer(user: Any, item: PlanItem) -> bool:
    """Whether the person is an officer of the buyer who planned the item."""
    return holds(user, item.buyer_id, Role.BUYER_OFFICER)


def is_officer_of(user: Any, thing: OfTender) -> bool:
    """Whether the person is an officer of the tender's buyer."""
    return holds(user, tender_of(thing).buyer_id, Role.BUYER_OFFICER)


def writes_for(user: Any, thing: OfTender) -> bool:
    """Whether the person writes the document: an officer of the buyer, or of the agency it has mandated."""
    tender = tender_of(thing)
    return is_officer_of(user, tender) or (tender.agency_id is not None and holds(user, tender.agency_id, Role.AGENT))


def decides_for(user: Any, thing: OfTender) -> bool:
    """Whether the person decides for the buyer; no agency does."""
    return holds(user, tender_of(thing).buyer_id, *BUYING)


def is_supplier(user: Any, thing: OfTender) -> bool:
    """Whether the person represents any supplier."""
    return bool(organisations_of(user, Role.SUPPLIER))


def lives_where_it_serves(user: Any, thing: OfTender) -> bool:
    """Whether the person is a verified resident of the area that the tender serves."""
    resident = resident_of(user)
    return resident is not None and tender_of(thing).plan_item.area.covers(resident.community)


def who_wrote(thing: OfTender) -> Collection[int | None]:
    """Whoever wrote or submitted the document; somebody else publishes it."""
    tender = tender_of(thing)
    return {tender.drafted_by_id, tender.submitted_by_id, *tender.writers}


OFFICER = _("an officer of the buyer")
WRITER = _("an officer of the buyer or of its agency")
DECIDER = _("an officer or the approver of the buyer")

grant("procurement.draft_tender", sees=can_see_plan_item, role=drafts_for_buyer, who=OFFICER)
grant("procurement.mandate_agency", sees=can_see_tender, role=decides_for, who=DECIDER)
for step in ("revise_tender", "submit_tender", "answer_comment", "answer_question"):
    grant(f"procurement.{step}", sees=can_see_tender, role=writes_for, who=WRITER)
for step in (
    "return_tender",
    "ask_public",
    "settle_tender",
    "start_evaluation",
    "award_lot",
    "fail_lot",
    "decide_tender",
    "conclude_tender",
    "cancel_tender",
):
    grant(f"procurement.{step}", sees=can_see_tender, role=decides_for, who=DECIDER)
grant("procurement.publish_tender", sees=can_see_tender, role=decides_for, who=DECIDER, other_than=who_wrote)
grant("procurement.ask_question", sees=can_see_tender, role=is_supplier, who=_("a supplier's representative"))
grant(
    "procurement.comment_on_tender",
    sees=can_see_tender,
    role=lives_where_it_serves,
    who=_("a verified resident of the area"),
)
