"""What is written in a bid: the shape of its content, and its way into two packages and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_noop as _

from core.kept import kept
from core.transitions import Refused, refuse
from procurement.bids.models import Bid, EnvelopeKind
from procurement.bids.package import BrokenPackage, pack, unpack
from procurement.bids.states import FilePart

MOST_BYTES = 5 * 2**20  # of one paper; files lie beside it
LONGEST_NAME = 120  # characters of a file's name
LONGEST_TERM = 36  # months
PAPERS = {EnvelopeKind.TECHNICAL: "bid.json", EnvelopeKind.PRICE: "price.json"}


@dataclass(frozen=True)
class Content:
    """What a bidder writes beside the price; everything may be left out but what the tender asks."""

    term_months: int | None = None
    small_micro: bool = False
    consortium_members: list[str] = field(default_factory=list)
    declarations: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SealedFile:
    """One file beside the technical paper: the part it belongs to, its name, its bytes."""

    part: str
    name: str
    data: bytes


@dataclass(frozen=True)
class OpenedPapers:
    """What the two papers of a bid say."""

    price_fen: int
    content: Content
    files: list[SealedFile] = field(default_factory=list)


def read_price(price_fen: Any) -> int:
    """Return the price in fen; raises Refused for anything but a positive whole number."""
    if isinstance(price_fen, bool) or not isinstance(price_fen, int) or not 0 < price_fen < 2**63:
        raise refuse(kept(_("The price is a positive amount of money, in fen.")))
    return price_fen


def read_content(raw: Any) -> Content:
    """Return the content of a bid; raises Refused where it has not its shape."""
    if not isinstance(raw, dict):
        raise refuse(kept(_("The bid's content is not a form.")))
    unknown = sorted(set(raw) - set(Content.__dataclass_fields__))
    if unknown:
        raise refuse(kept(_("The form of a bid has no field “%(name)s”."), name=unknown[0]))
    content = Content(**raw)
    months = content.term_months
    if months is not None and (
        isinstance(months, bool) or not isinstance(months, int) or not 0 < months <= LONGEST_TERM
    ):
        raise refuse(kept(_("The term is a number of months from 1 to %(most)s."), most=LONGEST_TERM))
    if not isinstance(content.small_micro, bool):
        raise refuse(kept(_("Say yes or no: is the supplier a small or micro enterprise?")))
    if not _is_list_of_text(content.consortium_members):
        raise refuse(kept(_("The members of a consortium are given as a list of credit codes.")))
    if not isinstance(content.declarations, dict) or not isinstance(content.answers, dict):
        raise refuse(kept(_("Declarations and answers are given item by item.")))
    if not _is_list_of_text(list(content.answers.values())):
        raise refuse(kept(_("Every answer is a text.")))
    if len(_as_json(asdict(content))) > MOST_BYTES:
        raise refuse(kept(_("The bid is larger than %(most)s MiB. Shorten it."), most=MOST_BYTES // 2**20))
    return content


def packages_of(bid: Bid, *, price_fen: int, content: Content, files: Sequence[SealedFile] = ()) -> dict[str, bytes]:
    """Return the package of each envelope; it names lot and supplier, so that none passes for another's.

    Files lie beside the technical paper, which lists them with their names.
    """
    listed = [{"path": f"files/{place}", "part": file.part, "name": file.name} for place, file in enumerate(files, 1)]
    written: dict[EnvelopeKind, dict[str, Any]] = {
        EnvelopeKind.TECHNICAL: {**_origin(bid), "content": asdict(content), "files": listed},
        EnvelopeKind.PRICE: {**_origin(bid), "currency": "CNY", "price_fen": price_fen},
    }
    beside = {EnvelopeKind.TECHNICAL: {f"files/{place}": file.data for place, file in enumerate(files, 1)}}
    return {
        kind.value: pack({PAPERS[kind]: _as_json(paper), **beside.get(kind, {})}) for kind, paper in written.items()
    }


def read_packages(bid: Bid, packages: dict[str, bytes]) -> OpenedPapers:
    """Return what a bid's packages say; raises BrokenPackage with the reason."""
    inside = {kind: unpack(packages[kind]) for kind in PAPERS}
    papers = {kind: _paper(bid, kind, files) for kind, files in inside.items()}
    try:
        return OpenedPapers(
            read_price(papers[EnvelopeKind.PRICE].get("price_fen")),
            read_content(papers[EnvelopeKind.TECHNICAL].get("content")),
            _files(papers[EnvelopeKind.TECHNICAL], inside[EnvelopeKind.TECHNICAL]),
        )
    except Refused as refused:
        raise BrokenPackage(refused.reasons[0].sentence) from refused


def _files(paper: dict[str, Any], inside: dict[str, bytes]) -> list[SealedFile]:
    listed = paper.get("files", [])
    if not isinstance(listed, list) or not all(
        isinstance(one, dict) and set(one) == {"path", "part", "name"} and _is_list_of_text(list(one.values()))
        for one in listed
    ):
        raise BrokenPackage(_("The list of the bid's files cannot be read."))
    if [one["path"] for one in listed] != list(inside)[1:] or any(one["part"] not in FilePart.values for one in listed):
        raise BrokenPackage(_("The package holds other files than the bid lists."))
    names = [(one["part"], one["name"]) for one in listed]
    if len(set(names)) != len(names) or any(not 0 < len(name) <= LONGEST_NAME for _part, name in names):
        raise BrokenPackage(_("The names of the bid's files are not as they should be."))
    return [SealedFile(one["part"], one["name"], inside[one["path"]]) for one in listed]


def _paper(bid: Bid, kind: EnvelopeKind, files: dict[str, bytes]) -> dict[str, Any]:
    is_alone = len(files) == 1 or kind is EnvelopeKind.TECHNICAL
    if list(files)[:1] != [PAPERS[kind]] or not is_alone:
        raise BrokenPackage(_("The package does not hold the paper “%(name)s” alone."), name=PAPERS[kind])
    try:
        paper = json.loads(files[PAPERS[kind]])
    except (ValueError, RecursionError) as broken:
        raise BrokenPackage(_("The paper “%(name)s” cannot be read."), name=PAPERS[kind]) from broken
    origin = _origin(bid)
    if not isinstance(paper, dict) or {key: paper.get(key) for key in origin} != origin:
        raise BrokenPackage(_("The paper “%(name)s” was written for another lot or supplier."), name=PAPERS[kind])
    return paper


def _origin(bid: Bid) -> dict[str, str]:
    return {"ocid": bid.ocid, "lot": bid.lot.code, "supplier": bid.supplier.credit_code}


def _is_list_of_text(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _as_json(paper: dict[str, Any]) -> bytes:
    return json.dumps(paper, ensure_ascii=False, sort_keys=True).encode()
