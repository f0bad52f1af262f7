"""Pages of refunds by bank transfer, for the office that pays them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.acts import ActingThing, StepOnFacts, said
from core.money import display
from core.templatetags.linli import moment
from core.views import ActView
from payments.bank_refunds import services
from payments.bank_refunds.forms import BankAccountForm, FailureForm, OrderNumberForm, VoucherNumberForm
from payments.bank_refunds.guards import has_order_number, has_voucher
from payments.bank_refunds.models import BankRefund
from payments.bank_refunds.services import BankAccount
from payments.rail.views import number


def _unanswered(reasons: list[Any]) -> list[Any]:
    """Return the reasons without those that the form of the step is about to answer."""
    asked = {str(one.sentence) for one in (has_order_number, has_voucher)}  # type: ignore[attr-defined]
    return [reason for reason in reasons if str(reason.sentence) not in asked]


def facts_of(refund: BankRefund) -> Iterator[tuple[Any, Any]]:
    """The lines of a refund's page."""
    yield _("Reference"), number(refund.order.reference)
    yield _("Amount"), display(refund.order.amount_fen)
    if refund.origin:
        yield _("Goes back to"), _("the account from which the transfer came; the bank knows it")
        yield _("Voucher of that transfer"), number(refund.origin)
        yield _("Asked at"), moment(refund.asked_at)
    else:
        yield _("Account holder"), said(refund.holder)
        yield _("Bank and branch"), said(refund.bank)
        yield _("Account number"), number(refund.account_number)
        yield _("Account named by"), f"{moment(refund.asked_at)} · {refund.asked_by}"
    if refund.ordered_at:
        yield _("Payment order"), number(refund.order_number)
        yield _("Ordered"), f"{moment(refund.ordered_at)} · {refund.ordered_by}"
    if refund.paid_at:
        yield _("Voucher"), number(refund.voucher_number)
        yield _("Paid"), f"{moment(refund.paid_at)} · {refund.paid_by}"
    if refund.why:
        yield _("Reason"), said(refund.why)


class BankRefundView(ActingThing):
    """One refund: the account, and who did what."""

    model = BankRefund

    def heading(self) -> Any:
        """What it is, and for what."""
        return _("Refund by bank transfer")

    def facts(self) -> list[tuple[Any, Any]]:
        """What is known of it."""
        return list(facts_of(self.object))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A step is not refused for what its own form is about to ask."""
        context = super().get_context_data(**kwargs)
        context["steps"] = [(replace(step, reasons=_unanswered(step.reasons)), url) for step, url in context["steps"]]
        return context


class BankRefundStep(StepOnFacts):
    """A step of a refund, with its account before one's eyes."""

    model = BankRefund
    asks_twice = True
    asks_who = True

    def facts(self) -> list[tuple[Any, Any]]:
        """What is known of it."""
        return list(facts_of(self.about()))

    def reasons(self) -> list[Any]:
        """The machine's answer, without what the form is about to ask."""
        return _unanswered(super().reasons())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With its heading."""
        return super().get_context_data(heading=_("Refund by bank transfer"), **kwargs)


class OrderBankRefund(BankRefundStep):
    """The finance officer hands the order to the treasury."""

    step = "order_transfer"
    service = services.order_bank_refund
    form_class = OrderNumberForm
    done = _("Ordered. A second person records the voucher when the money has left.")


class PayBankRefund(BankRefundStep):
    """The second person records the voucher."""

    step = "pay"
    service = services.pay_bank_refund
    form_class = VoucherNumberForm
    done = _("Paid and booked.")


class FailBankRefund(BankRefundStep):
    """The bank sent it back."""

    step = "fail"
    service = services.fail_bank_refund
    form_class = FailureForm
    asks_who = False
    done = _("The failure is recorded. Another account has to be named.")


class NamesBankAccount(ActView):
    """What acts that name a bank account have in common."""

    form_class = BankAccountForm
    title = _("Name a bank account")
    button = _("Name this account")
    asks_twice = True
    asks_who = True  # whoever finds the browser open would send the money elsewhere

    def account_of(self, form: Any) -> BankAccount:
        """The account that was written."""
        return BankAccount(**form.cleaned_data)
