"""The books as pages: accounts with their balances; statements of an account, an organisation and a purchase."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.roles import Role, roles_of
from core.acts import said
from core.money import yuan
from core.paging import page_of
from core.punctuation import colon
from core.spreadsheets import CSV_TYPE, MARK, XLSX_TYPE, as_csv, as_xlsx
from core.time import SHANGHAI
from payments.ledger.models import Account, Entry, LedgerCheck
from payments.ledger.queries import READERS, EntryQuerySet

FORBIDDEN = gettext_lazy("The books are read by finance officers, officers, approvers, suppliers and supervisors.")


class ReadsBooks(LoginRequiredMixin, TemplateView):
    """A page of the books, for those whose books they are and who supervise them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Tell those who have no books so."""
        if request.user.is_authenticated and not roles_of(request.user) & {*READERS, Role.SUPERVISOR}:
            raise PermissionDenied(FORBIDDEN)
        return super().dispatch(request, *args, **kwargs)


class LedgerView(ReadsBooks):
    """Every account that the person reads, with its balance, and when the books were last recomputed."""

    template_name = "payments/ledger/ledger.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Accounts by code."""
        accounts = Account.objects.visible_to(self.request.user).with_balance()
        page = page_of(accounts, order=("code",), asked=self.request.GET)
        owners = sorted({one.organisation for one in page.rows}, key=lambda one: one.pk)
        return super().get_context_data(page=page, owners=owners, check=LedgerCheck.objects.latest_done(), **kwargs)


class StatementView(ReadsBooks):
    """A statement: its entries, newest first, each with what its account holds after it; as a table to take away."""

    template_name = "payments/ledger/statement.html"

    def entries(self) -> EntryQuerySet:
        """The entries of the statement among those that the person reads; raises Http404."""
        raise NotImplementedError

    def heading(self) -> Any:
        """What the statement is of."""
        raise NotImplementedError

    def visible(self) -> EntryQuerySet:
        """What the person reads at all."""
        found: EntryQuerySet = Entry.objects.visible_to(self.request.user)
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or the whole statement as CSV or XLSX."""
        wanted = request.GET.get("as")
        if wanted not in ("csv", "xlsx"):
            return super().get(request, *args, **kwargs)
        rows = self.table()
        content: Any = MARK + as_csv(rows) if wanted == "csv" else as_xlsx(rows)
        response = HttpResponse(content, content_type=CSV_TYPE if wanted == "csv" else XLSX_TYPE)
        response["Content-Disposition"] = f'attachment; filename="statement.{wanted}"'
        return response

    def table(self) -> Iterator[list[Any]]:
        """Every entry, oldest first, amounts in yuan."""
        yield [
            _("Booked at"), "OCID", _("Account"), _("Organisation"), _("Text"), _("Business key"),
            _("Debit (yuan)"), _("Credit (yuan)"), _("Balance (yuan)"), _("Currency"),
        ]  # fmt: skip
        for one in self.entries().with_left().order_by("pk").iterator(chunk_size=2000):
            yield [
                date_format(one.transaction.at.astimezone(SHANGHAI), "Y-m-d H:i:s"),
                one.transaction.ocid,
                one.account.code,
                str(one.account.organisation),
                one.transaction.text,
                one.transaction.business_key,
                yuan(one.debit_fen) if one.debit_fen else None,
                yuan(one.credit_fen) if one.credit_fen else None,
                yuan(one.left_fen),
                one.currency,
            ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of entries, and what they come to."""
        entries = self.entries()
        return super().get_context_data(
            heading=self.heading(),
            page=page_of(entries.with_left(), order=("-pk",), asked=self.request.GET),
            turnover=entries.turnover(),
            **kwargs,
        )


class AccountView(StatementView):
    """One account."""

    def account(self) -> Account:
        """The account of the address, read once; raises Http404."""
        if not hasattr(self, "_account"):
            self._account = Account.objects.visible_to(self.request.user).by_number(self.kwargs["pk"])
        if self._account is None:
            raise Http404
        return self._account

    def entries(self) -> EntryQuerySet:
        """Its entries."""
        return self.visible().on_account(self.account().pk)

    def heading(self) -> Any:
        """Its kind and owner."""
        account = self.account()
        return format_html("{}{}{}", account.get_kind_display(), colon(), said(account.organisation))


class OrganisationView(StatementView):
    """All accounts of one organisation."""

    def owner(self) -> Any:
        """The organisation, by any account of it that the person reads; raises Http404."""
        if not hasattr(self, "_owner"):
            self._owner = Account.objects.visible_to(self.request.user).owner(self.kwargs["pk"])
        if self._owner is None:
            raise Http404
        return self._owner

    def entries(self) -> EntryQuerySet:
        """The entries on all of them."""
        return self.visible().on_accounts_of(self.owner().pk)

    def heading(self) -> Any:
        """Its name."""
        return said(self.owner())


class PurchaseView(StatementView):
    """What one purchase left on the accounts that the person reads."""

    def entries(self) -> EntryQuerySet:
        """Its entries; raises Http404 where the person reads none."""
        return self.visible().of_purchase(self.kwargs["ocid"])

    def heading(self) -> Any:
        """Its identifier."""
        return self.kwargs["ocid"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A purchase of which one reads nothing is not there."""
        context = super().get_context_data(**kwargs)
        if not context["page"].rows and not context["page"].first_url:
            raise Http404
        return context
