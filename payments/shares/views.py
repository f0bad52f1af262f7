"""Pages of residents' shares: the resident pays and keeps the receipt; the office sets prices, asks, sends back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.models import Resident
from accounts.roles import Role, organisations_of
from core.acts import Act, ActingThing, StepOnFacts, denied, may, said
from core.lists import Line, ListView
from core.money import display
from core.rights import RIGHTS, Denial
from core.templatetags.linli import day, moment
from core.time import today
from core.transitions import Reason
from core.views import ActView, thing_url
from payments.bank_refunds.models import BankRefund
from payments.bank_refunds.views import NamesBankAccount
from payments.rail.models import Order
from payments.rail.views import PayView, news_of, number
from payments.shares import services
from payments.shares.forms import CancelForm, ChargeForm, PriceForm, ReductionForm, RefundForm
from payments.shares.models import ServicePrice, Share, ShareReduction
from payments.shares.rules import is_the_resident
from payments.shares.states import ShareState

OFFICE = (Role.FINANCE, Role.GRID_WORKER)


def facts_of(share: Share) -> Iterator[tuple[Any, Any]]:
    """The lines of a share's page: how the amount comes about, and what became of it."""
    price = share.price
    yield _("Service"), said(price.name)
    yield _("Used on"), day(share.used_on)
    yield _("Quantity"), f"{share.quantity} × {display(price.price_fen)} / {price.unit}"
    if share.reduction:
        yield _("Pays less by"), said(f"{share.reduction} · {share.reduction.basis}")
        yield _("Full price"), display(share.full_fen)
    yield _("The resident's part"), display(share.amount_fen)
    yield _("Asked by"), said(share.buyer)
    yield _("Reference"), number(share.reference)
    if share.paid_at:
        yield _("Paid at"), moment(share.paid_at)
        yield _("Receipt number"), number(share.receipt_number)
    if share.returned_fen:
        yield _("Paid back"), display(share.returned_fen)
    if share.returned_why:
        yield _("Why it was paid back"), said(share.returned_why)
    if share.asked_back_fen:
        yield _("Proposed to be paid back"), f"{display(share.asked_back_fen)} · {share.asked_back_by}"
        yield _("Reason to pay it back"), said(share.asked_back_why)


# What a second person may do with a proposal: label, promise, right, address.
DECIDING = (
    (_("Pay back"), _("What was proposed goes back to the card that paid."), "payments.refund_share", "share_refund"),
    (_("Drop the proposal"), _("Nothing goes back."), "payments.drop_share_refund", "share_drop_refund"),
)


class ShareView(ActingThing):
    """One share: for the resident in plain words, for the office with its acts."""

    model = Share

    def get_object(self, queryset: Any = None) -> Share:
        """The share, with fresh news where the resident has just come back from paying."""
        rows = Share.objects.visible_to(self.request.user)
        found = rows.by_number(self.kwargs["pk"])
        if found is None:
            raise Http404
        if found.state == ShareState.PENDING and is_the_resident(self.request.user, found):
            news_of([found.reference])
            found = rows.by_number(self.kwargs["pk"])
        self.reader = "public" if is_the_resident(self.request.user, found) else "officer"
        return found

    elsewhere = frozenset({"waive"})  # follows from the rule, with the charge

    def heading(self) -> Any:
        """The service."""
        return said(self.object.price.name)

    def facts(self) -> list[tuple[Any, Any]]:
        """How the amount comes about."""
        lines = list(facts_of(self.object))
        for one in BankRefund.objects.of_references(self.object.reference):
            lines.append((_("By bank transfer"), f"{display(one.order.amount_fen)} · {one.names.public}"))
        if not is_the_resident(self.request.user, self.object):
            lines.insert(0, (_("Resident"), said(self.object.resident)))
        return lines

    def acts(self) -> list[Act]:
        """Going on paying, the receipt, sending back."""
        share, user, acts = self.object, self.request.user, []
        if share.state == ShareState.PENDING and may(user, "payments.pay_share", share):
            url = reverse("share_pay", args=[share.pk])
            acts.append(Act(_("Go on paying"), _("Go on with the card provider's page."), url))
        if share.receipt_number:
            url = reverse("share_receipt", args=[share.pk])
            acts.append(Act(_("Show the receipt"), _("To print or to keep."), url))
        if share.state != ShareState.PAID:
            return acts
        if share.asked_back_fen:
            for label, promise, right, name in DECIDING:
                if may(user, right, share):
                    acts.append(Act(label, promise, reverse(name, args=[share.pk])))
        elif share.left_fen and may(user, "payments.propose_share_refund", share):
            promise = _("All of it or a part, never more than is left. A second person decides.")
            acts.append(Act(_("Propose to pay back"), promise, reverse("share_propose_refund", args=[share.pk])))
        waits = Order.objects.of_reference(share.reference).not_taken().without_bank_refund()
        if share.left_fen and may(user, "payments.repay_share_by_bank", share) and waits.exists():
            url = reverse("share_bank_account", args=[share.pk])
            acts.append(Act(_("Pay back by bank transfer"), _("The card took no refund."), url))
        return acts


class ShareStep(StepOnFacts):
    """A step of a share, with how its amount comes about."""

    model = Share

    def things(self) -> Any:
        """With what its lines name."""
        return super().things().for_page()

    def facts(self) -> list[tuple[Any, Any]]:
        """How the amount comes about."""
        return list(facts_of(self.about()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the service as its heading."""
        return super().get_context_data(heading=said(self.about().price.name), **kwargs)


class PayShare(ShareStep, PayView):
    """To the provider's page."""

    step = "pay"
    right = "payments.pay_share"
    paying = services.pay_share
    done = _("You are back from the card provider. What it tells stands here.")


class CancelShare(ShareStep):
    """It was asked by mistake."""

    step = "cancel"
    service = services.cancel_share
    form_class = CancelForm
    done = _("Nothing is owed for it any more.")


class ShareAct(ShareStep):
    """An act beside the machine, by its right; title and promise are its own."""

    right: str

    def reasons(self) -> list[Any]:
        """Whose act it is; the rest the service says."""
        return denied(self.request.user, self.right, self.about())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """There is no step behind it."""
        kwargs["promise"] = self.promise
        heading = said(self.about().price.name)
        return ActView.get_context_data(self, **{**kwargs, "heading": heading, "facts": self.facts()})


class ProposeShareRefund(ShareAct):
    """The first person proposes to pay back."""

    right = "payments.propose_share_refund"
    service = services.propose_refund
    form_class = RefundForm
    title = _("Propose to pay back")
    promise = _(
        "All of it or a part goes back to the card that paid, never more than is left. A second person decides."
    )
    done = _("Proposed. A second person decides.")

    def initial(self) -> dict[str, Any]:
        """All that is left."""
        return {"amount_fen": self.about().left_fen}


class RefundShare(ShareAct):
    """The second person sends it back."""

    right = "payments.refund_share"
    service = services.refund_share
    title = _("Pay back")
    promise = _("What was proposed goes back to the card that paid. The resident is told when it has arrived.")
    look_at = (_("Does the reason hold, and is the amount what was not delivered?"),)
    done = _("The refund is sent.")
    asks_who = True


class DropShareRefund(ShareAct):
    """The proposal is dropped."""

    right = "payments.drop_share_refund"
    service = services.drop_refund
    title = _("Drop the proposal to pay back")
    promise = _("Nothing goes back.")
    done = _("The proposal is dropped.")


class RepayShareByBank(NamesBankAccount, ShareAct):
    """The finance officer names the resident's account, to which the bank pays what the card did not take."""

    right = "payments.repay_share_by_bank"
    promise = _("The card took no refund. One person orders the transfer to this account, another records its voucher.")
    done = _("The account is named. Order the bank transfer next.")

    def act(self, form: Any) -> Any:
        """Name it."""
        return services.repay_by_bank(self.kwargs["pk"], account=self.account_of(form), by=self.request.user)


class Receipt(LoginRequiredMixin, TemplateView):
    """The receipt of a paid share: who paid what for what, and what went back."""

    template_name = "payments/shares/receipt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The share and its refunds."""
        share = Share.objects.visible_to(self.request.user).by_number(self.kwargs["pk"])
        if share is None or not share.receipt_number:
            raise Http404
        back = Order.objects.of_reference(share.reference).refunds()
        return super().get_context_data(share=share, refunds=list(back), **kwargs)


class OurShares(ListView):
    """What the resident has paid and still has to pay."""

    title = _("What I pay for services")
    promise = _("Every service that you used, what it cost, by which rule you paid less, and your receipts.")
    empty = _("Nothing yet. When you use a paid service, it appears here.")
    reader = "public"

    def rows(self, asked: dict[str, Any]) -> Any:
        """The person's own."""
        return Share.objects.of_resident(self.request.user).for_list()

    def line(self, row: Share) -> Line:
        """The service, the day, the amount."""
        return Line(row, thing_url(row), row.price.name, [day(row.used_on), display(row.amount_fen)])


class OfficeView(LoginRequiredMixin):
    """For the people of an office that asks for shares."""

    request: Any

    def offices(self) -> set[int]:
        """The person's offices; 403 without one."""
        mine = organisations_of(self.request.user, *OFFICE)
        if not mine:
            raise PermissionDenied(_("This page belongs to the buyer's finance officer and grid workers."))
        return mine


class ShareDesk(OfficeView, ListView):
    """The shares that an office asks for."""

    title = _("Residents' shares")
    promise = _("What residents pay for services: asked by the price list, less by rule, sent back with a reason.")
    empty = _("No share has been asked for yet.")
    searched = ("resident__name", "price__name", "reference")
    words = _("Name or number")
    machine = Share

    def rows(self, asked: dict[str, Any]) -> Any:
        """Of the person's offices."""
        return Share.objects.of_buyers(self.offices()).for_list()

    def line(self, row: Share) -> Line:
        """Resident, service, amount."""
        title = f"{row.resident} · {row.price.name}"
        return Line(row, thing_url(row), title, [day(row.used_on), display(row.amount_fen), number(row.reference)])

    def acts(self) -> list[Act]:
        """Asking for a share, and the prices."""
        acts = []
        if organisations_of(self.request.user, Role.GRID_WORKER):
            acts.append(Act(_("Ask for a share"), "", reverse("share_charge")))
        return [*acts, Act(_("Price list"), "", reverse("share_prices"))]


class Charge(OfficeView, ActView):
    """The office asks a resident for a share."""

    service = services.charge_share
    title = _("Ask for a share")
    promise = _("The price list and the rule give the amount; the resident is told and pays by card.")
    done = _("Asked. The resident has been told.")
    asks_twice = True

    def reasons(self) -> list[Any]:
        """Grid workers ask: they know the residents."""
        if organisations_of(self.request.user, Role.GRID_WORKER):
            return []
        return [Reason(RIGHTS["payments.charge_share"].sentence(Denial.WRONG_ROLE), denial=Denial.WRONG_ROLE)]

    def form(self, data: Any = None, files: Any = None) -> Any:
        """With residents, prices and rules of the person's offices."""
        offices = self.offices()
        return ChargeForm(
            data,
            files,
            initial={"used_on": today(), "quantity": 1},
            residents=Resident.objects.verified().visible_to(self.request.user).select_related("community")[:2000],
            prices=ServicePrice.objects.in_force().of_buyers(offices),
            reductions=ShareReduction.objects.in_force().of_buyers(offices),
        )


class Prices(LoginRequiredMixin, TemplateView):
    """The price list and the rules, for everybody who has signed in; the finance officer changes them."""

    template_name = "payments/shares/prices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Prices and rules in force."""
        return super().get_context_data(
            prices=list(ServicePrice.objects.in_force()[:500]),
            reductions=list(ShareReduction.objects.in_force().select_related("buyer")[:200]),
            sets_prices=bool(organisations_of(self.request.user, Role.FINANCE)),
            **kwargs,
        )


class PriceAct(LoginRequiredMixin):
    """For the finance officer of one office."""

    request: Any

    def given(self) -> dict[str, Any]:
        """The person's office."""
        mine = organisations_of(self.request.user, Role.FINANCE)
        if not mine:
            raise PermissionDenied(_("This page belongs to the buyer's finance officer."))
        return {"buyer_id": min(mine)}

    def reasons(self) -> list[Any]:
        """403 for everybody else."""
        self.given()
        return []

    def onward(self, outcome: Any) -> str:
        """The price list."""
        return reverse("share_prices")


class SetPrice(PriceAct, ActView):
    """A new price; the one before it ends."""

    service = services.set_price
    form_class = PriceForm
    title = _("Set a price")
    promise = _("It holds from now on. What was asked before keeps its price.")
    done = _("The price holds from now on.")


class SetReduction(PriceAct, ActView):
    """A new rule; one of the same name ends."""

    service = services.set_reduction
    form_class = ReductionForm
    title = _("Set a reduction")
    promise = _("Who pays less, by which document, and how much.")
    done = _("The rule holds from now on.")
