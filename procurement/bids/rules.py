"""Who may see a bid and take its steps. Before the opening a bid exists for its own supplier alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from accounts.roles import BUYER_ROLES, Role, holds, is_member, may_supply, organisations_of, supervises
from core.rights import grant
from procurement.bids.states import UNOPENED
from procurement.tenders.custody_rules import can_see_custody, is_custodian_a, is_custodian_b

if TYPE_CHECKING:
    from procurement.bids.models import Bid
    from procurement.tenders.models import Lot, Tender


def tender_of(thing: Tender | Lot | Bid) -> Tender:
    """Return the tender of a thing that is opened: the tender itself, a lot or a bid."""
    lot: Any = getattr(thing, "lot", thing)
    return getattr(lot, "tender", lot)


def who_took_off_outer_seal(thing: Tender | Lot | Bid) -> set[int | None]:
    """Return the custodian of group B who has opened: the other half takes another person."""
    return set(tender_of(thing).lots.values_list("bids__events__envelopes__half_opened__by", flat=True))


def can_see_bid(user: Any, bid: Bid) -> bool:
    """Whether the person may know of the bid: the supplier's members always, once it is opened who decides or checks.

    Custodians, finance and grid workers of the buyer do not need it; the committee reads it under a letter.
    """
    if is_member(user, bid.supplier_id):
        return True
    if bid.state in UNOPENED:
        return False
    tender = bid.lot.tender
    return (
        holds(user, tender.buyer_id, *BUYER_ROLES)
        or (tender.agency_id is not None and holds(user, tender.agency_id, Role.AGENT))
        or supervises(user, tender.plan_item.area)
    )


def is_supplier_of(user: Any, bid: Bid) -> bool:
    """Whether the person acts for the bid's supplier."""
    return may_supply(user, bid.supplier_id)


def represents_supplier_of(user: Any, bid: Bid) -> bool:
    """Whether the person represents the bid's supplier, also one that may not supply just now."""
    return holds(user, bid.supplier_id, Role.SUPPLIER)


def competes_for(user: Any, lot: Lot) -> bool:
    """Whether the person acts for a supplier that has a bid on the lot: such a one decides nothing about it (I9)."""
    suppliers = organisations_of(user, Role.SUPPLIER)
    return bool(suppliers) and lot.bids.filter(supplier__in=suppliers).exists()


def checks_suppliers_of(user: Any, thing: Lot | Bid) -> bool:
    """Whether the person is an officer of the buyer whose lot or bid this is, and has no bid on the lot."""
    lot: Any = getattr(thing, "lot", thing)
    return holds(user, lot.tender.buyer_id, Role.BUYER_OFFICER) and not competes_for(user, lot)


def has_part_in_opening(user: Any, thing: Any) -> bool:
    """Whether the person knows of the tender that is opened."""
    return can_see_custody(user, tender_of(thing))


def may_read_opening(user: Any, tender: Tender) -> bool:
    """Whether the opening was read out to the person: officials, custodians, and everybody who bid."""
    if (
        is_member(user, tender.buyer_id)
        or (tender.agency_id is not None and is_member(user, tender.agency_id))
        or supervises(user, tender.plan_item.area)
        or is_custodian_b(user, tender)
    ):
        return True
    bids: Any = apps.get_model("procurement", "Bid")
    return bids.objects.of_suppliers(user).received().of_tender(tender.pk).exists()


SUPPLIER = _("the supplier's representative")
OFFICER = _("the buyer's officer")

grant("procurement.draft_bid", sees=can_see_bid, role=is_supplier_of, who=SUPPLIER)
grant("procurement.finalise_bid", sees=can_see_bid, role=is_supplier_of, who=SUPPLIER)
grant("procurement.withdraw_bid", sees=can_see_bid, role=represents_supplier_of, who=SUPPLIER)
grant(
    "procurement.take_off_outer_seal",
    sees=has_part_in_opening,
    role=lambda user, thing: is_custodian_b(user, tender_of(thing)),
    who=_("an opening custodian of the supervision, group B"),
)
grant(
    "procurement.open_bids",
    sees=has_part_in_opening,
    role=lambda user, thing: is_custodian_a(user, tender_of(thing)),
    who=_("an opening custodian of the buyer, group A"),
    other_than=who_took_off_outer_seal,
)
grant("procurement.qualify_bid", sees=can_see_bid, role=checks_suppliers_of, who=OFFICER)
grant("procurement.disqualify_bid", sees=can_see_bid, role=checks_suppliers_of, who=OFFICER)
grant(
    "procurement.finish_qualification",
    sees=lambda user, lot: can_see_custody(user, lot.tender),
    role=checks_suppliers_of,
    who=OFFICER,
)
