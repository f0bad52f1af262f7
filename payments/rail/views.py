"""Paying by card from a page: the order is written first, then sent, and the person goes on to the provider's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.roles import Role, organisations_of
from core.acts import said
from core.money import display
from core.rights import RIGHTS
from core.transitions import Reason
from core.views import ActView, StepView, thing_url
from payments.gateway import Declined, Unknown
from payments.rail.forms import NoteForm
from payments.rail.models import Difference, Order
from payments.rail.sending import collect, send
from payments.rail.services import settle_difference


def number(text: Any) -> Any:
    """Return a reference or number as one reads it out: a mark, no word of any language."""
    return format_html("<code>{}</code>", text)


LOCALES = {"zh-hans": "zh", "en": "en"}


def pay_page_order(view: Any, service: Callable[..., Order]) -> Order:
    """Write the order for a page to pay on, that leads back to the thing's page."""
    back = view.request.build_absolute_uri(thing_url(view.about()))
    locale = LOCALES.get(get_language() or "", "auto")
    return service(view.kwargs["pk"], back_url=back, locale=locale, by=view.request.user)


def news_of(references: list[str]) -> None:
    """Ask the provider about pages that were opened for these things and have not come to their end.

    The person comes back from the provider's page before any webhook does; an answer that does not come is no fault.
    """
    for order in Order.objects.of_reference(*references).unpaid_checkouts():
        try:
            collect(order.pk)
        except (Unknown, Declined):
            return


class PayView(StepView):
    """A step that leads to the provider's page. What the provider does not answer can be tried again."""

    paying: Callable[..., Order]
    is_final = False  # it counts when the provider says so

    def act(self, form: Any) -> Order:
        """Write the order and send it."""
        return send(pay_page_order(self, type(self).paying).pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Go to the provider's page, or say that it did not answer."""
        try:
            return super().post(request, *args, **kwargs)
        except (Unknown, Declined):
            return self._unanswered()

    def _unanswered(self) -> HttpResponseBase:
        sentence = _("The card provider does not answer just now. Nothing was paid. Try again in a minute.")
        return self.show(self.form(), reasons=[Reason(sentence)], status=503)

    def reasons(self) -> list[Any]:
        """While a page is open, going on with it is no new step."""
        if self.about().state == "PENDING":
            right = RIGHTS[self.right]
            denial = right.denial(self.request.user, self.about())
            return [Reason(right.sentence(denial), denial=denial)] if denial else []
        return super().reasons()

    right: str

    def onward(self, outcome: Order) -> str:
        """The provider's page; back to the thing where there is none."""
        return str(outcome.answer.get("url") or thing_url(self.about()))


class SettleDifference(ActView):
    """The finance officer says how a difference was settled."""

    form_class = NoteForm
    template_name = "payments/difference.html"

    def about(self) -> Any:
        """The difference, if the person may know of it."""
        if not hasattr(self, "_about"):
            offices = organisations_of(self.request.user, Role.FINANCE, Role.APPROVER, Role.BUYER_OFFICER)
            found = Difference.objects.shown_to(offices).by_number(self.kwargs["pk"])
            if found is None:
                raise Http404
            self._about = found
        return self._about

    def reasons(self) -> list[Any]:
        """Only a finance officer settles it."""
        right = RIGHTS["payments.settle_difference"]
        denial = right.denial(self.request.user, self.about())
        return [Reason(right.sentence(denial), denial=denial)] if denial else []

    def act(self, form: Any) -> Any:
        """Settle it."""
        return settle_difference(self.kwargs["pk"], note=form.cleaned_data["note"], by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what both sides say."""
        one = self.about()
        facts = [
            (_("Reference"), number(one.reference or "–")),
            (_("Number at the provider"), number(one.provider_id)),
            (_("Our books"), display(one.ours_fen) if one.ours_fen is not None else "–"),
            (_("The provider"), display(one.theirs_fen) if one.theirs_fen is not None else "–"),
            *([(_("The provider's reason"), one.detail)] if one.detail else []),
            (_("What to do"), one.what_to_do),
            *([(_("How it was settled"), said(one.note))] if one.note else []),
        ]
        return super().get_context_data(**{**kwargs, "title": one.get_kind_display(), "facts": facts, "thing": None})
