"""Very low prices as the bidder meets them: the question with its clock, and the written answer."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import is_member
from core.acts import Act, denied, said
from core.law.rulebook import rule
from core.money import display
from core.templatetags.linli import moment
from core.time import core_now
from core.transitions import Reason
from core.views import ActView, ThingView
from core.words import in_words
from procurement.evaluations import services
from procurement.evaluations.blinding import blinded
from procurement.evaluations.forms import ExplainForm
from procurement.evaluations.models import LowPriceQuery
from procurement.evaluations.states import OPEN_AMONG_MEMBERS

RULES = {
    "mean": _("far below the mean of the valid bids"),
    "second_lowest": _("far below the next bid"),
    "ceiling": _("far below the ceiling"),
    "judgement": _("doubted by the committee"),
}


def explaining_article() -> str:
    """Return the article behind the time to explain."""
    return rule("abnormally_low_minutes").article


def rules_in_words(query: LowPriceQuery) -> str:
    """Return why a price was asked about."""
    return ", ".join(str(RULES.get(name, name)) for name in query.rules)


def explanation_of(query: Any) -> str:
    """Return what the bidder wrote as everybody else reads it: under its letter, like the bid."""
    return blinded(query.answer, query.bid, query.letter)


class LowPricePage(ThingView):
    """One question: who may read it finds its clock, its answer and what the committee made of it."""

    model = LowPriceQuery
    template_name = "procurement/evaluations/low_price.html"

    def get_queryset(self) -> Any:
        """With the letter."""
        return super().get_queryset().with_letters()

    @property
    def is_own(self) -> bool:
        """Whether the reader belongs to the bidder that is asked."""
        return is_member(self.request.user, self.object.bid.supplier_id)

    def facts(self) -> list[tuple[Any, Any]]:
        """The question, the answer and the decision."""
        query = self.object
        tender = query.evaluation.lot.tender
        shows_price = self.is_own or query.evaluation.state in OPEN_AMONG_MEMBERS
        whose = gettext("your bid") if self.is_own else gettext("bid %(letter)s") % {"letter": query.letter}
        return [
            (_("Purchase"), in_words(tender)),
            (_("Whose price"), whose),
            *([(_("Price"), display(query.bid.price_fen or 0))] if shows_price else []),
            (_("Why it is asked"), rules_in_words(query)),
            (_("Asked"), moment(query.asked_at)),
            *(
                [
                    (_("Answered"), moment(query.answered_at)),
                    (_("In their words"), said(query.answer if self.is_own else explanation_of(query))),
                ]
                if query.answered_at
                else []
            ),
            *(
                [
                    (_("Decision"), _("The price was accepted.") if query.accepted else _("The bid is invalid.")),
                    (_("The committee's reason"), said(query.decision)),
                ]
                if query.decided_at
                else []
            ),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The clock, and the way to the answer."""
        query = self.object
        acts = []
        if self.is_own and query.answered_at is None and query.accepted is None:
            reasons = denied(self.request.user, "procurement.answer_low_price", query)
            if not reasons and core_now() > query.due_at:
                reasons = [Reason(_("The time to explain is over."), explaining_article())]
            what = _("Once, in writing, before the time is over.")
            acts.append(Act(_("Explain your price"), what, reverse("answer_low_price", args=[query.pk]), reasons))
        return super().get_context_data(
            heading=gettext("Question about a very low price"),
            acts=acts,
            now=core_now(),
            article=explaining_article(),
            **kwargs,
        )


class AnswerLowPrice(ActView):
    """A bidder explains how its price covers the costs."""

    template_name = "procurement/evaluations/answer.html"
    service = services.answer_low_price
    form_class = ExplainForm
    title = _("Explain your price")
    promise = _("The committee reads your explanation and decides. Without one your bid is invalid.")
    done = _("Your explanation lies with the committee.")
    asks_twice = True

    @cached_property
    def query(self) -> LowPriceQuery:
        """The question of the address."""
        found = LowPriceQuery.objects.visible_to(self.request.user).with_letters().by_key(self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def reasons(self) -> list[Any]:
        """Whose answer it is, once, and in time."""
        found = denied(self.request.user, "procurement.answer_low_price", self.query)
        if found:
            return found
        if self.query.answered_at or self.query.accepted is not None:
            return [Reason(_("The explanation has been given already."))]
        return (
            [Reason(_("The time to explain is over."), explaining_article())] if core_now() > self.query.due_at else []
        )

    def given(self) -> dict[str, Any]:
        """The question's number."""
        return {"query_id": self.query.pk}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The question and its clock; the price only to whom it belongs."""
        is_own = is_member(self.request.user, self.query.bid.supplier_id)
        return super().get_context_data(
            query=self.query,
            is_own=is_own,
            price_fen=self.query.bid.price_fen if is_own else None,
            rules=rules_in_words(self.query),
            now=core_now(),
            article=explaining_article(),
            back_url=reverse("lowpricequery", args=[self.query.pk]),
            back_label=gettext("Question about a very low price"),
            **kwargs,
        )
