"""Who may do what with a plan item, and who sees it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from accounts.roles import Role
from procurement.plans import services
from procurement.plans.models import PlanItem
from procurement.plans.rules import can_see_plan_item
from tests.factories.accounts import member
from tests.factories.plans import CatalogueEntryFactory, PlanItemFactory
from tests.procurement.cast import Cast, by_denial
from tests.refusals import denial

Planned = Callable[..., PlanItem]
OFFICE = ("officer", "colleague", "approver", "both", "finance", "grid_worker")
INSIDERS = (*OFFICE, "supervisor")


def denied(cast: Cast, passing: tuple[str, ...], call: object, *, public: bool = False) -> None:
    """Everybody but those who pass is refused: insiders for their role, others as strangers while it is not public."""
    others = cast.but(*passing)
    knows = [name for name in others if name not in ("anonymous", "left") and (public or name in INSIDERS)]
    assert by_denial(others, call) == {**dict.fromkeys(others, "stranger"), **dict.fromkeys(knows, "wrong_role")}


def test_only_an_officer_of_the_buyer_drafts(cast: Cast) -> None:
    CatalogueEntryFactory.create(code="A1")
    facts = {
        "buyer_id": cast.office.pk,
        "area_id": cast.community.pk,
        "year": 2026,
        "quarter": 1,
        "title": "服务",
        "service_kind": "elder_care",
        "catalogue_code": "A1",
        "method": "open_tender",
        "budget": {"FINANCE": 1},
    }
    denied(cast, ("officer", "colleague", "both"), partial(services.draft_plan_item, **facts), public=True)
    assert PlanItem.objects.count() == 0


def test_only_the_drafter_revises(cast: Cast, planned: Planned) -> None:
    denied(cast, ("officer",), partial(services.revise_plan_item, planned().pk, quarter=3))


def test_only_the_buyers_approver_approves(cast: Cast, planned: Planned) -> None:
    denied(cast, ("approver", "both"), partial(services.approve_plan_item, planned().pk))


def test_nobody_approves_an_own_draft(cast: Cast, planned: Planned) -> None:
    item = planned(drafted_by=cast.both)
    assert denial(services.approve_plan_item, item.pk, by=cast.both) == "same_person"
    assert services.approve_plan_item(item.pk, by=cast.approver).state == "APPROVED"


def test_only_the_buyer_publishes(cast: Cast, planned: Planned) -> None:
    call = partial(services.publish_plan_item, planned(approved=True).pk)
    denied(cast, ("officer", "colleague", "approver", "both"), call)


def test_only_the_buyer_opens_a_tender_on_it(cast: Cast, planned: Planned) -> None:
    call = partial(services.use_plan_item, planned(published=True).pk)
    denied(cast, ("officer", "colleague", "approver", "both"), call, public=True)


@pytest.mark.parametrize("reason", ["不", ""])
def test_only_the_buyer_withdraws(cast: Cast, planned: Planned, reason: str) -> None:
    buyers = ("officer", "colleague", "approver", "both")
    denied(cast, buyers, partial(services.withdraw_plan_item, planned(approved=True).pk, reason=reason))
    denied(cast, buyers, partial(services.withdraw_plan_item, planned(published=True).pk, reason=reason), public=True)


def test_the_twins_agree_on_who_sees_an_item(cast: Cast, planned: Planned) -> None:
    hidden = [planned(), planned(approved=True), planned(withdrawn=True)]
    public = [planned(published=True), planned(used=True), planned(withdrawn=True, shown=True)]
    foreign = PlanItemFactory.create()
    people = {**cast.people, "buyer_elsewhere": member(foreign.buyer, Role.APPROVER)}
    seen = {name: set(PlanItem.objects.visible_to(person)) for name, person in people.items()}
    assert seen == {
        name: {item for item in PlanItem.objects.all() if can_see_plan_item(person, item)}
        for name, person in people.items()
    }
    assert {name for name, items in seen.items() if items >= set(hidden)} == set(INSIDERS)
    assert all(items >= set(public) for items in seen.values())
    assert seen["stranger"] == seen["anonymous"] == set(public)
    assert seen["buyer_elsewhere"] == {*public, foreign}
