"""The verbs of the plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Organisation, User
from accounts.service_kinds import ServiceKind
from core.audit.outbox import announce
from core.audit.record import record
from core.time import today
from core.transitions import Refused, check, move, refuse
from procurement.admissions.models import Admission
from procurement.needs.models import Need
from procurement.plans.models import BudgetLine, CatalogueEntry, OcidCounter, PlanItem
from procurement.plans.states import BudgetSource, Method, NegativePoint, PlanItemState, Quarter
from procurement.wording import said


@transaction.atomic
def draft_plan_item(
    *,
    buyer_id: int,
    area_id: int,
    year: int,
    quarter: int,
    title: str,
    service_kind: str,
    catalogue_code: str,
    method: str,
    need_ids: Collection[int] = (),
    budget: Mapping[str, int],
    negative_list: Collection[str] = (),
    admission_id: int | None = None,
    is_new: bool = True,
    by: User,
) -> PlanItem:
    """Draft a purchase and give it the ocid that stays with it up to the last rating. By the buyer's officer.

    `budget` maps each source (BudgetSource) to an amount in fen; it may be empty here, but not at the approval.
    `negative_list` names the points of the negative list that apply; any one of them stops the approval.
    """
    buyer = Organisation.objects.select_related("area").get(pk=buyer_id)
    area = Area.objects.get(pk=area_id)
    check("procurement.draft_plan_item", by=by, thing=buyer)
    reasons = buyer.may_buy_on(today())
    if reasons:
        raise Refused(*reasons)
    if not buyer.area.covers(area):
        raise refuse(_("A buyer plans for its own area only. Choose an area there."))
    if not 2000 <= year <= 2099 or quarter not in Quarter.values:
        raise refuse(_("Choose the year and the quarter in which the tender is to open."))
    if service_kind not in ServiceKind.values:
        raise refuse(_("Choose the service from the list."))
    if method not in Method.values:
        raise refuse(_("Choose a method of the rulebook."))
    item = PlanItem(
        buyer=buyer,
        area=area,
        year=year,
        quarter=quarter,
        title=said(title, otherwise=_("Give the item a title.")),
        service_kind=service_kind,
        catalogue_entry=_entry(catalogue_code, service_kind),
        method=method,
        is_new=is_new,
        negative_list=_points(negative_list),
        admission=_admission(admission_id, area),
        drafted_by=by,
    )
    needs, amounts = _needs(need_ids, area), _amounts(budget)
    # The number comes last: whoever drafts for the same year waits from here to the end of the transaction.
    item.ocid = f"{settings.OCID_PREFIX}-{year}-{OcidCounter.objects.next_of(year):06d}"
    item.save()
    item.needs.set(needs)
    _set_budget(item, amounts)
    record(
        item,
        verb="draft",
        by=by,
        role="procurement.draft_plan_item",
        after=item.state,
        detail={"budget_fen": amounts, "needs": sorted(need.pk for need in needs)},
    )
    return item


@transaction.atomic
def revise_plan_item(
    plan_item_id: int,
    *,
    title: str | None = None,
    quarter: int | None = None,
    method: str | None = None,
    catalogue_code: str | None = None,
    need_ids: Collection[int] | None = None,
    budget: Mapping[str, int] | None = None,
    negative_list: Collection[str] | None = None,
    by: User,
) -> PlanItem:
    """Change what is given of a draft, and leave the rest. By the officer who drafted it."""
    item = _locked(plan_item_id)
    check("procurement.revise_plan_item", by=by, thing=item)
    if item.state != PlanItemState.DRAFT:
        raise refuse(_("The item has left its draft; it can only be withdrawn and drafted anew."))
    if quarter is not None and quarter not in Quarter.values:
        raise refuse(_("Choose the year and the quarter in which the tender is to open."))
    if method is not None and method not in Method.values:
        raise refuse(_("Choose a method of the rulebook."))
    changed: dict[str, object] = {}
    if title is not None:
        changed["title"] = item.title = said(title, otherwise=_("Give the item a title."))
    if quarter is not None:
        changed["quarter"] = item.quarter = quarter
    if method is not None:
        changed["method"] = item.method = method
    if catalogue_code is not None:
        item.catalogue_entry = _entry(catalogue_code, item.service_kind)
        changed["catalogue_code"] = catalogue_code
    if negative_list is not None:
        changed["negative_list"] = item.negative_list = _points(negative_list)
    item.save()
    if need_ids is not None:
        item.needs.set(_needs(need_ids, item.area))
        changed["needs"] = sorted(need_ids)
    if budget is not None:
        amounts = _amounts(budget)
        item.budget_lines.all().delete()
        _set_budget(item, amounts)
        changed["budget_fen"] = amounts
    record(item, verb="revise", by=by, role="procurement.revise_plan_item", after=item.state, detail=changed)
    return item


@transaction.atomic
def approve_plan_item(plan_item_id: int, *, by: User) -> PlanItem:
    """Find the item lawful and paid for. By the buyer's approver, other than who drafted it."""
    item = _locked(plan_item_id)
    if item.method != Method.OPEN_TENDER:
        _one_approval_at_a_time(item.buyer_id)
    move(item.approve, by=by, detail={"budget_fen": item.budget_fen}, by_id=by.pk)
    return item


@transaction.atomic
def publish_plan_item(plan_item_id: int, *, by: User) -> PlanItem:
    """Put the item into the public plan; the supporters of its needs are told. By the buyer."""
    item = _locked(plan_item_id)
    move(item.publish, by=by, by_id=by.pk)
    announce("plan_item.published", item.ocid, plan_item_id=item.pk)
    return item


@transaction.atomic
def use_plan_item(plan_item_id: int, *, by: User) -> PlanItem:
    """Note that a tender opens on the item; taken with the tender's publication, in its transaction."""
    item = _locked(plan_item_id)
    move(item.use, by=by)
    return item


@transaction.atomic
def withdraw_plan_item(plan_item_id: int, *, reason: str, by: User) -> PlanItem:
    """Take an item without a tender out of the plan; where it was published, its supporters are told. By the buyer."""
    item = _locked(plan_item_id)
    check("procurement.withdraw_plan_item", by=by, thing=item)
    why = said(reason)
    move(item.withdraw, by=by, reason=why, why=why)
    if item.published_at is not None:
        announce("plan_item.withdrawn", item.ocid, plan_item_id=item.pk)
    return item


def _one_approval_at_a_time(buyer_id: int) -> None:
    """Let a buyer's approvals queue: two items that together reach the threshold must not pass side by side."""
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=buyer_id)


def _locked(plan_item_id: int) -> PlanItem:
    return PlanItem.objects.select_for_update().get(pk=plan_item_id)


def _entry(code: str, service_kind: str) -> CatalogueEntry:
    entry = CatalogueEntry.objects.in_force().filter(code=code).first()
    if entry is None:
        raise refuse(_("The guidance catalogue has no entry in force with this code."), "catalogue")
    if entry.service_kind != service_kind:
        raise refuse(_("The catalogue entry names another service than the item. Choose one that fits."), "catalogue")
    return entry


def _points(codes: Collection[str]) -> list[str]:
    if not set(codes) <= set(NegativePoint.values):
        raise refuse(_("Choose the points of the negative list from the list."), "negative_list")
    return [point for point in NegativePoint.values if point in codes]


def _admission(admission_id: int | None, area: Area) -> Admission | None:
    if admission_id is None:
        return None
    admission = Admission.objects.select_related("area").get(pk=admission_id)
    if not (admission.area.covers(area) or area.covers(admission.area)):
        raise refuse(_("The task was handed down to another area than the item's."))
    return admission


def _needs(need_ids: Collection[int], area: Area) -> list[Need]:
    needs = list(Need.objects.filter(pk__in=set(need_ids)).select_related("area").order_by("pk"))
    if len(needs) != len(set(need_ids)):
        raise refuse(_("One of the needs does not exist."))
    if not all(area.covers(need.area) or need.area.covers(area) for need in needs):
        raise refuse(_("One of the needs belongs to another area than the item's."))
    return needs


def _amounts(budget: Mapping[str, int]) -> dict[str, int]:
    if not set(budget) <= set(BudgetSource.values):
        raise refuse(_("Choose the sources of the money from the list."))
    if any(isinstance(fen, bool) or not isinstance(fen, int) or fen <= 0 for fen in budget.values()):
        raise refuse(_("Each source gives an amount above zero; leave out a source that gives nothing."))
    return {str(source): budget[source] for source in BudgetSource.values if source in budget}


def _set_budget(item: PlanItem, amounts: Mapping[str, int]) -> None:
    BudgetLine.objects.bulk_create(
        [BudgetLine(plan_item=item, source=source, amount_fen=fen) for source, fen in amounts.items()]
    )
