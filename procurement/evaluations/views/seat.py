"""A member's place: the list of one's committees, the tasks in one of them, interests, explanations, signature."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from django.views.generic.base import ContextMixin

from core.lists import Line, ListView
from core.templatetags.linli import day
from core.transitions import Reason
from core.views import ActView, StepView
from procurement.evaluations import services
from procurement.evaluations.forms import InterestForm, NoteForm, SignForm
from procurement.evaluations.models import CommitteeMember, Evaluation
from procurement.evaluations.rules import seat_of
from procurement.evaluations.sheet import Desk, apart_of, desk_for, named, plain
from procurement.evaluations.states import EvaluationState
from procurement.evaluations.tasks_of_seat import tasks_of
from procurement.tenders.words import lot_in_plain_words


class AtSeat(LoginRequiredMixin, ContextMixin):
    """A page of a sitting member; to everybody else it is not there."""

    leads_only = False

    @cached_property
    def evaluation(self) -> Evaluation:
        """The evaluation of the address."""
        user = self.request.user  # type: ignore[attr-defined]
        found = Evaluation.objects.sat_in_by(user).for_list().by_key(self.kwargs["pk"])  # type: ignore[attr-defined]
        if found is None or not user.is_active:
            raise Http404
        return found

    @cached_property
    def seat(self) -> CommitteeMember:
        """The person's own seat."""
        found = seat_of(self.request.user, self.evaluation)  # type: ignore[attr-defined]
        if found is None:
            raise Http404
        return found

    @cached_property
    def own_desk(self) -> Desk:
        """The bids as letters, and what the member gave."""
        return desk_for(self.evaluation, self.seat)

    @property
    def title_of_lot(self) -> str:
        """What is evaluated."""
        return lot_in_plain_words(self.evaluation.lot)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The way back to the member's tasks, and to nowhere else."""
        kwargs["thing"] = None
        return super().get_context_data(
            evaluation=self.evaluation,
            seat=self.seat,
            back_url=reverse("committee", args=[self.evaluation.pk]),
            back_label=self.title_of_lot,
            **kwargs,
        )


class SeatAct(AtSeat, ActView):
    """An act of a member; afterwards the person stands before the tasks again."""

    template_name = "procurement/evaluations/act.html"

    def given(self) -> dict[str, Any]:
        """The evaluation's number."""
        return {"evaluation_id": self.evaluation.pk}

    def onward(self, outcome: Any) -> str:
        """Back to the tasks; whoever stands aside has none any more."""
        if seat_of(self.request.user, self.evaluation) is None:
            return reverse("committees")
        return reverse("committee", args=[self.evaluation.pk])

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Only for somebody who has a seat."""
        if request.user.is_authenticated:
            _seat = self.seat
        return super().post(request, *args, **kwargs)


class SeatStep(SeatAct, StepView):
    """A transition that a member takes."""

    model = Evaluation

    def about(self) -> Evaluation:
        """The evaluation of the address, for those who sit in it."""
        return self.evaluation

    def given(self) -> dict[str, Any]:
        """The step passes the number itself."""
        return {}

    def act(self, form: Any) -> Any:
        """The service with the evaluation's number."""
        return type(self).service(self.evaluation.pk, **form.cleaned_data, by=self.request.user)


class Committees(ListView):
    """The committees in which the person sits."""

    title = _("My committees")
    promise = _("What you are asked to judge, and what you have judged.")
    empty = _("You sit in no committee now. Whoever is drawn is told.")
    searched = ("lot__tender__title", "lot__tender__title_en", "lot__title")
    machine = Evaluation

    def rows(self, asked: dict[str, Any]) -> Any:
        """Those of the person's seats."""
        return Evaluation.objects.sat_in_by(self.request.user).for_list()

    def line(self, row: Evaluation) -> Line:
        """The lot and the day of the review."""
        review = gettext("Review on %(day)s") % {"day": day(row.review_on)}
        return Line(
            row, reverse("committee", args=[row.pk]), lot_in_plain_words(row.lot), (row.lot.tender.buyer, review)
        )


class CommitteePage(AtSeat, TemplateView):
    """A member's tasks, in the order in which they come."""

    template_name = "procurement/evaluations/committee.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each task with where it stands and where it is done."""
        return super().get_context_data(
            tasks=tasks_of(self.evaluation, self.seat, self.own_desk),
            title=self.title_of_lot,
            **kwargs,
        )


class DeclareInterests(SeatAct):
    """A member reads the names once and says whether there is a tie to one of them."""

    template_name = "procurement/evaluations/declare.html"
    service = services.declare_interests
    form_class = InterestForm
    title = _("Declare your interests")
    promise = _("You see the names of the bidders only here. Afterwards they are letters until the ranking stands.")
    done = _("Your declaration is on record.")
    asks_twice = True

    def reasons(self) -> list[Any]:
        """One declares once, while the committee forms or has an empty seat."""
        if self.seat.declared_at or self.evaluation.state not in (EvaluationState.FORMING, EvaluationState.SCORING):
            return [Reason(_("You have declared your interests already."))]
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the names, until the member has declared."""
        return super().get_context_data(names=services.bidder_names(self.evaluation, self.seat), **kwargs)


class BeginScoring(SeatStep):
    """Scoring begins on the day of the review."""

    step = "begin_scoring"
    service = services.begin_scoring
    done = _("Scoring has begun. The bidders are letters from now on.")


class ExplainScores(AtSeat, TemplateView):
    """One's own scores that stand apart."""

    template_name = "procurement/evaluations/explain.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each with the mean of the others."""
        found = apart_of([self.evaluation.pk], self.request.user.pk)
        rows = [
            {
                "letter": one.letter,
                "item": named(one.score.item),
                "points": plain(one.score.points),
                "others": plain(one.outlier.others.quantize(one.score.points)),
                "url": reverse("note_score", args=[self.evaluation.pk, one.letter, one.score.item_id]),
            }
            for one in found
        ]
        return super().get_context_data(rows=rows, **kwargs)


class NoteScore(SeatAct):
    """Why one's own frozen score stands apart."""

    service = services.note_score
    form_class = NoteForm
    title = _("Say why your score stands apart")
    done = _("Your note is on record.")

    @property
    def promise(self) -> str:
        """Which score it is, against the others."""
        for one in apart_of([self.evaluation.pk], self.request.user.pk):
            if (one.letter, one.score.item_id) == (self.kwargs["letter"], self.kwargs["item"]):
                words = gettext("Bid %(letter)s, “%(item)s”: you gave %(points)s, the others %(others)s on average.")
                return words % {
                    "letter": one.letter,
                    "item": named(one.score.item),
                    "points": plain(one.score.points),
                    "others": plain(one.outlier.others.quantize(one.score.points)),
                }
        return gettext("This score does not wait for a note.")

    def given(self) -> dict[str, Any]:
        """The score's place."""
        return {**super().given(), "letter": self.kwargs["letter"], "item_id": self.kwargs["item"]}


class SignReport(SeatAct):
    """A member signs the report, or signs with a dissent."""

    asks_who = True
    service = services.sign_report
    form_class = SignForm
    title = _("Sign the report")
    promise = _("Your signature stands under the totals and ranks. Read the report first; the signature is final.")
    done = _("You have signed.")
    asks_twice = True
    template_name = "procurement/evaluations/sign.html"

    def reasons(self) -> list[Any]:
        """Once, after the ranking is settled."""
        if self.evaluation.state != EvaluationState.SETTLED:
            return [Reason(_("The report is signed after the ranking is settled."))]
        return [Reason(_("You have signed the report already."))] if self.seat.signed_at else []
