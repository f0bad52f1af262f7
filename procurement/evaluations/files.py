"""The files of bids as the committee reads them: under letter and number, never under the name the bidder gave them.

Only the technical part: the buyer has checked the qualification, whose papers name the bidder on every page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from procurement.bids.models import BidFile
from procurement.evaluations.models import BlindName, CommitteeMember, Evaluation

ENDING = re.compile(r"\.([A-Za-z0-9]{1,5})\Z")


@dataclass(frozen=True)
class BlindFile:
    """One file under its letter; `number` counts within the bid."""

    letter: str
    number: int
    size: int
    name: str
    pk: int


def blind_files(evaluation: Evaluation, member: CommitteeMember) -> dict[str, list[BlindFile]]:
    """Return the technical files of every bid by its letter; nothing before the member has declared."""
    if member.evaluation_id != evaluation.pk or member.recused_at or not member.declared_at:
        return {}
    letters = dict(BlindName.objects.filter(evaluation=evaluation).values_list("bid_id", "letter"))
    found: dict[str, list[BlindFile]] = {letter: [] for letter in letters.values()}
    for file in BidFile.objects.technical_of(letters):
        letter = letters[file.bid_id]
        number = len(found[letter]) + 1
        ending = ENDING.search(file.name)
        name = f"{letter}-{number}{ending[0].lower() if ending else ''}"
        found[letter].append(BlindFile(letter, number, file.size, name, file.pk))
    return found


def content_of(file: BlindFile) -> bytes:
    """Return the bytes of a file that `blind_files` has listed."""
    return bytes(BidFile.objects.get(pk=file.pk).data)
