"""Pages of the bank: what is on its way, statements, lines that differ and what to do about each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from django.views.generic.base import View

from accounts.models import Organisation
from accounts.roles import Role, organisations_of
from core.acts import link, said
from core.files import give_out, kept_for
from core.money import display
from core.paging import page_of
from core.templatetags.linli import day
from core.views import ActView
from projects.bank import services
from projects.bank.forms import StatementForm
from projects.bank.models import BankLine, BankStatement
from projects.bank.queries import READERS
from projects.forms import ReasonForm
from projects.pages import ProjectStep, ProjectThing
from projects.payouts.models import Payout

MOST = 100


class BankView(LoginRequiredMixin, TemplateView):
    """Orders that wait for the bank, lines that differ, and every statement."""

    template_name = "projects/bank/bank.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Differences first: they are what somebody has to do something about."""
        offices = organisations_of(self.request.user, *READERS)
        if not offices:
            raise PermissionDenied(_("This page belongs to the buyer's finance officer, approver and officer."))
        return super().get_context_data(
            differing=list(BankLine.objects.of_buyers(offices).differing()[:MOST]),
            orders=list(Payout.objects.of_buyers(offices).at_the_treasury().by_last_day()[:MOST]),
            page=page_of(BankStatement.objects.of_buyers(offices), order=("-pk",), asked=self.request.GET),
            may_import=bool(organisations_of(self.request.user, Role.FINANCE)),
            **kwargs,
        )


class ImportStatement(ActView):
    """The finance officer hands in the bank's file; every line acts once."""

    form_class = StatementForm
    title = _("Import a bank statement")
    promise = _(
        "Each line is compared with our payment orders. A payment that arrived is recorded with the bank's number as "
        "its voucher, one that was sent back is recorded as failed, and whatever differs is listed with what to do."
    )
    button = _("Import and compare")

    def buyers(self) -> list[tuple[str, str]]:
        """The offices whose purse the person keeps."""
        mine = organisations_of(self.request.user, Role.FINANCE)
        if not mine:
            raise PermissionDenied(_("Bank statements are imported by the buyer's finance officer."))
        return [(str(pk), one.name) for pk, one in sorted(Organisation.objects.in_bulk(mine).items())]

    def form(self, data: Any = None, files: Any = None) -> Any:
        """With the offices to choose from."""
        return StatementForm(data, files, buyers=self.buyers())

    def act(self, form: Any) -> Any:
        """Keep the file and its lines and compare them; say what became of them. What is refused leaves no file."""
        with kept_for(form.cleaned_data["file"], "statements") as kept:
            done = services.import_statement(
                int(form.cleaned_data["buyer"]),
                name=kept.name,
                content=form.content,
                rows=form.rows,
                path=kept.path,
                by=self.request.user,
            )
        if done.differing:
            said_so = ngettext(
                "%(number)s line differs: see what to do.", "%(number)s lines differ: see what to do.", done.differing
            )
            messages.warning(self.request, said_so % {"number": done.differing})
        self.done = _now("Lines that agree: %(matched)s; known already: %(known)s.") % {
            "matched": done.matched,
            "known": done.known,
        }
        return done

    def onward(self, outcome: Any) -> str:
        """To the bank's page."""
        return reverse("bank")


class StatementFile(LoginRequiredMixin, View):
    """The bank's own file, for the buyer's people of money and those who supervise it."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Give it out."""
        return give_out(get_object_or_404(BankStatement.objects.visible_to(request.user), pk=pk).path)


class BankLineView(ProjectThing):
    """One line of a statement beside the payment it belongs to."""

    model = BankLine
    template_name = "projects/bank/line.html"

    def heading(self) -> Any:
        """The bank's serial number."""
        return self.object.serial

    def facts(self) -> list[tuple[Any, Any]]:
        """What the bank says, and how it differs."""
        line = self.object
        facts = [
            (_("Statement"), said(line.statement.name)),
            (_("Row"), line.row),
            (_("Booked on"), day(line.booked_on)),
            (_("Payment order"), line.order_number),
            (_("Amount"), display(line.amount_fen)),
            (_("Payee"), said(line.payee_name or "–")),
            (_("The bank says"), _("sent back") if line.is_returned else _("paid")),
            (_("Remark of the bank"), said(line.remark or "–")),
        ]
        if line.difference:
            facts += [(_("Difference"), line.get_difference_display()), (_("In detail"), line.detail or "–")]
        if line.payout:
            facts.append((_("Payment"), link(line.payout, line.payout.invoice_number)))
        if line.why:
            facts += [(_("Reason"), said(line.why)), (_("Settled by"), str(line.settled_by))]
        return facts


class LineStep(ProjectStep):
    """A step of a line."""

    model = BankLine

    def heading(self) -> Any:
        """The bank's serial number."""
        return self.about().serial


class MatchLine(LineStep):
    """Compare once more after the cause was mended."""

    step = "match"
    service = services.match_line
    done = _("The line agrees now; the payment is recorded.")


class SettleLine(LineStep):
    """Close a line that is none of our payments."""

    step = "settle"
    service = services.settle_line
    form_class = ReasonForm
    asks_twice = True
    done = _("Settled, with your reason.")
