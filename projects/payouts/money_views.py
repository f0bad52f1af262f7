"""The lists of payments: the finance desk, and the supplier's money to come and received."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.roles import Role, organisations_of
from core.paging import page_of
from core.time import today
from payments.ledger.models import AccountKind, Entry
from payments.rail.funds import funds_fen
from payments.rail.models import PayeeAccount
from payments.rail.switch import is_on
from projects.milestones.models import Milestone
from projects.payouts.models import Payout, PerformanceDecision
from projects.payouts.overdue import Lateness


class PayoutsView(LoginRequiredMixin, TemplateView):
    """The finance desk: every payment of one's offices, what waits first."""

    template_name = "projects/payouts/payouts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What waits by its last day, and all payments by key."""
        user = self.request.user
        offices = organisations_of(user, Role.FINANCE, Role.APPROVER, Role.BUYER_OFFICER)
        if not offices:
            raise PermissionDenied(_("This page belongs to the buyer's finance officer, approver and officer."))
        every = Payout.objects.of_buyers(offices)
        lateness = Lateness(today())
        waiting = lateness.dress(list(every.open().by_last_day()[:100]))
        page = page_of(every, order=("-pk",), asked=self.request.GET)
        lateness.dress(page.rows)
        return super().get_context_data(
            waiting=waiting,
            waiting_fen=sum(one.amount_fen for one in waiting),
            interest_fen=sum(one.overdue.interest_fen for one in waiting if one.overdue),
            page=page,
            card_fen=funds_fen(*offices) if is_on() else None,
            **kwargs,
        )


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
            statement=list(Entry.objects.statement_of(mine).of_kind(AccountKind.PAYABLE)[:50]),
            card_account=PayeeAccount.objects.of_organisation(min(mine)) or PayeeAccount() if is_on() else None,
            **kwargs,
        )
