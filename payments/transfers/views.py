"""Pages of transfers: the office's account, and what has come in on it, for those who handle its money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from accounts.roles import Role, organisations_of
from core.acts import Act, ActingThing, StepOnFacts, said
from core.files import forget, give_out, keep
from core.lists import Line, ListView
from core.money import display
from core.templatetags.linli import day, moment
from core.time import today
from core.transitions import Refused
from core.views import ActView, thing_url
from payments.bank_refunds.views import NamesBankAccount
from payments.rail.settling import SETTLERS, purpose_of
from payments.rail.views import number
from payments.transfers import services
from payments.transfers.forms import BankReceiptForm, WrongForm
from payments.transfers.models import BankReceipt, OfficeAccount
from payments.transfers.queries import HANDLERS
from payments.transfers.states import BankReceiptState


def receipt_facts(receipt: BankReceipt) -> Iterator[tuple[Any, Any]]:
    """The lines of a transfer's page: what the voucher says, and what follows from it."""
    yield _("Reference"), number(receipt.reference)
    yield _("Amount"), display(receipt.amount_fen)
    yield _("Arrived on"), day(receipt.arrived_on)
    yield _("Voucher"), number(receipt.voucher_number)
    yield _("Recorded"), f"{moment(receipt.recorded_at)} · {receipt.recorded_by}"
    if receipt.state == BankReceiptState.RECORDED:
        asked = SETTLERS[purpose_of(receipt.reference)].asked_fen(receipt.reference)
        yield _("What follows"), _follows(receipt, asked)
    if receipt.confirmed_at:
        yield _("Confirmed by"), f"{moment(receipt.confirmed_at)} · {receipt.confirmed_by}"
    if receipt.why:
        yield _("Reason"), said(receipt.why)


def _follows(receipt: BankReceipt, asked_fen: int | None) -> Any:
    if asked_fen is None:
        return _("Nothing is asked under this reference any more: it is booked, and goes back where it came from.")
    if asked_fen != receipt.amount_fen:
        return _("Another amount is asked: it is booked, and goes back where it came from. Is the amount right?")
    return _("The amount is what is asked: it is held from now on, and its payer is told.")


def paper_of(receipt: BankReceipt) -> Act:
    """The way to the voucher's file."""
    url = reverse("bankreceipt_voucher", args=[receipt.pk])
    return Act(_("Look at the voucher"), _("The bank's voucher as it was handed in."), url)


class BankReceiptView(ActingThing):
    """One transfer that came in."""

    model = BankReceipt

    def heading(self) -> Any:
        """What it is."""
        return _("Bank transfer received")

    def facts(self) -> list[tuple[Any, Any]]:
        """What is known of it."""
        return list(receipt_facts(self.object))

    def acts(self) -> list[Act]:
        """The voucher."""
        return [paper_of(self.object)]


class BankReceiptPaper(LoginRequiredMixin, View):
    """The voucher's file, for those who handle the office's money."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Give it out."""
        return give_out(get_object_or_404(BankReceipt.objects.visible_to(request.user), pk=pk).voucher_file)


class BankReceiptStep(StepOnFacts):
    """A step of a transfer, with its voucher before one's eyes."""

    model = BankReceipt

    def facts(self) -> list[tuple[Any, Any]]:
        """What is known of it."""
        return list(receipt_facts(self.about()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With its heading."""
        return super().get_context_data(heading=_("Bank transfer received"), **kwargs)


class ConfirmReceipt(BankReceiptStep):
    """The second person confirms it."""

    asks_who = True
    step = "confirm"
    service = services.confirm_receipt
    look_at = (
        _("Do reference, amount and day stand on the voucher as they stand here?"),
        _("Is the money on the office's account?"),
    )
    done = _("Confirmed and booked. The payer has been told.")


class DropReceipt(BankReceiptStep):
    """The record was wrong."""

    step = "drop"
    service = services.drop_receipt
    form_class = WrongForm
    done = _("Dropped. The transfer can be recorded again.")


class BankReceipts(ListView):
    """What has come in by bank transfer, the newest first."""

    title = _("Bank transfers received")
    promise = _(
        "Deposits that were paid by bank transfer. One person records the voucher, another confirms it. Until the "
        "opening the reference is all that anybody here learns."
    )
    empty = _("No transfer has been recorded yet.")
    searched = ("reference", "voucher_number")
    machine = BankReceipt

    def rows(self, asked: dict[str, Any]) -> Any:
        """Of the person's offices."""
        if not organisations_of(self.request.user, *HANDLERS):
            raise PermissionDenied(_("This page belongs to the buyer's finance officer and approver."))
        return BankReceipt.objects.visible_to(self.request.user)

    def line(self, row: BankReceipt) -> Line:
        """Reference, amount, day, voucher."""
        facts = [display(row.amount_fen), day(row.arrived_on), number(row.voucher_number)]
        return Line(row, thing_url(row), row.reference, facts)

    def acts(self) -> list[Act]:
        """Recording one, and the account."""
        acts = []
        if organisations_of(self.request.user, Role.FINANCE):
            acts.append(Act(_("Record a transfer"), "", reverse("bankreceipt_record")))
        return [*acts, Act(_("Our account"), "", reverse("office_accounts"))]


class OfOneOffice(LoginRequiredMixin):
    """An act of a finance officer for their office."""

    request: Any

    def office(self) -> int:
        """The person's office; 403 without one."""
        mine = organisations_of(self.request.user, Role.FINANCE)
        if not mine:
            raise PermissionDenied(_("This page belongs to the buyer's finance officer."))
        return min(mine)

    def reasons(self) -> list[Any]:
        """403 for everybody else."""
        self.office()
        return []


class RecordReceipt(OfOneOffice, ActView):
    """The finance officer writes a transfer down; what is refused leaves no file behind."""

    form_class = BankReceiptForm
    title = _("Record a bank transfer that came in")
    promise = _("Write what the bank's voucher says. A second person compares it and confirms.")
    button = _("Record the transfer")
    done = _("Recorded. A second person confirms it.")

    def initial(self) -> dict[str, Any]:
        """It arrived today, as a rule."""
        return {"arrived_on": today()}

    def act(self, form: Any) -> BankReceipt:
        """Keep the file first, and throw it away when the record is refused."""
        given = form.cleaned_data
        kept = keep(given["file"], "vouchers")
        voucher = services.Voucher(given["number"], kept.path, given["arrived_on"])
        try:
            return services.record_receipt(
                self.office(),
                reference=given["reference"],
                amount_fen=given["amount_fen"],
                voucher=voucher,
                by=self.request.user,
            )
        except Refused:
            forget([kept])
            raise


def account_facts(account: OfficeAccount) -> Iterator[tuple[Any, Any]]:
    """The lines of an account's page."""
    yield _("Office"), said(account.buyer)
    yield _("Account holder"), said(account.holder)
    yield _("Bank and branch"), said(account.bank)
    yield _("Account number"), number(account.account_number)
    yield _("Proposed by"), f"{moment(account.proposed_at)} · {account.proposed_by}"
    if account.confirmed_at:
        yield _("Confirmed by"), f"{moment(account.confirmed_at)} · {account.confirmed_by}"


class OfficeAccountView(ActingThing):
    """One account."""

    model = OfficeAccount

    def heading(self) -> Any:
        """What it is."""
        return _("Account for deposits")

    def facts(self) -> list[tuple[Any, Any]]:
        """What is known of it."""
        return list(account_facts(self.object))


class OfficeAccountStep(StepOnFacts):
    """A step of an account."""

    model = OfficeAccount

    def facts(self) -> list[tuple[Any, Any]]:
        """What is known of it."""
        return list(account_facts(self.about()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With its heading."""
        return super().get_context_data(heading=_("Account for deposits"), **kwargs)


class ConfirmAccount(OfficeAccountStep):
    """The second person puts it in force."""

    asks_who = True
    step = "confirm"
    service = services.confirm_account
    look_at = (
        _("Is this the number that stands on the bank's own papers, not in a message?"),
        _("Is the holder the office or its treasury?"),
    )
    done = _("In force. Suppliers are shown this account.")


class EndAccount(OfficeAccountStep):
    """An account is no longer used."""

    step = "end"
    service = services.end_account
    form_class = WrongForm
    done = _("Suppliers are shown this account no longer.")


class OfficeAccounts(ListView):
    """The office's accounts, the newest first."""

    title = _("Our account for deposits")
    promise = _("Suppliers who pay by bank transfer are shown the account in force. It takes two persons to change it.")
    empty = _("No account is named yet: without one nobody can pay a deposit by bank transfer.")

    def rows(self, asked: dict[str, Any]) -> Any:
        """Of the person's offices."""
        if not organisations_of(self.request.user, *HANDLERS):
            raise PermissionDenied(_("This page belongs to the buyer's finance officer and approver."))
        return OfficeAccount.objects.visible_to(self.request.user)

    def line(self, row: OfficeAccount) -> Line:
        """Holder, bank, number."""
        return Line(row, thing_url(row), row.holder, [said(row.bank), number(row.account_number)])

    def acts(self) -> list[Act]:
        """Naming one."""
        if not organisations_of(self.request.user, Role.FINANCE):
            return []
        return [Act(_("Name an account"), "", reverse("officeaccount_propose"))]


class ProposeAccount(OfOneOffice, NamesBankAccount):
    """The finance officer names an account."""

    title = _("Name the account for deposits")
    promise = _("Suppliers are shown it when a second person has confirmed it. The account before it holds until then.")
    done = _("Named. A second person confirms it.")

    def act(self, form: Any) -> OfficeAccount:
        """Name it."""
        return services.propose_account(self.office(), account=self.account_of(form), by=self.request.user)
