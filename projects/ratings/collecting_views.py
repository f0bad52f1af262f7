"""Pages of those who collect answers: whom to ask, the links to hand out, and what a person says."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.acts import denied, may
from core.forms import Form
from core.paging import page_of
from core.transitions import Manner
from core.views import ActView
from projects.ratings import back_check, collecting
from projects.ratings.forms import AssistedRatingForm, MetForm
from projects.ratings.frame import (
    STRATUM_NAMES,
    name_of,
    people_of,
    person_of,
    still_to_ask,
    token_of,
    turnout_of,
)
from projects.ratings.models import Beneficiary, RatingRound
from projects.ratings.views import OfRound, heading_of, is_over


def _named(people: Iterable[Beneficiary]) -> list[tuple[Beneficiary, str, Any]]:
    """Each person with the name by which they are known, and whether they answer with help."""
    return [(one, name_of(one), STRATUM_NAMES.get(one.stratum.key, one.stratum.key)) for one in people]


class CollectView(OfRound):
    """Whom a grid worker still has to ask."""

    right = "projects.collect_rating"
    template_name = "projects/ratings/collect.html"

    def of(self, rating_round: RatingRound) -> dict[str, Any]:
        """Those who have not answered, by key; of a round that asks once more, whom the draw names next."""
        if back_check.is_running(rating_round):
            missing = back_check.missing_in(rating_round)
            drawn = [one.beneficiary for one in back_check.to_ask(rating_round, missing=missing)]
            return {
                "people": _named(drawn),
                "turnout": turnout_of(rating_round),
                "missing": missing,
                "asks_once_more": True,
            }
        page = page_of(still_to_ask(rating_round), order=("pk",), asked=self.request.GET)
        return {
            "page": page,
            "people": _named(page),
            "turnout": turnout_of(rating_round),
            "is_over": is_over(rating_round),
        }


class LinksView(OfRound):
    """A sheet of links, one a person, to print and to cut."""

    right = "projects.collect_rating"
    template_name = "projects/ratings/links.html"

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The sheet, or that there is none any more."""
        if context["is_over"]:
            self.template_name = "projects/ratings/links_closed.html"
            return super().render_to_response(context, status=HTTPStatus.CONFLICT)
        return super().render_to_response(context, **kwargs)

    def of(self, rating_round: RatingRound) -> dict[str, Any]:
        """The links of everybody who is asked, on one sheet of fifty after the other."""
        if is_over(rating_round):
            return {"is_over": True}
        page = page_of(people_of(rating_round), order=("pk",), asked=self.request.GET)
        slips = []
        for one in page:
            one.round = rating_round
            address = self.request.build_absolute_uri(reverse("rate", args=[token_of(one)]))
            slips.append((name_of(one), address, one.has_answered))
        return {"page": page, "slips": slips, "is_over": False}


class CollectAnswer(ActView):
    """A grid worker takes one person's answer down."""

    template_name = "projects/ratings/collect_answer.html"
    form_class: type[Form] = AssistedRatingForm
    service = collecting.rate_for
    title = _("Take an answer down")
    promise = _("Read the question aloud. Write what the person says, not what you think.")
    button = _("Send the answer")
    done = _("The answer is taken down.")

    def things(self) -> Any:
        """Rounds are public."""
        return RatingRound.objects.visible_to(self.request.user).for_reading()

    def reasons(self) -> list[Any]:
        """Only collectors, only while it is open."""
        rating_round = self.about()
        reasons: list[Any] = list(denied(self.request.user, "projects.collect_rating", rating_round))
        if not reasons and is_over(rating_round) and not self.is_drawn():
            reasons = [_("The round is closed; no answer is taken any more.")]
        return reasons

    def is_drawn(self) -> bool:
        """Whether the draw of a last period names the person next; read once a request."""
        if not hasattr(self, "_is_drawn"):
            drawn = back_check.to_ask(self.about())
            self._is_drawn = self.kwargs["person"] in {one.beneficiary_id for one in drawn}
        return self._is_drawn

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whose answer it is; the name is for collectors only."""
        rating_round = self.about()
        person = person_of(rating_round, self.kwargs["person"])
        if person is None:
            raise Http404
        may_know = may(self.request.user, "projects.collect_rating", rating_round)
        return super().get_context_data(
            heading=heading_of(rating_round),
            person=name_of(person) if may_know else "",
            missed_url=self.missed_url(),
            **kwargs,
        )

    def missed_url(self) -> str:
        """Where it is noted that a drawn person gave no answer; "" where nobody was drawn."""
        if not self.is_drawn():
            return ""
        return reverse("ratinground_missed", args=[self.kwargs["pk"], self.kwargs["person"]])

    def act(self, form: Any) -> Any:
        """Take the answer down."""
        if person_of(self.about(), self.kwargs["person"]) is None:
            raise Http404
        return collecting.rate_for(self.kwargs["person"], **form.cleaned_data, by=self.request.user)

    def onward(self, outcome: Any) -> str:
        """Back to those who are still to be asked."""
        return reverse("ratinground_collect", args=[self.kwargs["pk"]])


class MissedAnswer(CollectAnswer):
    """A grid worker notes that a drawn person gave no answer."""

    template_name = "projects/ratings/missed.html"
    form_class = MetForm
    title = _("No answer")
    promise = _("Ask at two different times before you write that nobody was met. Then the next of the draw is asked.")
    button = _("Note it")
    done = _("Noted. The draw names the next one.")
    manner = Manner.ASIDE

    def reasons(self) -> list[Any]:
        """Only collectors, only of whom the draw names next."""
        reasons = super().reasons()
        if not reasons and not self.is_drawn():
            reasons = [back_check.NOT_NEXT]
        return reasons

    def act(self, form: Any) -> Any:
        """Note what was met."""
        given = form.cleaned_data
        return back_check.note_attempt(
            self.kwargs["pk"], beneficiary_id=self.kwargs["person"], met=given["met"], by=self.request.user
        )

    def missed_url(self) -> str:
        """It is this page."""
        return ""
