"""Who has to stand aside by what the registers say (I9, 87§47)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Expert, ExpertEmployment, Membership
from procurement.bids.models import Bid, OpeningRecord
from procurement.bids.states import RECEIVED
from procurement.tenders.models import CustodianKey, Lot


def bidders_of(lot: Lot) -> list[int]:
    """Return the ids of all suppliers who handed in a bid on the lot, those that fell out included."""
    return sorted(set(Bid.objects.filter(lot=lot, state__in=RECEIVED).values_list("supplier_id", flat=True)))


def openers_of(lot: Lot) -> set[int]:
    """Return the ids of the people who opened the bids or hold a key of the seal."""
    people = set(CustodianKey.objects.filter(tender=lot.tender_id).values_list("custodian_id", flat=True))
    for pair in OpeningRecord.objects.filter(tender=lot.tender_id).values_list("opened_by_a_id", "opened_by_b_id"):
        people |= set(pair)
    return people


def reasons_of_experts(experts: Iterable[Expert], lot: Lot, day: date) -> dict[int, str]:
    """Return, by expert id, why the register keeps them out of the lot's committee; the others are missing."""
    bidders = bidders_of(lot)
    buyer = lot.tender.buyer_id
    openers = openers_of(lot)
    staff = set(Membership.objects.on(day).filter(organisation=buyer).values_list("person_id", flat=True))
    agency = lot.tender.agency_id
    if agency is not None:
        staff |= set(Membership.objects.on(day).filter(organisation=agency).values_list("person_id", flat=True))
    supplying = set(Membership.objects.on(day).filter(organisation__in=bidders).values_list("person_id", flat=True))
    found = {}
    for expert in experts:
        if expert.user_id in openers:
            found[expert.pk] = _("Took part in the opening or holds a key of the seal.")
        elif expert.user_id in staff:
            found[expert.pk] = _("Works for the buyer or its agency.")
        elif expert.user_id in supplying:
            found[expert.pk] = _("Acts for a bidder.")
        else:
            near = expert.reasons_to_recuse([buyer, *bidders], day)
            if near:
                found[expert.pk] = (
                    _("Employed by the buyer or a bidder within three years.")
                    if isinstance(near[0], ExpertEmployment)
                    else _("Has a tie to the buyer or a bidder within three years.")
                )
    return found


def reason_of_representative(user_id: int, lot: Lot, day: date) -> str:
    """Return why a person may not represent the buyer in the committee; empty where they may."""
    if user_id in openers_of(lot):
        return _("Took part in the opening or holds a key of the seal.")
    if user_id not in Membership.objects.people([lot.tender.buyer_id], day=day):
        return _("Is no member of the buyer.")
    if user_id in Membership.objects.people(bidders_of(lot), day=day):
        return _("Acts for a bidder.")
    expert = Expert.objects.filter(user=user_id).first()
    if expert is not None and expert.reasons_to_recuse(bidders_of(lot), day):
        return _("Has a tie to a bidder within three years.")
    return ""
