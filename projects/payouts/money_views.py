"""The lists of payments: the finance desk, and the supplier's money to come and received."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.models import Organisation
from accounts.roles import Role, organisations_of
from core.lists import Line, ListView
from core.paging import page_of
from core.time import today
from core.views import thing_url
from payments.ledger.models import AccountKind, Entry
from payments.payees.views import address_of
from payments.rail.balances import last_read
from payments.rail.funds import funds_fen
from payments.rail.models import PayeeAccount
from payments.rail.switch import is_on
from projects.milestones.models import Milestone
from projects.payouts.models import Payout, PerformanceDecision
from projects.payouts.overdue import Lateness
from projects.payouts.queries import owed_back_fen


class PayoutsView(ListView):
    """The finance desk: every payment of one's offices, what waits first."""

    template_name = "projects/payouts/payouts.html"
    title = _("Payments")
    searched: ClassVar = ("invoice_number", "order_number", "voucher_number", "payee__name")
    words = _("Name or number")
    machine = Payout

    def rows(self, asked: dict[str, Any]) -> Any:
        """All payments of the person's offices."""
        return Payout.objects.of_buyers(self.offices())

    def line(self, row: Payout) -> Line:
        """The table shows the row itself."""
        return Line(row, thing_url(row), row.invoice_number)

    def offices(self) -> set[int]:
        """The person's offices; 403 without one."""
        mine = organisations_of(self.request.user, Role.FINANCE, Role.APPROVER, Role.BUYER_OFFICER)
        if not mine:
            raise PermissionDenied(_("This page belongs to the buyer's finance officer, approver and officer."))
        return mine

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What waits by its last day, and all payments by key."""
        offices, lateness = self.offices(), Lateness(today())
        waiting = lateness.dress(list(Payout.objects.of_buyers(offices).open().by_last_day()[:100]))
        context = super().get_context_data(
            waiting=waiting,
            waiting_fen=sum(one.amount_fen for one in waiting),
            interest_fen=sum(one.overdue.interest_fen for one in waiting if one.overdue),
            **(self.at_the_provider(offices) if is_on() else {}),
            **kwargs,
        )
        lateness.dress(context["page"].rows)
        return context

    def at_the_provider(self, offices: set[int]) -> dict[str, Any]:
        """What the offices have there, whether the provider can pay it out, and what waits for it."""
        card_fen, balance = funds_fen(*offices), last_read()
        sent = Payout.objects.of_buyers(offices).by_card().sent()
        return {
            "card_fen": card_fen,
            "may_add": bool(organisations_of(self.request.user, Role.FINANCE)),
            "balance": balance,
            "balance_covers": balance is not None and balance.covers(card_fen),
            "card_waiting_fen": sent.not_asked_yet().total_fen(),
        }


def accounts_of(organisation_ids: set[int]) -> list[tuple[Organisation, str, PayeeAccount]]:
    """Return each organisation with the address and the standing of its account at the card provider."""
    begun = {one.organisation_id: one for one in PayeeAccount.objects.filter(organisation__in=organisation_ids)}
    found = sorted(Organisation.objects.in_bulk(organisation_ids).values(), key=lambda one: one.name)
    return [(one, address_of(one), begun.get(one.pk) or PayeeAccount(organisation=one)) for one in found]


class MoneyView(LoginRequiredMixin, TemplateView):
    """The supplier's money: to be invoiced, on its way, paid, and what the books say."""

    template_name = "projects/payouts/money.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Four lists and their sums."""
        mine = organisations_of(self.request.user, Role.SUPPLIER)
        if not mine:
            raise PermissionDenied(_("This page belongs to a supplier's representative."))
        milestones = list(Milestone.objects.to_invoice(mine).order_by("accepted_at", "pk"))
        decisions = list(PerformanceDecision.objects.to_invoice(mine).order_by("pk"))
        payouts = Payout.objects.of_payees(mine)
        lateness = Lateness(today())
        on_their_way = lateness.dress(list(payouts.open().by_last_day()[:100]))
        paid = page_of(payouts.paid(), order=("-pk",), asked=self.request.GET)
        lateness.dress(paid.rows)
        return super().get_context_data(
            milestones=milestones,
            decisions=decisions,
            owed_fen=sum(one.base_fen for one in milestones) + sum(one.amount_fen for one in decisions),
            on_their_way=on_their_way,
            on_its_way_fen=sum(one.amount_fen for one in on_their_way),
            paid_fen=payouts.paid().total_fen(),
            paid=paid,
            to_pay_back_fen=owed_back_fen(mine),
            statement=list(Entry.objects.statement_of(mine).of_kind(AccountKind.PAYABLE)[:50]),
            card_accounts=accounts_of(mine) if is_on() else [],
            **kwargs,
        )
