"""Taking ratings: by the person's own token, or by a grid worker who takes the answer down."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from core.audit.record import record
from core.time import core_now
from core.transitions import Refused, check, refuse
from projects.ratings import back_check
from projects.ratings.models import Ballot, Beneficiary, RatingRound, token_hash
from projects.ratings.states import Channel, Promised, RatingRoundState

RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that old eyes take for another


class Token:
    """The actor of a rating given by token: the record says that somebody rated, never who or what."""

    pk = None

    def __str__(self) -> str:
        return "token"


@transaction.atomic
def rate(
    token: str, *, level: int, took_place: str = Promised.YES, reason_tag: str = "", channel: str = Channel.LINK
) -> Ballot:
    """Take the rating of the person who holds the token; replaces an earlier one. Raises Refused.

    A reason is asked from those who are not satisfied and never demanded: a low rating must not be lost for want of it.
    """
    beneficiary = Beneficiary.objects.select_for_update(of=("self",)).filter(token_hash=token_hash(token)).first()
    if beneficiary is None:
        raise refuse(_("This link is not known. Ask the community office for a new one."))
    rating_round = _open_round(beneficiary.round_id)
    ballot = _cast(beneficiary, level, took_place, reason_tag, channel, collector=None)
    record(rating_round, verb="rate", by=Token(), role="token")
    return ballot


@transaction.atomic
def rate_for(
    beneficiary_id: int,
    *,
    level: int,
    took_place: str = Promised.YES,
    reason_tag: str = "",
    channel: str = Channel.HELPER,
    by: Any,
) -> Ballot:
    """Take down a person's rating as a grid worker; never replaces one that the person gave. Raises Refused.

    A closed round takes the answers of those alone whom the draw of a last period names next.
    """
    beneficiary = Beneficiary.objects.select_for_update(of=("self",)).get(pk=beneficiary_id)
    drawn = RatingRound.objects.select_for_update().to_back_check().filter(pk=beneficiary.round_id).first()
    rating_round = drawn or _open_round(beneficiary.round_id)
    check("projects.collect_rating", by=by, thing=rating_round)
    if drawn:
        back_check.refuse_unless_next(drawn, beneficiary.pk)
    if beneficiary.ballots.filter(is_effective=True, collector=None).exists():
        raise refuse(_("This person has rated already; their own answer stands."))
    ballot = _cast(beneficiary, level, took_place, reason_tag, channel, collector=by)
    if drawn:
        back_check.note_answer(drawn, beneficiary.pk, by=by)
    record(rating_round, verb="rate_for", by=by, role="projects.collect_rating", detail={"ballot": ballot.pk})
    return ballot


def _open_round(round_id: int) -> RatingRound:
    """The round under a shared lock: it does not close meanwhile, and ratings do not wait for each other."""
    [rating_round] = RatingRound.objects.raw("SELECT * FROM projects_ratinground WHERE id = %s FOR SHARE", [round_id])
    if rating_round.state != RatingRoundState.OPEN or core_now() >= rating_round.closes_at:
        raise refuse(_("The round is closed; thank you for wanting to rate."))
    return rating_round


def _cast(
    beneficiary: Beneficiary, level: int, took_place: str, reason_tag: str, channel: str, *, collector: Any
) -> Ballot:
    refused = _faults(level, took_place, channel)
    if refused:
        raise refused
    earlier = beneficiary.ballots.select_for_update().filter(is_effective=True).first()
    if earlier is not None:
        earlier.is_effective = False
        earlier.save()
    return Ballot.objects.create(
        beneficiary=beneficiary,
        level=level,
        took_place=took_place,
        reason_tag=reason_tag,
        channel=channel,
        collector=collector,
        given_at=core_now(),
        receipt=get_random_string(10, RECEIPT_LETTERS),
        **_suspicion(earlier, collector),
    )


def _suspicion(earlier: Ballot | None, collector: Any) -> dict[str, Any]:
    """Return the hold that goes over to what replaces a held ballot: giving it again does not make it trusted.

    Only the person's own answer is free of what was suspected of the one that somebody else took down.
    """
    if earlier is None or earlier.held_at is None or (earlier.is_assisted and collector is None):
        return {}
    return {"held_by": earlier.held_by, "held_at": earlier.held_at, "held_reason": earlier.held_reason}


def _faults(level: int, took_place: str, channel: str) -> Refused | None:
    if level not in range(1, 6):
        return refuse(_("Choose one of the five faces."))
    if took_place not in Promised.values or channel not in Channel.values:
        return refuse(_("Choose one of the answers offered."))
    return None
