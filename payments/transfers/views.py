"""Pages of transfers: the office's account, and what has come in on it, for those who handle its money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from accounts.roles import Role, organisations_of
from core.acts import Act, ActingThing, StepOnFacts, said
from core.files import give_out, kept_for, path_of
from core.lists import Line, ListView
from core.money import display
from core.templatetags.linli import day, moment
from core.time import today
from core.transitions import Reason
from core.views import ActView, thing_url
from payments.bank_refunds.views import NamesBankAccount
from payments.rail.settling import SETTLERS, purpose_of
from payments.rail.switch import is_on
from payments.rail.views import number
from payments.transfers import services
from payments.transfers.forms import BankReceiptForm, TopUpForm, WrongForm
from payments.transfers.models import BankReceipt, OfficeAccount, TopUp, Vouched
from payments.transfers.queries import HANDLERS
from payments.transfers.states import VouchedState

HEADINGS: dict[Any, Any] = {BankReceipt: _("Bank transfer received"), TopUp: _("Money sent to the card provider")}


def vouched_facts(thing: Vouched) -> Iterator[tuple[Any, Any]]:
    """The lines of a transfer's page: what the voucher says, who said so, and what follows from it."""
    if isinstance(thing, BankReceipt):
        yield _("Reference"), number(thing.reference)
    yield _("Amount"), display(thing.amount_fen)
    if isinstance(thing, BankReceipt):
        yield _("Arrived on"), day(thing.arrived_on)
    yield _("Voucher"), number(thing.voucher_number)
    yield _("Recorded"), f"{moment(thing.recorded_at)} · {thing.recorded_by}"
    if isinstance(thing, BankReceipt) and thing.state == VouchedState.RECORDED:
        asked = SETTLERS[purpose_of(thing.reference)].asked_fen(thing.reference)
        yield _("What follows"), _follows(thing, asked)
    if thing.confirmed_at:
        yield _("Confirmed by"), f"{moment(thing.confirmed_at)} · {thing.confirmed_by}"
    if thing.why:
        yield _("Reason"), said(thing.why)


def _follows(receipt: BankReceipt, asked_fen: int | None) -> Any:
    if asked_fen is None:
        return _("Nothing is asked under this reference any more: it is booked, and goes back where it came from.")
    if asked_fen != receipt.amount_fen:
        return _("Another amount is asked: it is booked, and goes back where it came from. Is the amount right?")
    return _("The amount is what is asked: it is held from now on, and its payer is told.")


class VouchedView(ActingThing):
    """One transfer, with the way to its voucher."""

    def heading(self) -> Any:
        """What it is."""
        return HEADINGS[self.model]

    def facts(self) -> list[tuple[Any, Any]]:
        """What is known of it."""
        return list(vouched_facts(self.object))

    def acts(self) -> list[Act]:
        """The voucher's file, where more than its name is known."""
        if not path_of(self.object.voucher_file):
            return []
        url = reverse(f"{self.model._meta.model_name}_voucher", args=[self.object.pk])
        return [Act(_("Look at the voucher"), _("The bank's voucher as it was handed in."), url)]


class VouchedPaper(LoginRequiredMixin, View):
    """A voucher's file, for those who handle the office's money."""

    model: ClassVar[Any]

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Give it out."""
        return give_out(get_object_or_404(self.model.objects.visible_to(request.user), pk=pk).voucher_file)


class VouchedStep(StepOnFacts):
    """A step of a transfer, with what its voucher says before one's eyes."""

    def facts(self) -> list[tuple[Any, Any]]:
        """What is known of it."""
        return list(vouched_facts(self.about()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With its heading."""
        return super().get_context_data(heading=HEADINGS[self.model], **kwargs)


class Confirm(VouchedStep):
    """The second person confirms it."""

    asks_who = True
    step = "confirm"
    look_at = (
        _("Does everything stand on the voucher as it stands here: number, amount, reference, day?"),
        _("Is the money where it was to go?"),
    )
    done = _("Confirmed and booked.")


class Drop(VouchedStep):
    """The record was wrong."""

    step = "drop"
    form_class = WrongForm
    done = _("Dropped. The transfer can be recorded again.")


class BankReceiptView(VouchedView):
    """One transfer that came in."""

    model = BankReceipt


class BankReceiptPaper(VouchedPaper):
    """Its voucher."""

    model = BankReceipt


class ConfirmReceipt(Confirm):
    """The second person confirms what came in."""

    model = BankReceipt
    service = services.confirm_receipt


class DropReceipt(Drop):
    """What came in was written down wrongly."""

    model = BankReceipt
    service = services.drop_receipt


class TopUpView(VouchedView):
    """Money that the treasury has sent to the card provider."""

    model = TopUp


class TopUpPaper(VouchedPaper):
    """Its voucher."""

    model = TopUp


class ConfirmTopUp(Confirm):
    """The second person confirms what was sent."""

    model = TopUp
    service = services.confirm_top_up


class DropTopUp(Drop):
    """What was sent was written down wrongly."""

    model = TopUp
    service = services.drop_top_up


class BankReceipts(ListView):
    """What has come in by bank transfer, the newest first."""

    title = _("Bank transfers received")
    promise = _(
        "Deposits that were paid by bank transfer. One person records the voucher, another confirms it. Until the "
        "opening the reference is all that anybody here learns."
    )
    empty = _("No transfer has been recorded yet.")
    searched = ("reference", "voucher_number")
    words = _("Name or number")
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


class RecordsVoucher(OfOneOffice, ActView):
    """The finance officer writes a voucher down; what is refused leaves no file behind."""

    button = _("Record the transfer")
    done = _("Recorded. A second person confirms it.")

    def keep(self, voucher: services.Voucher, given: dict[str, Any]) -> Vouched:
        """Call the service."""
        raise NotImplementedError

    def act(self, form: Any) -> Vouched:
        """Keep the file first, and throw it away when the record is refused."""
        given = dict(form.cleaned_data)
        with kept_for(given.pop("file"), "vouchers") as kept:
            voucher = services.Voucher(given.pop("number"), kept.path, given.pop("arrived_on", today()))
            return self.keep(voucher, given)


class RecordReceipt(RecordsVoucher):
    """A transfer that came in."""

    form_class = BankReceiptForm
    title = _("Record a bank transfer that came in")
    promise = _("Write what the bank's voucher says. A second person compares it and confirms.")

    def initial(self) -> dict[str, Any]:
        """It arrived today, as a rule."""
        return {"arrived_on": today()}

    def keep(self, voucher: services.Voucher, given: dict[str, Any]) -> Vouched:
        """Write it down."""
        return services.record_receipt(self.office(), **given, voucher=voucher, by=self.request.user)


class RecordTopUp(RecordsVoucher):
    """Money that the treasury has sent to the card provider."""

    form_class = TopUpForm
    title = _("Add money at the card provider")
    promise = _(
        "Payments by the card rail are paid out of it. Record the voucher when the treasury has sent the money; a "
        "second person confirms it."
    )

    def reasons(self) -> list[Any]:
        """Nothing without a card rail."""
        return super().reasons() or ([] if is_on() else [Reason(_("There is no card rail here."))])

    def keep(self, voucher: services.Voucher, given: dict[str, Any]) -> Vouched:
        """Write it down."""
        return services.record_top_up(self.office(), **given, voucher=voucher, by=self.request.user)


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
