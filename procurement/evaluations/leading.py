"""What the leader reads to check a bid and to enter its objective points: still under its letter, without a price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.evaluations.blinding import blinded_answers
from procurement.evaluations.models import BlindName, CommitteeMember, Evaluation


@dataclass(frozen=True)
class Paper:
    """What a bid says beside what is judged."""

    letter: str
    state: str
    invalid_reason: str
    facts: list[tuple[str, Any]]
    answers: dict[str, str]


def papers_of(evaluation: Evaluation, leader: CommitteeMember) -> list[Paper]:
    """Return every bid's declarations and answers, the bidder's own names blinded; nothing to who does not lead."""
    if not leader.is_leader or leader.recused_at or leader.evaluation_id != evaluation.pk:
        return []
    papers = []
    for name in BlindName.objects.filter(evaluation=evaluation).select_related("bid__supplier").order_by("letter"):
        content = name.bid.content or {}
        declared = content.get("declarations") or {}
        term = content.get("term_months")
        papers.append(
            Paper(
                letter=name.letter,
                state=name.bid.state,
                invalid_reason=name.bid.invalid_reason,
                facts=[
                    (_("Term offered"), _months(term)),
                    *((words, _("declared") if declared.get(key) else _("missing")) for key, words in declarations()),
                ],
                answers=blinded_answers(name.bid, name.letter),
            )
        )
    return papers


def declarations() -> list[tuple[str, str]]:
    """The declarations that every bid carries, in words."""
    return [
        ("no_related_bidder", _("No related bidder takes part")),
        ("no_serious_violation", _("No serious breach of law within three years")),
        ("meets_conditions", _("Every condition of the document is met")),
    ]


def _months(term: int | None) -> str:
    return ngettext("%(months)s month", "%(months)s months", term) % {"months": term} if term else "–"
