"""Pages of deposits: the supplier pays, sees and gets back; the buyer sends back, keeps, and sees what is late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.roles import Role, is_member, organisations_of
from core.acts import Act, ActingThing, StepOnFacts, denied, may, said
from core.lists import Line, ListView
from core.money import display
from core.templatetags.linli import day, moment
from core.time import today
from core.transitions import Manner, Step
from core.views import ActView, thing_url
from payments.bank_refunds.models import BankRefund
from payments.bank_refunds.views import NamesBankAccount
from payments.deposits import services
from payments.deposits.forms import ForfeitForm
from payments.deposits.models import Deposit, LateInterest
from payments.deposits.states import TO_PAY, DepositState
from payments.rail.models import Difference, Order
from payments.rail.switch import is_on
from payments.rail.views import PayView, news_of, number
from payments.transfers.models import OfficeAccount

OFFICE = (Role.FINANCE, Role.APPROVER, Role.BUYER_OFFICER)


def heading_of(deposit: Deposit) -> Any:
    """What a deposit is called: its kind and what it is for."""
    return f"{deposit.get_kind_display()} · {deposit.title}"


def facts_of(deposit: Deposit) -> Iterator[tuple[Any, Any]]:
    """The lines of a deposit's page."""
    yield _("Reference"), number(deposit.reference)
    yield _("Supplier"), said(deposit.supplier)
    yield _("Buyer"), said(deposit.buyer)
    yield _("Amount"), display(deposit.amount_fen)
    if deposit.converted_fen:
        yield _("Covered by the bid deposit"), display(deposit.converted_fen)
        yield _("Still to be paid"), display(deposit.to_pay_fen)
    if deposit.pay_by and deposit.state in TO_PAY:
        yield _("To be paid before"), moment(deposit.pay_by)
    if deposit.held_at:
        yield _("Held since"), moment(deposit.held_at)
    if deposit.refund_owed_at:
        yield (
            _("Last day of the refund"),
            day(deposit.refund_due_on) if deposit.refund_due_on else _("as the contract says"),
        )
    if deposit.refund_ordered_at and not deposit.refunded_at:
        yield _("Refund sent"), moment(deposit.refund_ordered_at)
    if deposit.refunded_at:
        yield _("Refunded"), moment(deposit.refunded_at)
    if deposit.forfeit_reason:
        yield _("Reason to keep it"), said(deposit.forfeit_reason)
        yield _("Proposed by"), said(deposit.forfeit_proposed_by)


class DepositView(ActingThing):
    """One deposit: for its supplier from the first, for the buyer from the opening on."""

    model = Deposit
    template_name = "payments/deposits/deposit.html"
    # Brought about by the provider, or with another step.
    elsewhere = frozenset({"cover"})

    def get_object(self, queryset: Any = None) -> Deposit:
        """The deposit, with fresh news where its supplier has just come back from paying."""
        rows = Deposit.objects.visible_to(self.request.user)
        found = rows.by_number(self.kwargs["pk"])
        if found is None:
            raise Http404
        if found.state == DepositState.PENDING and is_member(self.request.user, found.supplier_id):
            news_of([found.reference])
            found = rows.by_number(self.kwargs["pk"])
        return found

    def heading(self) -> Any:
        """Its kind and what it is for."""
        return heading_of(self.object)

    def facts(self) -> list[tuple[Any, Any]]:
        """What is known of it, and what of it the bank pays."""
        lines = list(facts_of(self.object))
        if self.object.refund_ordered_at:
            by_bank = BankRefund.objects.of_references(self.object.reference)
            lines += [
                (_("By bank transfer"), f"{display(one.order.amount_fen)} · {one.names.public}") for one in by_bank
            ]
            if self.waits_for_account():
                lines.append((_("Not taken by the card"), _("waits for a bank account of the supplier")))
        return lines

    def by_transfer(self) -> list[tuple[Any, Any]] | None:
        """How its supplier pays by bank transfer: [] while no account is named, None where there is nothing to pay."""
        deposit = self.object
        if deposit.state not in TO_PAY or not is_member(self.request.user, deposit.supplier_id):
            return None
        account = OfficeAccount.objects.of_buyer(deposit.buyer_id).in_force().first()
        if account is None:
            return []
        return [
            (_("Account holder"), said(account.holder)),
            (_("Bank and branch"), said(account.bank)),
            (_("Account number"), number(account.account_number)),
            (_("Amount"), display(deposit.to_pay_fen)),
            (_("Reference to quote"), number(deposit.reference)),
        ]

    def is_shown(self, step: Step) -> bool:
        """A card is offered where one is taken."""
        return (step.name != "pay" or is_on()) and super().is_shown(step)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way to pay by bank transfer."""
        return super().get_context_data(by_transfer=self.by_transfer(), takes_cards=is_on(), **kwargs)

    def waits_for_account(self) -> bool:
        """Whether the card took no refund, and no account is named."""
        if not hasattr(self, "_waits"):
            orders = Order.objects.of_reference(self.object.reference).not_taken()
            self._waits = bool(self.object.held_at) and orders.without_bank_refund().exists()
        return self._waits

    def acts(self) -> list[Act]:
        """Going on with a page that is open; sending back; proposing to keep."""
        deposit, user, acts = self.object, self.request.user, []
        if self.waits_for_account() and may(user, "payments.name_bank_account", deposit):
            promise = _("The card took no refund. Name an account, and it is paid there.")
            acts.append(Act(_("Name a bank account"), promise, reverse("deposit_bank_account", args=[deposit.pk])))
        if deposit.state == DepositState.PENDING and is_on() and may(user, "payments.pay_deposit", deposit):
            promise = _("Go on with the card provider's page.")
            acts.append(Act(_("Go on paying"), promise, reverse("deposit_pay", args=[deposit.pk])))
        if deposit.state != DepositState.HELD or deposit.refund_ordered_at:
            return acts
        proposed = deposit.forfeit_proposed_at is not None
        if deposit.refund_owed_at and not proposed and may(user, "payments.refund_deposit", deposit):
            promise = _("All of it goes back the way it came.")
            acts.append(Act(_("Send it back"), promise, reverse("deposit_refund", args=[deposit.pk])))
        if not proposed and may(user, "payments.propose_forfeit", deposit):
            promise = _("Give the reason; a second person decides.")
            acts.append(
                Act(
                    _("Propose to keep it"),
                    promise,
                    reverse("deposit_propose_forfeit", args=[deposit.pk]),
                    manner=ProposeForfeit.manner,
                )
            )
        if proposed and may(user, "payments.drop_forfeit", deposit):
            promise = _("Nothing is kept; the refund goes on.")
            acts.append(
                Act(
                    _("Drop the proposal"),
                    promise,
                    reverse("deposit_drop_forfeit", args=[deposit.pk]),
                    manner=DropForfeit.manner,
                )
            )
        return acts


class DepositStep(StepOnFacts):
    """A step of a deposit, with what is known of it."""

    model = Deposit
    asks_twice = False

    def things(self) -> Any:
        """With what its lines name."""
        return super().things().for_page()

    def facts(self) -> list[tuple[Any, Any]]:
        """What is known of it."""
        return list(facts_of(self.about()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With its heading."""
        return super().get_context_data(heading=heading_of(self.about()), **kwargs)


class PayDeposit(DepositStep, PayView):
    """To the provider's page."""

    step = "pay"
    right = "payments.pay_deposit"
    paying = services.pay_deposit
    done = _("You are back from the card provider. What it tells stands here.")


class WaiveDeposit(DepositStep):
    """The supplier claims an exemption."""

    step = "waive"
    service = services.waive_deposit
    done = _("The exemption holds: nothing is paid.")


class ConvertDeposit(DepositStep):
    """The winner's bid deposit counts towards the performance deposit."""

    step = "convert"
    service = services.convert_deposit
    done = _("Converted. Pay the rest of the performance deposit, if there is one.")


class ForfeitDeposit(DepositStep):
    """The second person keeps it."""

    asks_who = True
    step = "forfeit"
    service = services.forfeit_deposit
    done = _("The deposit is kept. The supplier reads the reason.")


class DepositAct(DepositStep):
    """An act beside the machine, by its right."""

    right: str

    def reasons(self) -> list[Any]:
        """Whose act it is; the rest the service says."""
        return denied(self.request.user, self.right, self.about())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Title and promise are the act's own; there is no step behind it."""
        kwargs["promise"] = self.promise
        return ActView.get_context_data(
            self,
            **{**kwargs, "heading": heading_of(self.about()), "facts": self.facts()},
        )


class RefundDeposit(DepositAct):
    """The finance officer sends a deposit back."""

    right = "payments.refund_deposit"
    service = services.refund_deposit
    title = _("Send the deposit back")
    promise = _(
        "All of it goes back the way it came: to the card that paid, or by the bank to the account that sent it. The "
        "supplier is told when it has arrived."
    )
    done = _("The refund is sent.")
    asks_who = True


class NameBankAccount(NamesBankAccount, DepositAct):
    """The supplier names the account to which the bank pays what the card did not take."""

    right = "payments.name_bank_account"
    promise = _(
        "The card took no refund. The finance office pays it to this account, and knows of the deposit from now on."
    )
    done = _("The account is named. You are told when the money has left.")

    def act(self, form: Any) -> Any:
        """Name it."""
        return services.name_bank_account(self.kwargs["pk"], account=self.account_of(form), by=self.request.user)


class ProposeForfeit(DepositAct):
    """The first person proposes to keep a deposit."""

    right = "payments.propose_forfeit"
    service = services.propose_forfeit
    form_class = ForfeitForm
    title = _("Propose to keep the deposit")
    promise = _(
        "Lawful where a bidder withdrew within the validity of the bid, or refused to sign. A second person decides."
    )
    done = _("Proposed. A second person decides.")
    manner = Manner.ENDING


class DropForfeit(DepositAct):
    """The proposal is dropped."""

    right = "payments.drop_forfeit"
    service = services.drop_forfeit
    title = _("Drop the proposal to keep the deposit")
    promise = _("Nothing is kept; the refund goes on.")
    done = _("The proposal is dropped.")
    manner = Manner.ASIDE


class OurDeposits(ListView):
    """The supplier's deposits, the newest first."""

    title = _("Our deposits")
    promise = _("Nobody but you knows of a bid deposit before the opening.")
    empty = _("No deposit yet. A tender that asks for one asks it of you when you begin your bid.")
    searched = ("title", "reference")
    words = _("Name or number")
    machine = Deposit

    def rows(self, asked: dict[str, Any]) -> Any:
        """The deposits of the person's organisations."""
        return Deposit.objects.of_suppliers(self.request.user).for_list()

    def line(self, row: Deposit) -> Line:
        """Kind, amount, reference."""
        return Line(
            row, thing_url(row), row.title, [row.get_kind_display(), display(row.amount_fen), number(row.reference)]
        )


class Deposits(ListView):
    """Every deposit that the office may know of, the newest first."""

    title = _("All deposits")
    promise = _("Every deposit whose bid was opened, and every performance deposit.")
    empty = _("No deposit is held that you may know of.")
    searched = ("title", "reference", "supplier__name")
    words = _("Name or number")
    machine = Deposit

    def rows(self, asked: dict[str, Any]) -> Any:
        """Of the person's offices."""
        if not organisations_of(self.request.user, *OFFICE):
            raise PermissionDenied(_("This page belongs to the buyer's finance officer, approver and officer."))
        return Deposit.objects.disclosed_to_buyers(self.request.user).for_list()

    def line(self, row: Deposit) -> Line:
        """Supplier, kind, amount, reference."""
        facts = [said(row.supplier), row.get_kind_display(), display(row.amount_fen), number(row.reference)]
        return Line(row, thing_url(row), row.title, facts)


class DepositDesk(LoginRequiredMixin, TemplateView):
    """The finance desk of deposits: owed back and late, under way, interest owed, differences, and all of them."""

    template_name = "payments/deposits/desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Six lists; nothing of them is known of a lot that is not opened."""
        user = self.request.user
        offices = organisations_of(user, *OFFICE)
        if not offices:
            raise PermissionDenied(_("This page belongs to the buyer's finance officer, approver and officer."))
        known = Deposit.objects.disclosed_to_buyers(user).for_list()
        return super().get_context_data(
            owed=list(known.owed_back()[:100]),
            going=list(known.going_back()[:100]),
            interest=list(LateInterest.objects.of_buyers(offices).unpaid()[:100]),
            differences=list(Difference.objects.shown_to(offices).open().newest()[:100]),
            by_bank=list(BankRefund.objects.visible_to(user).of_buyers(offices).open()[:100]),
            held=list(known.held().resting()[:100]),
            handles_money=bool(organisations_of(user, Role.FINANCE, Role.APPROVER)),
            today=today(),
            **kwargs,
        )
