"""The supplier's page about its account at the card provider: begin, go on, see how it stands."""

from __future__ import annotations

import contextlib
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import Role, organisations_of
from core.acts import said
from core.transitions import Reason
from core.views import ActView
from payments.gateway import Declined, Unknown
from payments.payees.services import NO_RAIL, open_payee_account, refresh
from payments.rail.models import PayeeAccount, PayeeStatus
from payments.rail.switch import is_on
from payments.rail.views import number

NEXT = {
    PayeeStatus.NONE: _("Without it every payment comes by bank transfer, as ever."),
    PayeeStatus.BEGUN: _("Go on where you stopped; the card provider has kept what you wrote."),
    PayeeStatus.CHECKED: _("You have told all it wants. It checks, and you need do nothing."),
    PayeeStatus.READY: _("Buyers can pay you here. The money is there as soon as they send it."),
    PayeeStatus.REFUSED: _("It takes no money for you. Payments reach you by bank transfer."),
    PayeeStatus.HELD_UP: _("Go on to its page and answer what it asks; until then nothing can be paid to it."),
}


NAMED = "of"  # the part of the address that names one of several organisations


def address_of(organisation: Organisation) -> str:
    """Return the address of the account's page of one organisation."""
    return f"{reverse('payee_account')}?{NAMED}={organisation.pk}"


class PayeeAccountView(ActView):
    """One organisation's account: how it stands, and the way to the provider's page."""

    template_name = "payments/payees/account.html"
    title = _("Account at the card provider")
    promise = _(
        "An account to which buyers can pay you at once, beside your bank account. The provider asks who you are."
    )

    def organisations(self) -> list[Organisation]:
        """Those for which the person acts, by name; 403 without one."""
        if not hasattr(self, "_organisations"):
            mine = organisations_of(self.request.user, Role.SUPPLIER)
            if not mine:
                raise PermissionDenied(_("This page belongs to a supplier's representative."))
            self._organisations = sorted(
                Organisation.objects.in_bulk(mine).values(), key=lambda one: (one.name, one.pk)
            )
        return self._organisations

    def organisation(self) -> Organisation:
        """The one that the address names, else the first; not found where the person does not act for it."""
        asked = self.request.GET.get(NAMED, "")
        if not asked:
            return self.organisations()[0]
        found = next((one for one in self.organisations() if str(one.pk) == asked), None)
        if found is None:
            raise Http404
        return found

    def here(self) -> str:
        """The address of this page for the same organisation."""
        return address_of(self.organisation()) if len(self.organisations()) > 1 else reverse("payee_account")

    def account(self) -> PayeeAccount:
        """Its account, asked after where the person has just come back; an empty one where none was begun."""
        if not hasattr(self, "_account"):
            organisation = self.organisation()
            found = PayeeAccount.objects.of_organisation(organisation.pk)
            if self.request.method == "GET" and found is not None and found.account_id and not found.may_be_paid:
                with contextlib.suppress(Unknown, Declined):
                    refresh(found.account_id)
                    found = PayeeAccount.objects.of_organisation(organisation.pk)
            self._account = found or PayeeAccount(organisation=organisation)
        return self._account

    def reasons(self) -> list[Any]:
        """Whether there is a card rail at all."""
        self.organisation()
        return [] if is_on() else [Reason(NO_RAIL)]

    def act(self, form: Any) -> str:
        """Begin it, or go on; the address of the provider's page."""
        back = self.request.build_absolute_uri(self.here())
        return open_payee_account(self.organisation().pk, back_url=back, by=self.request.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Go to the provider's page, or say that it did not answer."""
        try:
            return super().post(request, *args, **kwargs)
        except (Unknown, Declined):
            sentence = _("The card provider does not answer just now. Nothing is lost. Try again in a minute.")
            return self.show(self.form(), reasons=[Reason(sentence)], status=503)

    done = _("You are back from the card provider. What it tells stands here.")

    def onward(self, outcome: str) -> str:
        """The provider's page."""
        return outcome

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How the account stands, and what to do."""
        account = self.account()
        status = account.status
        facts: list[tuple[Any, Any]] = [
            (_("Organisation"), said(self.organisation())),
            (_("Where it stands"), status.label),
            (_("What comes next"), NEXT[status]),
        ]
        if account.account_id:
            facts.append((_("Number at the provider"), number(account.account_id)))
        if status in (PayeeStatus.REFUSED, PayeeStatus.HELD_UP):
            facts.append((_("The provider's reason"), number(account.hindrance)))
        goes_on = status in (PayeeStatus.NONE, PayeeStatus.BEGUN, PayeeStatus.HELD_UP)
        button = _("Begin on the card provider's page") if status == PayeeStatus.NONE else _("Go on with its page")
        others = [(one, address_of(one)) for one in self.organisations() if one != self.organisation()]
        shown = {"facts": facts, "goes_on": goes_on, "button": button, "others": others}
        return super().get_context_data(**{**kwargs, **shown})
