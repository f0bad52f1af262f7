"""Making and proving the keys of a tender's seal, before the first bid is sealed to them."""

from __future__ import annotations

import hmac
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.record import record
from core.time import core_now
from core.transitions import check, refuse
from procurement.tenders.custody_keys import (
    SHORTEST_PASSPHRASE,
    WrongPassphrase,
    answer_challenge,
    make_challenge,
    make_wrapped_key,
)
from procurement.tenders.models import Tender
from procurement.tenders.models_custody import CustodianGroup, CustodianKey
from procurement.tenders.states import TenderState

# From the publication on bids are sealed to the keys: none is made or replaced any more.
KEYS_ARE_MADE_IN = frozenset({TenderState.DRAFT, TenderState.REVIEW, TenderState.PUBLIC_COMMENT})
KEYS_ARE_PROVEN_IN = KEYS_ARE_MADE_IN | {TenderState.OPEN}


def right_to_hold(group: str) -> str:
    """Return the permission that a custodian of a group needs."""
    return f"procurement.hold_key_{group.lower()}"


def make_key(tender_id: int, *, group: str, passphrase: str, by: Any) -> CustodianKey:
    """Make `by`'s key for this tender; a forgotten one is replaced until the publication. Takes about 1.5 s."""
    if group not in CustodianGroup.values:
        raise refuse(_("A key belongs to group A (the buyer) or B (the supervision)."))
    if len(passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise refuse(
            _("The passphrase is too short. Choose at least %(length)s characters, for example four words.")
            % {"length": SHORTEST_PASSPHRASE}
        )
    check(right_to_hold(group), by=by, thing=Tender.objects.get(pk=tender_id))
    fresh = make_wrapped_key(passphrase)  # slow on purpose, so before the lock
    with transaction.atomic():
        tender = Tender.objects.select_for_update(of=("self",)).get(pk=tender_id)
        check(right_to_hold(group), by=by, thing=tender)
        if tender.state not in KEYS_ARE_MADE_IN:
            raise refuse(_("The tender is published: bids are sealed to its keys, and none is made or replaced now."))
        former = CustodianKey.objects.filter(tender=tender, custodian=by).first()
        if former and former.group != group:
            raise refuse(_("You hold a key of the other group. Nobody holds keys of both: ask a colleague."))
        key, _created = CustodianKey.objects.update_or_create(
            tender=tender,
            custodian=by,
            defaults={
                "group": group,
                "recipient": fresh.recipient,
                "wrapped_identity": fresh.wrapped_identity,
                "made_at": core_now(),
                "proven_at": None,
            },
        )
        _note(key, "make_key", by)
    return key


def prove_key(key_id: int, *, passphrase: str, by: Any) -> CustodianKey:
    """Prove that the passphrase opens what is sealed to the key, by a random challenge. Takes about 1.5 s."""
    key = CustodianKey.objects.select_related("tender").get(pk=key_id)
    _check_may_prove(key, by)
    secret, challenge = make_challenge(key.recipient)
    try:
        answer = answer_challenge(challenge, bytes(key.wrapped_identity), passphrase)
    except WrongPassphrase as failure:
        raise refuse(_("The passphrase does not open your key. Type it again, or make a new key.")) from failure
    if not hmac.compare_digest(secret, answer):
        raise refuse(_("The key does not open what is sealed to it. Make a new key."))
    with transaction.atomic():
        tender = Tender.objects.select_for_update(of=("self",)).get(pk=key.tender_id)
        key = CustodianKey.objects.select_for_update(of=("self",)).get(pk=key_id, recipient=key.recipient)
        key.tender = tender
        _check_may_prove(key, by)
        key.proven_at = core_now()
        key.save(update_fields=["proven_at"])
        _note(key, "prove_key", by)
    return key


def _check_may_prove(key: CustodianKey, by: Any) -> None:
    check(right_to_hold(key.group), by=by, thing=key.tender)
    if key.custodian_id != by.pk:
        raise refuse(_("This is another custodian's key. Everybody proves their own."))
    if key.tender.state not in KEYS_ARE_PROVEN_IN:
        raise refuse(_("The tender has closed: its keys are not proven any more."))


def _note(key: CustodianKey, verb: str, by: Any) -> None:
    detail = {"group": key.group, "recipient": key.recipient}
    record(key, verb=verb, by=by, role=right_to_hold(key.group), detail=detail)
