"""The people of a round's frame: who they are, who has answered, and by which link."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.areas.models import Area
from accounts.models import Resident
from accounts.people.models import Stratum as Help
from core.rights import Text
from core.time import CoreNow
from projects.ratings.models import Ballot, Beneficiary, RatingRound, token_hash
from projects.ratings.services import Served, token_for

SELF, ASSIST = "self", "assist"
STRATUM_NAMES = {SELF: _("answer by themselves"), ASSIST: _("answer with help")}
WITH_HELP = {"assist", "assisted", "帮助", "协助", "代填", "需协助"}
LONGEST_KEY = 64


class NotAFrame(ValueError):
    """A line does not name a person; carries its number."""


def frame_of_area(area: Area) -> list[Served]:
    """Return every verified resident of an area as somebody who was served."""
    rows = Resident.objects.verified().of_area(area).order_by("stratum", "pk").values_list("pk", "stratum")
    named = [(pk, SELF if stratum == Help.SELF else ASSIST) for pk, stratum in rows]
    return [Served(f"resident-{pk}", key, pk) for pk, key in sorted(named, key=lambda one: one[1] == ASSIST)]


def frame_of_lines(text: str) -> list[Served]:
    """Return the people of a list: one a line, name or number, and “assist” behind a comma for who needs help."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = [part.strip() for part in re.split(r"[,，;；\t]", line) if part.strip()]
        if not parts:
            continue
        if len(parts) > 2 or len(parts[0]) > LONGEST_KEY:
            raise NotAFrame(number)
        helped = len(parts) == 2 and parts[1].lower() in WITH_HELP
        if len(parts) == 2 and not helped and parts[1].lower() not in {SELF, "自填", "本人"}:
            raise NotAFrame(number)
        found.append(Served(parts[0], ASSIST if helped else SELF))
    return sorted(found, key=lambda one: one.stratum == ASSIST)


def sizes_of(frame: Iterable[Served]) -> dict[str, int]:
    """Return how many people each stratum of a frame has."""
    return dict(Counter(one.stratum for one in frame))


def beneficiary_of(token: str) -> Beneficiary | None:
    """Return the person whose link this is, with the round and its contract; None for an unknown one."""
    return (
        Beneficiary.objects.filter(token_hash=token_hash(token))
        .select_related("round__contract__supplier", "round__contract__lot__tender")
        .first()
    )


def effective_ballot_of(beneficiary: Beneficiary) -> Ballot | None:
    """Return the answer of a person that counts now, if there is one."""
    return Ballot.objects.filter(beneficiary=beneficiary, is_effective=True).first()


def people_of(rating_round: RatingRound) -> QuerySet[Any]:
    """Return the people of a round with whether they have answered, whom to visit with help first."""
    answered = Ballot.objects.filter(beneficiary=OuterRef("pk"), is_effective=True)
    return (
        Beneficiary.objects.filter(round=rating_round)
        .select_related("stratum", "resident__community")
        .annotate(has_answered=Exists(answered))
        .order_by("-stratum__order", "pk")
    )


def still_to_ask(rating_round: RatingRound) -> QuerySet[Any]:
    """Return those who have not answered yet."""
    return people_of(rating_round).filter(has_answered=False)


def person_of(rating_round: RatingRound, pk: int) -> Beneficiary | None:
    """Return one person of a round."""
    return people_of(rating_round).filter(pk=pk).first()


def name_of(beneficiary: Beneficiary) -> str:
    """Return the name by which a grid worker knows a person."""
    return beneficiary.resident.name if beneficiary.resident else beneficiary.person_key


@dataclass(frozen=True)
class Turnout:
    """How many people were asked and how many have answered."""

    asked: int
    answered: int


def turnout_of(rating_round: RatingRound) -> Turnout:
    """Return the turnout of a round; one question to the database beside its strata."""
    return Turnout(rating_round.asked, rating_round.ballots().count())


def asked_for(user: Any) -> QuerySet[Beneficiary]:
    """Return the places of a person in open rounds that they have not answered."""
    answered = Ballot.objects.filter(beneficiary=OuterRef("pk"), is_effective=True)
    return (
        Beneficiary.objects.filter(
            ~Exists(answered), resident__user=user.pk, round__state="OPEN", round__closes_at__gt=CoreNow()
        )
        .select_related("round__contract__lot__tender")
        .order_by("round__closes_at", "pk")
    )


def token_of(beneficiary: Beneficiary) -> str:
    """Return the token of a person's link."""
    return token_for(beneficiary.round, beneficiary.person_key)


def fate_of(ballot: Ballot) -> Text:
    """Return what became of an answer, never what it says."""
    if not ballot.is_effective:
        return _("Replaced: a later answer of the same person took its place.")
    if ballot.held_at is None or (ballot.decided_at and ballot.counts):
        return _("Counted: the answer is part of the figure.")
    if ballot.decided_at is None:
        return _("Held: two people still decide whether it counts.")
    return _("Not counted: two people decided so; the result is published with and without it.")
