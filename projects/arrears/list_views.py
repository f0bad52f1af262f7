"""Lists of interest and repayments, for either side: what is open on one page, and all of each by key."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from accounts.roles import Role, organisations_of
from core.instants import months
from core.lists import Line, ListView
from core.money import display
from core.templatetags.linli import moment
from core.views import thing_url
from projects.arrears.models import OverdueInterest, Repayment

SHOWN = 20  # open ones of each kind on the page of both
BUYERS = (Role.FINANCE, Role.APPROVER, Role.BUYER_OFFICER)


class OfEitherSide(LoginRequiredMixin):
    """What the person's offices owe and are owed; without an office, what its organisations do."""

    request: Any

    def own(self, model: Any, ground: str) -> Any:
        """The rows of one kind with what they come from; 403 for whoever has no part in payments."""
        offices = organisations_of(self.request.user, *BUYERS)
        suppliers = organisations_of(self.request.user, Role.SUPPLIER)
        if not offices and not suppliers:
            raise PermissionDenied(_("This page belongs to buyers' people of money and to suppliers."))
        self.as_buyer = bool(offices)
        rows = model.objects.of_buyers(offices) if offices else model.objects.of_suppliers(suppliers)
        return rows.select_related(ground)

    def other(self, thing: Any) -> str:
        """The other side's name."""
        return str(thing.contract.supplier if self.as_buyer else thing.contract.buyer)


class ArrearsView(OfEitherSide, TemplateView):
    """What is owed besides the payments and still open, by and to the person's organisations."""

    template_name = "projects/arrears/arrears.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Interest and repayments of either side, the oldest first."""
        interests = list(self.own(OverdueInterest, "payout").open()[:SHOWN])
        repayments = list(self.own(Repayment, "decision").open()[:SHOWN])
        return super().get_context_data(interests=interests, repayments=repayments, as_buyer=self.as_buyer, **kwargs)


class InterestList(OfEitherSide, ListView):
    """All interest on late payments, the newest first."""

    title = _("Interest on late payments")
    promise = _("What payments that came late have cost the buyer.")
    empty = _("No payment that bears interest has come late.")
    searched: ClassVar = ("payout__invoice_number", "voucher_number", "contract__supplier__name")
    words = _("Name or number")
    machine = OverdueInterest

    def rows(self, asked: dict[str, Any]) -> Any:
        """Of the person's side."""
        return self.own(OverdueInterest, "payout")

    def line(self, row: OverdueInterest) -> Line:
        """Invoice, the other side, days, amount."""
        days = ngettext("%(number)s day overdue", "%(number)s days overdue", row.days) % {"number": row.days}
        return Line(row, thing_url(row), row.payout.invoice_number, [self.other(row), days, display(row.amount_fen)])


class RepaymentList(OfEitherSide, ListView):
    """All repayments, the newest first."""

    title = _("Repayments")
    promise = _("What ratings have clawed back beyond the part that waited.")
    empty = _("No rating has asked for money back.")
    searched: ClassVar = ("decision__period", "transfer_number", "voucher_number", "contract__supplier__name")
    words = _("Name or number")
    machine = Repayment

    def rows(self, asked: dict[str, Any]) -> Any:
        """Of the person's side."""
        return self.own(Repayment, "decision")

    def line(self, row: Repayment) -> Line:
        """Period, the other side, since when, amount."""
        return Line(
            row,
            thing_url(row),
            months(row.decision.period),
            [self.other(row), moment(row.demanded_at), display(row.amount_fen)],
        )
