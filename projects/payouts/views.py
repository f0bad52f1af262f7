"""Pages of payments: the supplier's invoice, the second person, the treasury's order and voucher, the money of each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from core.acts import denied, said
from core.files import give_out, kept_for, name_of, path_of
from core.instants import months
from core.money import display
from core.templatetags.linli import day, moment
from core.time import today
from core.transitions import Reason, Step
from core.views import ActView
from payments.rail.switch import is_on
from procurement.tenders.words import lot_in_words
from projects.contracts.models import Contract
from projects.forms import ReasonForm
from projects.milestones.models import Milestone
from projects.milestones.queries import ACCEPTED_STATES
from projects.pages import ProjectStep, ProjectThing
from projects.payouts import guards, services
from projects.payouts.calculation import calculation_of
from projects.payouts.forms import InvoiceForm, OrderForm, VoucherForm
from projects.payouts.models import Payout, PerformanceDecision
from projects.payouts.overdue import Lateness, owed_since
from projects.payouts.states import Rail

# What the forms of sending and confirming are about to ask.
ASKED = (guards.has_order_number, guards.has_voucher)


def heading_of(payout: Payout) -> Any:
    """What a payment is called: its part and what it is for."""
    rated = months(payout.decision.period) if payout.decision else ""
    ground = payout.milestone.title if payout.milestone else rated
    return _("%(part)s: %(ground)s") % {"part": payout.get_part_display(), "ground": ground}


class PayoutView(ProjectThing):
    """One payment: invoice, calculation line by line, who did what."""

    model = Payout
    template_name = "projects/payouts/payout.html"
    answered_by_form = ASKED

    def get_queryset(self) -> Any:
        """With what it is for and who took its steps."""
        people = ("requested_by", "approved_by", "sent_by", "paid_by")
        return super().get_queryset().with_ground().select_related(*people)

    def heading(self) -> Any:
        """Its part and what it is for."""
        return heading_of(self.object)

    def facts(self) -> list[tuple[Any, Any]]:
        """Payer, payee, amount, invoice, days."""
        return list(self._facts(self.object))

    def _facts(self, payout: Payout) -> Iterator[tuple[Any, Any]]:
        yield _("Payer"), said(payout.contract.buyer)
        yield _("Payee"), said(payout.payee)
        yield _("Amount"), display(payout.amount_fen)
        yield _("Invoice"), f"{payout.invoice_number} · {day(payout.invoice_on)} · {display(payout.invoice_fen)}"
        yield _("Requested"), _who(payout.requested_at, payout.requested_by)
        if accepted := owed_since(payout):
            yield _("Accepted on"), day(accepted)
        yield _("Last day to pay"), day(payout.pay_by) if payout.pay_by else _("not computable yet")
        overdue = Lateness(today()).of(payout)
        if overdue is not None and overdue.days:
            yield _("Days overdue"), overdue.days
            if overdue.interest_fen:
                yield _("Overdue interest owed besides"), display(overdue.interest_fen)
        if payout.approved_at:
            yield _("Approved"), _who(payout.approved_at, payout.approved_by)
        if payout.sent_at:
            yield _("Way of the money"), payout.get_rail_display()
            yield _("Sent"), _who(payout.sent_at, payout.sent_by)
            yield _("Payment order"), payout.order_number
            if payout.rail == Rail.CARD and Payout.objects.not_asked_yet().ordered_as(payout.order_number).exists():
                yield _("At the card provider"), _("waits until the card provider has the money, or answers")
        if payout.paid_on:
            by = payout.paid_by or _("the card provider")
            yield _("Paid"), f"{day(payout.paid_on)} · {_who(payout.paid_at, by)}"
            yield _("Voucher"), payout.voucher_number
            if accepted:
                yield _("Days from acceptance to payment"), max(0, (payout.paid_on - accepted).days)
        if payout.why:
            yield _("Reason"), said(payout.why)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the calculation and the invoice's file."""
        payout = self.object
        return super().get_context_data(
            lines=calculation_of(payout),
            invoice=name_of(payout.invoice_file),
            has_invoice=bool(path_of(payout.invoice_file)),
            voucher=name_of(payout.voucher_file) if path_of(payout.voucher_file) else "",
            **kwargs,
        )

    def is_shown(self, step: Step) -> bool:
        """The card rail is offered where there is one; on it nobody records a voucher."""
        hidden = {"transfer"} if not is_on() else set()
        if self.object.rail == Rail.CARD:
            hidden |= {"confirm", "fail"}
        return step.name not in hidden and super().is_shown(step)


def _who(at: Any, by: Any) -> str:
    return f"{moment(at)} · {by}"


class RequestsPayout(ActView):
    """The supplier sends the record of an invoice and its file; what is refused leaves no file behind."""

    template_name = "projects/payouts/request.html"
    form_class = InvoiceForm
    title = _("Send an invoice")
    done = _("The invoice is sent. The buyer has to pay within the legal time; you see every step here.")
    right: str

    def owed_fen(self) -> int:
        """What may be asked for."""
        raise NotImplementedError

    def ask(self, invoice: services.Invoice) -> Payout:
        """Call the service."""
        raise NotImplementedError

    def reasons(self) -> list[Any]:
        """Only the supplier asks for its money."""
        return denied(self.request.user, self.right, self.about())

    def initial(self) -> dict[str, Any]:
        """Today, and what is owed."""
        return {"on": today(), "amount_fen": self.owed_fen()}

    def act(self, form: Any) -> Any:
        """Keep the file first, and throw it away when the request is refused."""
        reasons = self.reasons()
        if reasons:
            return self.ask(services.Invoice("", today(), 0, ""))  # refuses for the reason that the page shows
        given = form.cleaned_data
        with kept_for(given["file"], "invoices") as kept:
            return self.ask(services.Invoice(given["number"], given["on"], given["amount_fen"], kept.path))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what is owed."""
        return super().get_context_data(owed_fen=self.owed_fen(), heading=self.heading(), **kwargs)

    def heading(self) -> Any:
        """What the payment is for."""
        raise NotImplementedError


class RequestPayout(RequestsPayout):
    """The base part of an accepted milestone."""

    right = "projects.request_payout"

    def things(self) -> Any:
        """Milestones that the person may read."""
        return Milestone.objects.visible_to(self.request.user).with_contract()

    def heading(self) -> Any:
        """The milestone's title."""
        return said(self.about().title)

    def owed_fen(self) -> int:
        """The base part."""
        return int(self.about().base_fen)

    def reasons(self) -> list[Any]:
        """Only what was accepted is owed."""
        reasons: list[Any] = super().reasons()
        if not reasons and self.about().state not in ACCEPTED_STATES:
            reasons = [Reason(_("The milestone is not accepted yet: nothing is owed for it."))]
        return reasons

    def ask(self, invoice: services.Invoice) -> Payout:
        """Ask for the base part."""
        return services.request_payout(self.kwargs["pk"], invoice=invoice, by=self.request.user)


class RequestPerformancePayout(RequestsPayout):
    """What the rating of a period has released."""

    right = "projects.request_performance_payout"

    @cached_property
    def decision(self) -> PerformanceDecision:
        """The decision of the address."""
        return get_object_or_404(PerformanceDecision, pk=self.kwargs["pk"])

    def about(self) -> Contract:
        """The contract of which it was decided, if the person may read it."""
        return self.contract

    @cached_property
    def contract(self) -> Contract:
        """The contract, read once."""
        found = Contract.objects.visible_to(self.request.user).for_reading()
        return get_object_or_404(found, pk=self.decision.contract_id)

    def heading(self) -> Any:
        """The lot's title and the period."""
        return format_html("{} · {}", lot_in_words(self.about().lot), months(self.decision.period))

    def owed_fen(self) -> int:
        """What was released."""
        return self.decision.amount_fen

    def ask(self, invoice: services.Invoice) -> Payout:
        """Ask for the performance part."""
        decision = self.decision
        return services.request_performance_payout(
            decision.contract_id, period=decision.period, invoice=invoice, by=self.request.user
        )


class PayoutStep(ProjectStep):
    """A step of a payment, with its calculation before one's eyes."""

    model = Payout
    answered_by_form = ASKED
    template_name = "projects/payouts/step.html"

    def things(self) -> Any:
        """With what the payment is for."""
        return super().things().with_ground()

    def heading(self) -> Any:
        """Its part and what it is for."""
        return heading_of(self.about())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the calculation and the invoice."""
        payout: Any = self.about()
        return super().get_context_data(
            lines=calculation_of(payout),
            invoice=name_of(payout.invoice_file),
            has_invoice=bool(path_of(payout.invoice_file)),
            **kwargs,
        )


class ApprovePayout(PayoutStep):
    """A second person confirms that it is owed."""

    asks_who = True
    step = "approve"
    look_at = (
        _("Does the certificate say that this work was accepted, and by whom?"),
        _("Is the invoice over this amount, to your office, and not paid before?"),
        _("Do the lines of the calculation lead to the amount?"),
    )
    service = services.approve_payout
    done = _("Approved, and booked as owed. The finance officer sends the payment order next.")


class SendPayout(PayoutStep):
    """The finance officer hands the order to the treasury."""

    asks_who = True
    step = "send"
    service = services.send_payout
    form_class = OrderForm
    asks_twice = True
    done = _("Sent to the treasury. Record the voucher when the money has left.")


class ConfirmPayout(PayoutStep):
    """The finance officer records the treasury's voucher; what is refused leaves no file behind."""

    asks_who = True
    step = "confirm"
    form_class = VoucherForm
    done = _("Paid and booked. The supplier has been told.")

    def act(self, form: Any) -> Any:
        """Keep the file first, and throw it away when the step is refused."""
        said_so = {name: form.cleaned_data[name] for name in ("voucher", "left_on")}
        with kept_for(form.cleaned_data["file"], "vouchers") as kept:
            return services.confirm_payout_paid(
                self.kwargs["pk"], **said_so, voucher_file=kept.path, by=self.request.user
            )


class FailPayout(PayoutStep):
    """The finance officer records that the money did not arrive."""

    step = "fail"
    service = services.fail_payout
    form_class = ReasonForm
    asks_twice = True
    done = _("The failure is recorded. The supplier may request the payment again.")


class DeferPayout(PayoutStep):
    """The second person puts a payment off."""

    step = "defer"
    service = services.defer_payout
    form_class = ReasonForm
    done = _("Put off. The legal time to pay goes on.")


class TakeUpPayout(PayoutStep):
    """The second person takes a deferred payment up again."""

    step = "take_up"
    service = services.take_up_payout
    done = _("Taken up again.")


class CancelPayout(PayoutStep):
    """The supplier or the buyer takes a request back."""

    step = "cancel"
    service = services.cancel_payout
    form_class = ReasonForm
    asks_twice = True
    done = _("Taken back. The supplier may request it again with another invoice.")


class InvoiceView(LoginRequiredMixin, View):
    """The file of an invoice, for payer, payee and those who supervise."""

    paper = "invoice_file"

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Give the file out."""
        payout = Payout.objects.visible_to(request.user).by_number(pk)
        if payout is None:
            raise Http404
        return give_out(getattr(payout, self.paper))


class VoucherView(InvoiceView):
    """The file of the treasury's voucher, for the same people."""

    paper = "voucher_file"
