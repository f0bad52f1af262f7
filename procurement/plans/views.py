"""Pages of the plan: the year's purchases with their money, from the draft to the published plan."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import held
from core.acts import Act, ActingThing, StepOnFacts, denied, link, links, may, said
from core.lists import Line, ListView
from core.money import display
from core.punctuation import labelled
from core.rights import Denial
from core.templatetags.linli import moment
from core.thread import thread_of
from core.time import today
from core.transitions import Reason
from core.views import ActView
from procurement.plans import services
from procurement.plans.drafting import buyers_planned_for, offer_for_draft, offer_for_revision, years_to_plan
from procurement.plans.forms import MONEY, DraftForm, ItemForm, PlanFilter, WithdrawalForm
from procurement.plans.models import PlanItem
from procurement.plans.states import BudgetSource, NegativePoint, PlanItemState

DRAFT = _("Plan a purchase")
DRAFTING = _("A draft with its money by source; a second person approves it before it is published.")


def money_lines(item: PlanItem) -> str:
    """The money of an item, source by source, and together."""
    lines = [labelled(line.get_source_display(), display(line.amount_fen)) for line in item.budget_lines.all()]
    if len(lines) > 1:
        lines.append(gettext("Together: %(money)s") % {"money": display(item.budget_fen)})
    return "\n".join(lines) or gettext("no money named")


def negative_points(item: PlanItem) -> str:
    """The points of the negative list that were found to apply."""
    return "\n".join(str(NegativePoint(code).label) for code in item.negative_list) or gettext("nothing of it applies")


def facts_of(item: PlanItem) -> list[tuple[Any, Any]]:
    """What is decided on: what is bought, for whom, how, with which money."""
    lines = [
        (_("Buyer"), link(item.buyer)),
        (_("Area"), item.area.name),
        (_("Tender opens"), f"{item.year} · {item.get_quarter_display()}"),
        (_("Service"), item.get_service_kind_display()),
        (_("Guidance catalogue"), item.catalogue_entry),
        (_("Method"), item.get_method_display()),
        (_("Money by source"), money_lines(item)),
        (_("New spending"), _("Yes") if item.is_new else _("No")),
        (_("Negative list"), negative_points(item)),
        (_("Needs that it answers"), links(list(item.needs.all()))),
    ]
    if item.admission:
        lines.append((_("Task handed down that it carries"), link(item.admission)))
    return lines


class Plan(ListView):
    """The purchases that a person's organisation plans, by year and state."""

    template_name = "procurement/plans/plan.html"
    title = _("The year's plan")
    promise = _("What will be bought, with which money, for which needs.")
    empty = _("No such item in the plan.")
    order = ("-year", "-quarter", "-pk")

    def filters(self) -> PlanFilter:
        """By year and state."""
        return PlanFilter(self.request.GET, years=years_to_plan(today().year))

    def rows(self, asked: dict[str, Any]) -> Any:
        """The items of the person's organisations and supervised areas, as filtered."""
        rows = PlanItem.objects.at_desk_of(self.request.user)
        return rows.of_year(asked.get("year")).in_state(asked.get("state", "")).for_list()

    def line(self, row: PlanItem) -> Line:
        """When, for which area, with how much money."""
        what = (f"{row.year} · {row.get_quarter_display()}", row.area.name, display(row.budget_fen), row.ocid)
        return Line(row, reverse("planitem", args=[row.pk]), row.title, what)

    def acts(self) -> list[Act]:
        """A buyer's officer plans purchases."""
        may_draft = bool(buyers_planned_for(self.request.user))
        return [Act(DRAFT, DRAFTING, reverse("draft_plan_item"))] if may_draft else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the money of what is shown by source, and what the formula gives each community for the year."""
        context = super().get_context_data(**kwargs)
        asked, user = context["asked"], self.request.user
        year = asked.get("year") or today().year
        shown = self.rows(asked)
        money = [(BudgetSource(source).label, fen) for source, fen in shown.money_by_source()]
        allocations = PlanItem.objects.allocations_for(user, year)
        return {
            **context,
            "money": money,
            "together": sum(fen for _l, fen in money),
            "year": year,
            "allocations": allocations,
        }


class PlanItemView(ActingThing):
    """One purchase of the plan, with the thread of the whole purchase."""

    model = PlanItem
    template_name = "procurement/plans/item.html"
    elsewhere = frozenset({"use"})  # taken with the publication of the tender

    def get_queryset(self) -> Any:
        """With everything that its lines name."""
        return super().get_queryset().with_all()

    def heading(self) -> Any:
        """The title; the number stands above it."""
        return self.object.title

    def facts(self) -> list[tuple[Any, Any]]:
        """The item, and who did what."""
        item = self.object
        lines = [*facts_of(item), (_("Drafted"), f"{item.drafted_by} · {moment(item.drafted_at)}")]
        if item.approved_by:
            lines.append((_("Approved"), f"{item.approved_by} · {moment(item.approved_at)}"))
        if item.published_by:
            lines.append((_("Published"), f"{item.published_by} · {moment(item.published_at)}"))
        if item.withdraw_reason:
            lines.append((_("Why it was withdrawn"), said(item.withdraw_reason)))
        return lines

    def acts(self) -> list[Act]:
        """The draft is changed by who drafted it; on a published item a tender is started."""
        user, item = self.request.user, self.object
        if item.state == PlanItemState.DRAFT and may(user, "procurement.draft_plan_item", item.buyer):
            promise = _("Nobody has approved it yet: everything but the area and the year may change.")
            reasons = denied(user, "procurement.revise_plan_item", item)
            return [Act(_("Change the draft"), promise, reverse("planitem_revise", args=[item.pk]), reasons)]
        if item.state == PlanItemState.PUBLISHED and may(user, "procurement.draft_plan_item", item.buyer):
            promise = _("A draft of the tender begins with what stands here.")
            return [Act(_("Start the tender"), promise, url)] if (url := _tender_address(item)) else []
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With how far the purchase has come; who acts for no organisation reads no internal words."""
        self.reader = "officer" if held(self.request.user) else "public"
        return super().get_context_data(thread=thread_of(self.object.ocid), **kwargs)


def _tender_address(item: PlanItem) -> str:
    """Where the tender of an item is started: a later stage's page, known by name only."""
    try:
        return reverse("start_tender", args=[item.pk])
    except NoReverseMatch:
        return ""


class DraftPlanItem(ActView):
    """The buyer's officer plans a purchase."""

    service = services.draft_plan_item
    title = DRAFT
    promise = DRAFTING
    button = _("Keep the draft")
    done = _("The draft is kept under its number. Now a second person approves it.")

    def form(self, data: Any = None, files: Any = None) -> DraftForm:
        """What the person's offices may plan."""
        offer = offer_for_draft(self.request.user, today().year)
        return DraftForm(data, files, offer=offer, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """Open tender in this year's next quarter, for a new service."""
        day = today()
        return {"year": day.year, "quarter": min(4, (day.month + 2) // 3 + 1), "method": "open_tender", "is_new": "yes"}

    def act(self, form: Any) -> PlanItem:
        """Hand over what was written, with the money by source."""
        return services.draft_plan_item(**form.written(), by=self.request.user)  # type: ignore[arg-type]

    def reasons(self) -> list[Any]:
        """Only a buyer's officer plans."""
        if buyers_planned_for(self.request.user):
            return []
        return [Reason(_("Only a buyer's officer plans purchases."), denial=Denial.WRONG_ROLE)]


class RevisePlanItem(ActView):
    """Who drafted an item changes it, until it is approved."""

    service = services.revise_plan_item
    title = _("Change the draft")
    button = _("Keep the changes")
    done = _("The changes are kept.")

    def things(self) -> Any:
        """Items that the person may see."""
        return PlanItem.objects.visible_to(self.request.user).with_all()

    def form(self, data: Any = None, files: Any = None) -> ItemForm:
        """What may still change."""
        return ItemForm(data, files, offer=offer_for_revision(self.about()), initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """What stands in the draft."""
        item = self.about()
        return {
            "title": item.title,
            "catalogue_code": item.catalogue_entry.code,
            "quarter": item.quarter,
            "method": item.method,
            "need_ids": [need.pk for need in item.needs.all()],
            "negative_list": item.negative_list,
            **{MONEY + line.source.lower(): line.amount_fen for line in item.budget_lines.all()},
        }

    def act(self, form: Any) -> PlanItem:
        """Hand over what was written."""
        return services.revise_plan_item(self.about().pk, **form.written(), by=self.request.user)  # type: ignore[arg-type]

    def reasons(self) -> list[Any]:
        """Only the drafter, and only a draft."""
        item = self.about()
        reasons: list[Any] = denied(self.request.user, "procurement.revise_plan_item", item)
        if not reasons and item.state != PlanItemState.DRAFT:
            return [Reason(_("The item has left its draft; it can only be withdrawn and drafted anew."))]
        return reasons


class DecisionView(StepOnFacts):
    """A step whose page shows the item once more."""

    model = PlanItem

    def heading(self) -> Any:
        """The item's title."""
        item: Any = self.about()
        return item.title

    def facts(self) -> list[tuple[Any, Any]]:
        """The item with its money and its needs."""
        item: Any = self.about()
        return facts_of(item)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the heading."""
        return super().get_context_data(heading=self.heading(), **kwargs)


class ApprovePlanItem(DecisionView):
    """A second person finds the item lawful and paid for."""

    step = "approve"
    service = services.approve_plan_item
    done = _("Approved. Its money is fixed now; the buyer can publish it.")
    look_at = (
        _("Is the money there, from every source that is named?"),
        _("Do the needs behind it really ask for this service, and in this area?"),
        _("Is it a service that may be bought, and none of the points of the negative list?"),
        _("Does the quarter leave enough time to tender?"),
    )


class PublishPlanItem(DecisionView):
    """The item goes into the public plan."""

    asks_who = True
    step = "publish"
    service = services.publish_plan_item
    done = _("Published. Those behind its needs have been told.")


class WithdrawPlanItem(DecisionView):
    """The item leaves the plan."""

    step = "withdraw"
    service = services.withdraw_plan_item
    form_class = WithdrawalForm
    asks_twice = True
    done = _("The item has left the plan.")
