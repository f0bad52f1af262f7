"""The leader's pages: conformity, objective points, very low prices, the ranking."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core.acts import denied, said
from core.time import core_now
from core.transitions import Manner, Reason
from procurement.bids.states import BidState
from procurement.evaluations import services
from procurement.evaluations.files import blind_files
from procurement.evaluations.forms import AskLowPriceForm, DecideLowPriceForm, ObjectiveForm, WhyForm
from procurement.evaluations.leading import papers_of
from procurement.evaluations.models import LowPriceQuery
from procurement.evaluations.services import BlindBid
from procurement.evaluations.sheet import named, plain
from procurement.evaluations.states import OPEN_AMONG_MEMBERS, EvaluationState
from procurement.evaluations.views.low_prices import explaining_article, explanation_of, rules_in_words
from procurement.evaluations.views.seat import AtSeat, SeatAct, SeatStep


class LeaderAct(SeatAct):
    """An act that only the leader takes."""

    right = "procurement.enter_objective"

    def reasons(self) -> list[Any]:
        """Whose act it is."""
        return denied(self.request.user, self.right, self.evaluation)


class Conformity(AtSeat, TemplateView):
    """Every bid under its letter: does it meet the document, and which objective points lack?"""

    template_name = "procurement/evaluations/conformity.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The papers for the leader alone."""
        desk = self.own_desk
        rows = []
        files = blind_files(self.evaluation, self.seat)
        for paper in papers_of(self.evaluation, self.seat):
            bid = desk.bid(paper.letter)
            rows.append(
                {
                    "paper": paper,
                    "files": files.get(paper.letter, []),
                    "is_open": paper.state == BidState.QUALIFIED,
                    "is_valid": paper.state == BidState.VALID,
                    "lacking": [named(item) for item in desk.lacking_objective(bid)] if bid else [],
                }
            )
        return super().get_context_data(
            rows=rows,
            reasons=denied(self.request.user, "procurement.enter_objective", self.evaluation),
            has_objective=bool(desk.objective),
            is_scoring=self.evaluation.state == EvaluationState.SCORING,
            **kwargs,
        )


class OfLetter(LeaderAct):
    """An act of the leader on one bid; afterwards the list of bids."""

    @cached_property
    def bid(self) -> BlindBid:
        """The bid of the address."""
        found = self.own_desk.bid(self.kwargs["letter"])
        if found is None:
            raise Http404
        return found

    def given(self) -> dict[str, Any]:
        """The evaluation and the letter."""
        return {**super().given(), "letter": self.bid.letter}

    def onward(self, outcome: Any) -> str:
        """Back to the bids."""
        return reverse("conformity", args=[self.evaluation.pk])


class ConformBid(OfLetter):
    """The committee finds that a bid meets the document."""

    service = services.conform_bid
    button = _("The bid meets the document")
    done = _("The bid is valid.")

    @property
    def title(self) -> str:
        """Which bid."""
        return gettext("Bid %(letter)s meets the document") % {"letter": self.bid.letter}

    @property
    def promise(self) -> str:
        """What follows."""
        return gettext("Bid %(letter)s is valid: it is scored and ranked.") % {"letter": self.bid.letter}


class InvalidateBid(OfLetter):
    """The committee finds that a bid does not meet the document."""

    service = services.invalidate_bid
    form_class = WhyForm
    button = _("Declare the bid invalid")
    promise = _("The bid is out. Its supplier reads the reason with the result. With fewer than three the lot fails.")
    done = _("The bid is invalid.")
    asks_twice = True
    manner = Manner.ENDING

    @property
    def title(self) -> str:
        """Which bid."""
        return gettext("Bid %(letter)s does not meet the document") % {"letter": self.bid.letter}

    def onward(self, outcome: Any) -> str:
        """Back to the tasks: the evaluation may have ended with this bid."""
        return reverse("committee", args=[self.evaluation.pk])


class EnterObjective(OfLetter):
    """Points that follow from facts, once for all members."""

    template_name = "procurement/evaluations/objective.html"
    button = _("Save the points")
    service = services.enter_objective
    promise = _(
        "These points follow from facts and are the same for every member. What the register knows stands already."
    )
    done = _("The points are entered for all members.")

    @property
    def title(self) -> str:
        """Which bid."""
        return gettext("Objective points of bid %(letter)s") % {"letter": self.bid.letter}

    @cached_property
    def by_hand(self) -> list[Any]:
        """The items that the register has not filled."""
        filled = self.own_desk.from_register
        return [item for item in self.own_desk.objective if (self.bid.letter, item.pk) not in filled]

    def form(self, data: Any = None, files: Any = None) -> ObjectiveForm:
        """One field an item that the register has not filled."""
        return ObjectiveForm(data, files, items=self.by_hand, given=self.bid.objective)

    def act(self, form: Any) -> Any:
        """All items with one source."""
        return services.enter_objective(
            self.evaluation.pk,
            letter=self.bid.letter,
            points=form.points(),
            source=form.cleaned_data["source"],
            by=self.request.user,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the bid says to these items, and what the register has filled."""
        papers = papers_of(self.evaluation, self.seat)
        paper = next((one for one in papers if one.letter == self.bid.letter), None)
        answers = paper.answers if paper else {}
        return super().get_context_data(
            says=[
                (named(item), said(answers.get(str(item.pk)) or answers.get(item.name_zh) or "–"))
                for item in self.by_hand
            ],
            filled=[
                (named(item), plain(self.bid.objective[item.pk]))
                for item in self.own_desk.objective
                if item not in self.by_hand
            ],
            **kwargs,
        )


class LowPrices(AtSeat, TemplateView):
    """After the freeze: every valid bid's price under its letter, and what was asked about it."""

    template_name = "procurement/evaluations/low_prices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The questions with their clocks."""
        is_open = self.evaluation.state in OPEN_AMONG_MEMBERS
        questions: Any = self.evaluation.low_price_queries.with_letters() if is_open else []
        asked = {one.letter: one for one in questions}
        rows = [
            {
                "letter": bid.letter,
                "price_fen": bid.price_fen,
                "is_invalid": self.own_desk.states[bid.letter] == BidState.INVALID,
                "query": asked.get(bid.letter),
                "rules": rules_in_words(asked[bid.letter]) if bid.letter in asked else "",
                "explanation": explanation_of(asked[bid.letter]) if bid.letter in asked else "",
            }
            for bid in (self.own_desk.bids if is_open else [])
        ]
        return super().get_context_data(
            rows=rows,
            now=core_now(),
            article=explaining_article(),
            may_ask=self.seat.is_leader and self.evaluation.state == EvaluationState.FROZEN,
            reasons=[] if is_open else [Reason(_("Prices are open to the committee after everybody has frozen."))],
            **kwargs,
        )


class AskLowPrice(OfLetter):
    """The committee doubts a price that no figure catches."""

    right = "procurement.ask_low_price"
    service = services.ask_low_price
    form_class = AskLowPriceForm
    promise = _("The bidder explains its costs in writing within the time you give.")
    done = _("The bidder has been asked.")

    @property
    def title(self) -> str:
        """Which bid."""
        return gettext("Ask about the price of bid %(letter)s") % {"letter": self.bid.letter}

    def onward(self, outcome: Any) -> str:
        """Back to the prices."""
        return reverse("low_prices", args=[self.evaluation.pk])


class DecideLowPrice(LeaderAct):
    """The committee decides on a bidder's explanation."""

    template_name = "procurement/evaluations/decide.html"
    right = "procurement.ask_low_price"
    form_class = DecideLowPriceForm
    title = _("Decide on a very low price")
    done = _("The decision is on record.")
    asks_twice = True

    @cached_property
    def query(self) -> LowPriceQuery:
        """The question of the address."""
        found = self.evaluation.low_price_queries.with_letters().by_key(self.kwargs["query"])
        if found is None or self.evaluation.state not in OPEN_AMONG_MEMBERS:
            raise Http404
        return found

    def reasons(self) -> list[Any]:
        """Whose act it is, and whether the bidder still has time."""
        found = super().reasons()
        if not found and self.query.accepted is not None:
            return [Reason(_("This price is decided already."))]
        if not found and self.query.answered_at is None and core_now() <= self.query.due_at:
            return [Reason(_("The bidder still has time to explain."), explaining_article())]
        return found

    def act(self, form: Any) -> Any:
        """The service knows the question's number."""
        return services.decide_low_price(self.query.pk, by=self.request.user, **form.cleaned_data)

    def onward(self, outcome: Any) -> str:
        """Back to the tasks."""
        return reverse("committee", args=[self.evaluation.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What was asked, and what was answered."""
        return super().get_context_data(
            query=self.query,
            explanation=explanation_of(self.query),
            rules=rules_in_words(self.query),
            article=explaining_article(),
            now=core_now(),
            **kwargs,
        )


class SettleRanking(SeatStep):
    """The leader lets the rulebook compute totals and ranks."""

    step = "settle"
    service = services.settle_evaluation
    done = _("The ranking stands. Every member reads and signs the report.")
