"""The acts that every story shares, as the people of one office do them; each is a call of the services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.models import Organisation, User
from demo.world import DATA, World
from procurement.bids.models import Bid
from procurement.bids.opening import open_bids, open_half
from procurement.bids.parts import DECLARATIONS
from procurement.bids.qualification import finish_qualification, qualify_bid
from procurement.bids.services import draft_bid, finalise_bid
from procurement.evaluations.models import BlindName, CommitteeMember, Evaluation
from procurement.evaluations.services.conformity import conform_bid
from procurement.evaluations.services.filling import sheet_items
from procurement.evaluations.services.scoring import enter_objective, enter_scores
from procurement.needs.models import Need
from procurement.needs.services import adopt_need, propose_need, support_need
from procurement.plans.models import PlanItem
from procurement.plans.services import approve_plan_item, draft_plan_item, publish_plan_item
from procurement.tenders.custody import make_key, prove_key
from procurement.tenders.facts import TenderFacts
from procurement.tenders.facts.reading import parse_facts
from procurement.tenders.models import Lot, Tender
from procurement.tenders.models_sheet import ItemKind
from procurement.tenders.services.drafting import draft_tender, revise_tender
from procurement.tenders.services.publication import publish_tender

PASSPHRASE = "four quiet words sealed"  # noqa: S105 — of every custodian of the demo, printed by it
HALF_POINT = Decimal("0.5")


@dataclass(frozen=True)
class Office:
    """A buyer and the people who act for it, with the custodians of its supervision."""

    buyer: Organisation
    officer: User
    approver: User
    finance: User
    keepers_a: tuple[User, User]
    keepers_b: tuple[User, User]

    @classmethod
    def of(cls, world: World, key: str, prefix: str = "") -> Office:
        """Return the office whose people have the keys of the data file, with their prefix."""
        people = {name.removeprefix(prefix): person for name, person in world.people.items() if name.startswith(prefix)}
        return cls(
            buyer=world.organisations[key],
            officer=people["officer"],
            approver=people["approver"],
            finance=people["finance"],
            keepers_a=(people["custodian_a1"], people["custodian_a2"]),
            keepers_b=(people["custodian_b1"], people["custodian_b2"]),
        )


@dataclass(frozen=True)
class Offer:
    """A bid as a story tells it: who, for how much (fen), and how good its work is, 0 to 1."""

    supplier: str
    price_fen: int
    quality: str
    small_micro: bool = False


def wished(world: World, *, area: str, kind: str, title: str, text: str, voices: int, asked_by: int = 0) -> Need:
    """A resident proposes a need and the next ones support it, each with their own voice."""
    first, *others = world.neighbours[asked_by:]
    need = propose_need(area_id=world.areas[area].pk, service_kind=kind, title=title, text=text, by=first)
    for neighbour in others[:voices]:
        support_need(need.pk, by=neighbour)
    return need


def planned(
    office: Office,
    *,
    area_id: int,
    year: int,
    quarter: int,
    title: str,
    kind: str,
    catalogue: str,
    budget: Mapping[str, int],
    needs: Sequence[Need] = (),
) -> PlanItem:
    """The officer drafts a plan item; the approver approves it and it is published."""
    item = draft_plan_item(
        buyer_id=office.buyer.pk,
        area_id=area_id,
        year=year,
        quarter=quarter,
        title=title,
        service_kind=kind,
        catalogue_code=catalogue,
        method="open_tender",
        need_ids=[need.pk for need in needs],
        budget=dict(budget),
        by=office.officer,
    )
    approve_plan_item(item.pk, by=office.approver)
    publish_plan_item(item.pk, by=office.officer)
    return item


def taken_up(office: Office, need: Need) -> Need:
    """The officer adopts a supported need."""
    return adopt_need(need.pk, by=office.officer)


def facts(name: str) -> TenderFacts:
    """Return the facts of one of the demo's sheets."""
    return TenderFacts.read(parse_facts((DATA / "tenders" / f"{name}.json").read_text(encoding="utf-8")))


def drafted(office: Office, item: PlanItem, sheet: str, **filled: Any) -> Tender:
    """The officer drafts a tender from a sheet and fills what the sheet leaves open."""
    tender = draft_tender(item.pk, facts=facts(sheet), by=office.officer)
    return revise_tender(tender.pk, by=office.officer, **filled) if filled else tender


def with_keys(office: Office, tender: Tender) -> None:
    """Two custodians of each group make their keys for this tender and prove them."""
    for group, keepers in (("A", office.keepers_a), ("B", office.keepers_b)):
        for keeper in keepers:
            key = make_key(tender.pk, group=group, passphrase=PASSPHRASE, by=keeper)
            prove_key(key.pk, passphrase=PASSPHRASE, by=keeper)


def published(office: Office, tender: Tender, deadline: datetime) -> Tender:
    """The approver, who wrote no word of it, publishes the tender."""
    return publish_tender(tender.pk, deadline=deadline, by=office.approver)


def only_lot(tender: Tender) -> Lot:
    """Return the lot of a tender that has one."""
    return Lot.objects.get(tender=tender)


def answers(lot: Lot, offer: Offer, name: str) -> dict[str, str]:
    """Return a short answer to every item that is judged."""
    items = [item for section in lot.tender.sections.all() for item in section.items.all()]
    return {
        item.name_zh: f"针对“{item.name_zh}”，本机构按采购需求逐项响应，附人员、进度与质量控制安排。"
        for item in items
        if item.kind != ItemKind.PRICE
    }


def sealed(world: World, lot: Lot, offer: Offer) -> Bid:
    """A supplier writes its bid and hands it in under seal."""
    bid = in_draft(world, lot, offer)
    return finalise_bid(bid.pk, by=world.people[offer.supplier])


def in_draft(world: World, lot: Lot, offer: Offer) -> Bid:
    """A supplier writes its bid and keeps it as a draft."""
    supplier = world.organisations[offer.supplier]
    content = {
        "term_months": lot.tender.term_months,
        "small_micro": offer.small_micro,
        "declarations": dict.fromkeys(DECLARATIONS, True),
        "answers": answers(lot, offer, supplier.name),
    }
    return draft_bid(
        lot.pk, supplier_id=supplier.pk, price_fen=offer.price_fen, content=content, by=world.people[offer.supplier]
    )


def opened(office: Office, tender: Tender) -> None:
    """One custodian of B takes off the outer seal, one of A opens; then the officer checks the suppliers."""
    open_half(tender.pk, passphrase=PASSPHRASE, by=office.keepers_b[0])
    open_bids(tender.pk, passphrase=PASSPHRASE, by=office.keepers_a[0])


def qualified(office: Office, lot: Lot) -> None:
    """The officer finds that every supplier meets the conditions."""
    for bid in Bid.objects.filter(lot=lot, state="OPENED").order_by("pk"):
        qualify_bid(bid.pk, by=office.officer)
    finish_qualification(lot.pk, by=office.officer)


def seats(evaluation: Evaluation) -> list[CommitteeMember]:
    """Return the sitting members in the order of their seats."""
    return list(evaluation.members.sitting().select_related("user").order_by("pk"))


def judged(evaluation: Evaluation, offers: Sequence[Offer], world: World) -> None:
    """The leader checks conformity and enters the objective points; then every member scores alone."""
    leader = evaluation.members.get(is_leader=True).user
    quality = {world.organisations[offer.supplier].pk: Decimal(offer.quality) for offer in offers}
    names = list(BlindName.objects.filter(evaluation=evaluation).select_related("bid").order_by("letter"))
    for name in names:
        conform_bid(evaluation.pk, letter=name.letter, by=leader)
        _enter_objective(evaluation, name, quality[name.bid.supplier_id], leader)
    for seat, member in enumerate(seats(evaluation)):
        for name in names:
            score_one(evaluation, name, quality[name.bid.supplier_id], seat, member.user)


def _enter_objective(evaluation: Evaluation, name: BlindName, quality: Decimal, leader: User) -> None:
    filled = set(evaluation.objective_scores.filter(bid=name.bid).values_list("item_id", flat=True))
    points = {
        item.pk: _points(item.weight, quality)
        for item in sheet_items(evaluation, ItemKind.OBJECTIVE)
        if item.pk not in filled
    }
    enter_objective(evaluation.pk, letter=name.letter, points=points, source="投标文件所附证明材料", by=leader)


def score_one(evaluation: Evaluation, name: BlindName, quality: Decimal, seat: int, by: User) -> None:
    """One member's own points on one bid: near the bid's quality, a little different in every seat."""
    own = quality + Decimal(seat - 2) / 50
    points = {item.pk: _points(item.weight, own) for item in sheet_items(evaluation, ItemKind.SUBJECTIVE)}
    enter_scores(evaluation.pk, letter=name.letter, points=points, by=by)


def _points(weight: Decimal | None, quality: Decimal) -> Decimal:
    """Return the points of an item in half points, never above its weight."""
    most = weight or Decimal(0)
    steps = (most * min(max(quality, Decimal(0)), Decimal(1)) / HALF_POINT).to_integral_value()
    return min(steps * HALF_POINT, most)
