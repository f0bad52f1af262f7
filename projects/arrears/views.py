"""Pages of interest and repayments: a page for each, their papers and their steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from core.acts import link, said
from core.files import give_out, kept_for, name_of, path_of
from core.instants import months
from core.money import display
from core.punctuation import percent_sign
from core.templatetags.linli import day, moment
from procurement.tenders.words import numbered_lot
from projects.arrears import guards, services
from projects.arrears.forms import ArrivalForm, InterestVoucherForm, TransferForm
from projects.arrears.models import OverdueInterest, Repayment
from projects.forms import ReasonForm
from projects.pages import ProjectStep, ProjectThing
from projects.payouts.calculation import decided


class InterestView(ProjectThing):
    """Interest on one late payment: days, rate and amount."""

    model = OverdueInterest
    template_name = "projects/arrears/arrear.html"
    answered_by_form = (guards.has_voucher,)

    def get_queryset(self) -> Any:
        """With the payment and who took the steps."""
        return super().get_queryset().select_related("payout", "approved_by", "paid_by")

    def heading(self) -> Any:
        """What it is."""
        return _("Interest on the late payment of invoice %(invoice)s") % {"invoice": self.object.payout.invoice_number}

    def facts(self) -> list[tuple[Any, Any]]:
        """How the interest comes about, and who did what."""
        return list(self._facts(self.object))

    def _facts(self, interest: OverdueInterest) -> Iterator[tuple[Any, Any]]:
        payout = interest.payout
        yield _("Payer"), said(interest.contract.buyer)
        yield _("Payee"), said(interest.contract.supplier)
        yield _("Payment"), link(payout, payout.invoice_number)
        yield _("Last day to pay"), day(payout.pay_by)
        yield _("Paid"), day(payout.paid_on)
        yield _("Days overdue"), interest.days
        facts = {"amount": display(payout.amount_fen), "days": interest.days, "rate": rate_of(interest)}
        yield _("How it is reckoned"), _("%(amount)s × %(days)s d × %(rate)s a day") % facts
        yield _("Amount"), display(interest.amount_fen)
        if interest.approved_at:
            yield _("Approved"), f"{moment(interest.approved_at)} · {interest.approved_by}"
        if interest.paid_at:
            yield _("Interest paid"), f"{moment(interest.paid_at)} · {interest.paid_by}"
            yield _("Voucher"), interest.voucher_number

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the voucher's file."""
        return super().get_context_data(paper=shown(self.object.voucher_file), **kwargs)


class RepaymentView(ProjectThing):
    """What a supplier pays back, and how it came about."""

    model = Repayment
    template_name = "projects/arrears/arrear.html"
    answered_by_form = (guards.has_voucher, guards.has_transfer_number)

    def get_queryset(self) -> Any:
        """With the decision and who took the steps."""
        return super().get_queryset().select_related("decision", "reported_by", "received_by")

    def heading(self) -> Any:
        """What it is."""
        return _("Repayment for %(period)s") % {"period": months(self.object.decision.period)}

    def facts(self) -> list[tuple[Any, Any]]:
        """Who pays whom, and who did what."""
        return list(self._facts(self.object))

    def _facts(self, repayment: Repayment) -> Iterator[tuple[Any, Any]]:
        yield _("Payer"), said(repayment.contract.supplier)
        yield _("Payee"), said(repayment.contract.buyer)
        yield _("Contract"), link(repayment.contract, numbered_lot(repayment.contract.lot))
        yield _("Amount"), display(repayment.amount_fen)
        yield _("Asked for at"), moment(repayment.demanded_at)
        if repayment.reported_at:
            yield _("Reported at"), f"{moment(repayment.reported_at)} · {repayment.reported_by}"
            yield _("Number of the transfer"), repayment.transfer_number
        if repayment.why:
            yield _("Reason"), said(repayment.why)
        if repayment.received_at:
            yield _("Received"), f"{moment(repayment.received_at)} · {repayment.received_by}"
            yield _("Voucher"), repayment.voucher_number

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the calculation of the rating and the supplier's receipt."""
        repayment = self.object
        lines = decided(repayment.decision.lines)
        return super().get_context_data(paper=shown(repayment.transfer_file), lines=lines, **kwargs)


def rate_of(interest: OverdueInterest) -> str:
    """Return the rate of a day as it is read: 0.05 %."""
    return f"{round(interest.daily_rate * 100, 6).normalize():f}{percent_sign()}"


def shown(paper: str) -> str:
    """Return the name of a file that is there; "" for none."""
    return name_of(paper) if path_of(paper) else ""


class PaperView(LoginRequiredMixin, View):
    """The file behind an interest or a repayment, for those who read it."""

    model: ClassVar[Any]
    paper: ClassVar[str]

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Give the file out."""
        return give_out(getattr(get_object_or_404(self.model.objects.visible_to(request.user), pk=pk), self.paper))


class InterestPaper(PaperView):
    """The treasury's voucher of an interest."""

    model, paper = OverdueInterest, "voucher_file"


class RepaymentPaper(PaperView):
    """The supplier's receipt of a repayment."""

    model, paper = Repayment, "transfer_file"


class InterestStep(ProjectStep):
    """A step of an interest."""

    model = OverdueInterest
    template_name = "projects/arrears/step.html"
    answered_by_form = (guards.has_voucher,)
    asks_who = True

    def things(self) -> Any:
        """With the payment, whose recorder is another person."""
        return super().things().select_related("payout")

    def heading(self) -> Any:
        """The invoice that was paid late."""
        return self.about().payout.invoice_number


class RepaymentStep(ProjectStep):
    """A step of a repayment."""

    model = Repayment
    template_name = "projects/arrears/step.html"
    answered_by_form = (guards.has_voucher, guards.has_transfer_number)

    def things(self) -> Any:
        """With the decision behind it."""
        return super().things().select_related("decision")

    def heading(self) -> Any:
        """The period that was rated."""
        return months(self.about().decision.period)


class WithPaper:
    """A step whose file is kept first, and thrown away when the step is refused."""

    folder: ClassVar[str]
    keeping: ClassVar[Callable[..., Any]]
    kwargs: dict[str, Any]
    request: Any

    def act(self, form: Any) -> Any:
        """Hand number and file over."""
        given = dict(form.cleaned_data)
        with kept_for(given.pop("file"), self.folder) as kept:
            ((name, number),) = given.items()
            return type(self).keeping(
                self.kwargs["pk"], **{name: number, f"{name}_file": kept.path}, by=self.request.user
            )


class ApproveInterest(InterestStep):
    """A second person checks days and rate."""

    step = "approve"
    service = services.approve_interest
    done = _("Approved. Another finance officer pays it.")


class PayInterest(WithPaper, InterestStep):
    """The finance officer records the voucher of the interest."""

    step = "pay"
    folder = "vouchers"
    keeping = services.pay_interest
    form_class = InterestVoucherForm
    done = _("Paid and booked. The supplier has been told.")


class ReportRepayment(WithPaper, RepaymentStep):
    """The supplier says that it has paid back."""

    step = "report"
    folder = "transfers"
    keeping = services.report_repayment
    form_class = TransferForm
    done = _("Sent to the buyer, who looks for the money.")


class ReceiveRepayment(RepaymentStep):
    """The finance officer records that the money is back."""

    asks_who = True
    step = "receive"
    service = services.receive_repayment
    form_class = ArrivalForm
    asks_twice = True
    done = _("Recorded and booked. The supplier has been told.")


class MissRepayment(RepaymentStep):
    """The finance officer has not found the money."""

    step = "miss"
    service = services.miss_repayment
    form_class = ReasonForm
    done = _("The supplier has been told that the money has not come.")
