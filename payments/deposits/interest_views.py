"""Pages of the interest on a late refund: one person approves it, another records how it was paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core.acts import denied, said
from core.files import kept_for
from core.money import display
from core.templatetags.linli import day, moment
from core.views import ActView, thing_url
from payments.deposits import services
from payments.deposits.forms import InterestForm
from payments.deposits.models import LateInterest
from payments.rail.views import number


class InterestAct(ActView):
    """An act on an interest, with what it comes from before one's eyes."""

    template_name = "core/act_on_facts.html"
    right: str

    def interest(self) -> LateInterest:
        """The interest, if the person may know of its deposit."""
        if not hasattr(self, "_interest"):
            found = LateInterest.objects.by_number(self.kwargs["pk"], self.request.user)
            if found is None:
                raise Http404
            self._interest = found
        return self._interest

    def reasons(self) -> list[Any]:
        """Whose act it is; the rest the service says."""
        return denied(self.request.user, self.right, self.interest())

    def about(self) -> Any:
        """The deposit that came back late."""
        return self.interest().deposit

    def given(self) -> dict[str, Any]:
        """Which interest."""
        return {"interest_id": self.kwargs["pk"]}

    def _facts(self, interest: LateInterest) -> Iterator[tuple[Any, Any]]:
        deposit = interest.deposit
        yield _("Supplier"), said(deposit.supplier)
        yield _("Reference"), number(deposit.reference)
        yield _("Deposit"), display(deposit.amount_fen)
        if deposit.refund_due_on:
            yield _("Last day of the refund"), day(deposit.refund_due_on)
        if deposit.refunded_at:
            yield _("Refunded"), moment(deposit.refunded_at)
        yield _("Days late"), interest.days
        yield _("Interest"), display(interest.amount_fen)
        if interest.approved_at:
            yield _("Approved"), f"{moment(interest.approved_at)} · {interest.approved_by}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With how it comes about."""
        return super().get_context_data(facts=list(self._facts(self.interest())), **kwargs)

    def onward(self, outcome: Any) -> str:
        """The deposit's page."""
        return thing_url(outcome.deposit)


class ApproveInterest(InterestAct):
    """The first person finds it right."""

    right = "payments.approve_interest"
    service = services.approve_late_interest
    asks_who = True
    title = _("Approve the interest")
    promise = _("A refund that came too late bears interest. Check days and amount; another person pays it.")
    done = _("Approved. Another finance officer pays it.")


class PayInterest(InterestAct):
    """The second person records the voucher; what is refused leaves no file behind."""

    right = "payments.pay_interest"
    form_class = InterestForm
    asks_who = True
    title = _("Record the payment of the interest")
    promise = _("A refund that came too late bears interest; it is paid by itself, from the treasury.")
    done = _("Recorded and booked.")

    def act(self, form: Any) -> LateInterest:
        """Keep the file first."""
        with kept_for(form.cleaned_data["file"], "vouchers") as kept:
            voucher = {"voucher": form.cleaned_data["voucher"], "voucher_file": kept.path}
            return services.pay_late_interest(self.kwargs["pk"], **voucher, by=self.request.user)
