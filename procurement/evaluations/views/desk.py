"""The buyer's and the supervisor's pages: start, draw, committee, report."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.acts import Act, ActingThing, StepOnFacts, denied, link, said
from core.law.committees import committee_size
from core.lists import Line, ListView
from core.money import yuan
from core.templatetags.linli import day
from core.time import today
from core.transitions import Manner, Reason
from core.views import ActView, StepView, thing_url
from procurement.bids.models import Bid
from procurement.bids.states import BidState
from procurement.evaluations import services
from procurement.evaluations.forms import RepresentativesForm, ReviewDayForm, WhyForm
from procurement.evaluations.models import CommitteeMember, Evaluation
from procurement.evaluations.rules import runs
from procurement.evaluations.sheet import committee_candidates, progress
from procurement.evaluations.states import EvaluationState
from procurement.tenders.models import Tender
from procurement.tenders.words import lot_in_plain_words, lot_in_words

AT_WORK = (EvaluationState.FORMING, EvaluationState.SCORING)
WITH_REPORT = (EvaluationState.SETTLED, EvaluationState.REPORTED)


class Evaluations(ListView):
    """The evaluations of a person's buyers and areas."""

    title = _("Evaluations")
    promise = _("Committees, how they were drawn, and how far they have come.")
    empty = _("No evaluation has begun in your areas.")
    searched = ("lot__tender__title", "lot__tender__title_en", "lot__title")
    machine = Evaluation

    def rows(self, asked: dict[str, Any]) -> Any:
        """Those that the person runs or supervises."""
        return Evaluation.objects.run_by(self.request.user).for_list()

    def line(self, row: Evaluation) -> Line:
        """The lot, the buyer, the day of the review."""
        review = gettext("Review on %(day)s") % {"day": day(row.review_on)}
        return Line(row, reverse("evaluation", args=[row.pk]), lot_in_words(row.lot), (row.lot.tender.buyer, review))


def head_of(evaluation: Evaluation) -> str:
    """Return what an evaluation is called: its lot, and which attempt where there was more than one."""
    title = lot_in_plain_words(evaluation.lot)
    if evaluation.attempt == 1:
        return gettext("Evaluation of %(lot)s") % {"lot": title}
    return gettext("Evaluation of %(lot)s, attempt %(attempt)s") % {"lot": title, "attempt": evaluation.attempt}


class EvaluationView(ActingThing):
    """One evaluation: its draw, its committee, how far it has come. No bidder stands here, and no price."""

    model = Evaluation
    template_name = "procurement/evaluations/evaluation.html"
    elsewhere = frozenset({"freeze", "hand_over"})  # the last member's act takes them

    def get_queryset(self) -> Any:
        """With the tender, which decides who sees it."""
        return super().get_queryset().for_list()

    def heading(self) -> str:
        """The lot."""
        return head_of(self.object)

    @property
    def is_official(self) -> bool:
        """Whether the person runs or supervises the evaluation."""
        return runs(self.request.user, self.object.lot)

    def members(self) -> list[CommitteeMember]:
        """Everybody who was given a seat, read once a request."""
        if not hasattr(self, "_members"):
            self._members = list(self.object.members.on_record())
        return self._members

    def facts(self) -> list[tuple[Any, Any]]:
        """Where, when, and how many."""
        evaluation = self.object
        counts = progress(self.members())
        lines = [
            (_("Purchase"), link(evaluation.lot.tender)),
            (_("Day of the review"), day(evaluation.review_on)),
            (
                _("Committee"),
                gettext("%(size)s seats, at least %(experts)s of them experts")
                % {"size": evaluation.size, "experts": evaluation.experts_min},
            ),
        ]
        if evaluation.drawn_at:
            so_far = gettext("%(declared)s of %(size)s declared, %(frozen)s froze, %(signed)s signed")
            lines.append((_("So far"), so_far % {**counts, "size": evaluation.size}))
        if evaluation.agreement is not None:
            lines.append((_("Agreement of the members (Kendall's W: 0 none, 1 full)"), evaluation.agreement))
        if evaluation.void_reason:
            lines.append((_("Why it is void"), said(evaluation.void_reason)))
        return lines

    def acts(self) -> list[Act]:
        """The draw, one's own seat, the report, the new committee after a void one."""
        evaluation, user = self.object, self.request.user
        acts = []
        mine = next((one for one in self.members() if one.user_id == user.pk and one.recused_at is None), None)
        if mine:
            what = _("Declare, score, freeze and sign there.")
            acts.append(Act(_("Your seat in the committee"), what, reverse("committee", args=[evaluation.pk])))
        if evaluation.state == EvaluationState.FORMING and evaluation.drawn_at is None:
            what = _("The committed seed decides; nobody chooses an expert.")
            reasons = denied(user, "procurement.draw_committee", evaluation)
            acts.append(Act(_("Draw the committee"), what, reverse("draw_committee", args=[evaluation.pk]), reasons))
        if evaluation.state in WITH_REPORT:
            what = _("Totals, ranks, and who has signed.")
            report_url = reverse("evaluation_report", args=[evaluation.pk])
            acts.append(Act(_("Read the report"), what, report_url, manner=Manner.ASIDE))
        if evaluation.state == EvaluationState.VOID and self.is_official:
            reasons = denied(user, "procurement.start_evaluation", evaluation.lot)
            what = _("A new draw with a seed of its own; all former opinions stay void.")
            acts.append(
                Act(_("Form a new committee"), what, reverse("restart_evaluation", args=[evaluation.pk]), reasons)
            )
        return acts

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The draw for everybody, the names of the members for officials alone."""
        evaluation = self.object
        return super().get_context_data(
            members=self.members() if self.is_official else [],
            may_replace=evaluation.state in AT_WORK
            and not denied(self.request.user, "procurement.replace_member", evaluation),
            seed=evaluation.seed if evaluation.lot.noticed_at else "",
            **kwargs,
        )


class StartEvaluation(StepOnFacts):
    """The buyer hands the opened lots over to committees that are drawn next."""

    model = Tender
    step = "start_evaluation"
    service = services.start_evaluation
    form_class = ReviewDayForm
    done = _("The evaluation has begun. Draw the committee next.")

    def things(self) -> Any:
        """With buyer and area."""
        return super().things().for_list()

    def initial(self) -> dict[str, Any]:
        """The review sits today where nothing else is said."""
        return {"review_on": today()}

    def facts(self) -> list[tuple[Any, Any]]:
        """How many bids of each lot qualify, and how large the committee has to be."""
        tender: Any = self.about()
        lines: list[tuple[Any, Any]] = []
        states: dict[int, list[str]] = {}
        for lot_id, state in Bid.objects.of_tender(tender.pk).values_list("lot_id", "state"):
            states.setdefault(lot_id, []).append(state)
        for lot in tender.lots.all():
            found = states.get(lot.pk, [])
            numbers = {"good": found.count(BidState.QUALIFIED), "open": found.count(BidState.OPENED)}
            lines.append((lot, gettext("Suppliers that qualify: %(good)s; still to be checked: %(open)s") % numbers))
        lawful = committee_size(tender.method, yuan(tender.budget_fen or 0), is_complex=tender.is_complex).result
        seats = gettext("%(size)s seats, at least %(experts)s of them experts")
        lines.append((_("Committee"), seats % {"size": lawful.size, "experts": lawful.experts_min}))
        return lines

    def onward(self, outcome: Any) -> str:
        """To the draw of the first lot."""
        return thing_url(outcome[0])


class OnEvaluation(ActView):
    """An act of the buyer on an evaluation."""

    right = ""

    def things(self) -> Any:
        """Evaluations that the person may see."""
        return Evaluation.objects.visible_to(self.request.user).for_list()

    def reasons(self) -> list[Any]:
        """Whose act it is."""
        return denied(self.request.user, self.right, self.about())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the evaluation's name over it."""
        return super().get_context_data(heading=head_of(self.about()), **kwargs)


class DrawCommittee(OnEvaluation):
    """The draw."""

    template_name = "procurement/evaluations/draw.html"
    service = services.draw_committee
    right = "procurement.draw_committee"
    title = _("Draw the committee")
    promise = _(
        "The seed was committed before anybody could bid. It decides the order of the register; nobody chooses."
    )
    done = _("The committee is drawn. Its members have been told.")
    asks_twice = True

    def form(self, data: Any = None, files: Any = None) -> RepresentativesForm:
        """The buyer's people who may sit."""
        about = self.about()
        allowed = not denied(self.request.user, self.right, about)
        people = committee_candidates(about) if allowed else []
        return RepresentativesForm(data, files, people=people, most=about.size - about.experts_min)

    def act(self, form: Any) -> Any:
        """The service knows the lot."""
        return services.draw_committee(self.about().lot_id, by=self.request.user, **form.cleaned_data)

    def reasons(self) -> list[Any]:
        """A committee is drawn once."""
        found = super().reasons()
        if not found and (self.about().drawn_at or self.about().state != EvaluationState.FORMING):
            return [Reason(_("The committee of this lot has been drawn already."))]
        return found


class ReplaceMember(OnEvaluation):
    """A member who stays away makes room for the next of the draw."""

    right = "procurement.replace_member"
    form_class = WhyForm
    title = _("Replace a member")
    done = _("The next of the draw has the seat.")
    asks_twice = True
    manner = Manner.ASIDE

    @property
    def promise(self) -> str:
        """Whom it concerns."""
        seat = self.about().members.on_record().by_key(self.kwargs["member"])
        if seat is None:
            raise Http404
        said_of = gettext(
            "%(name)s gives up the seat. What this member has scored is void; the next of the draw moves up."
        )
        return said_of % {"name": seat.user}

    def act(self, form: Any) -> Any:
        """The service knows the seat's number."""
        return services.replace_member(
            self.about().pk, member_id=self.kwargs["member"], by=self.request.user, **form.cleaned_data
        )


class DeclareVoid(StepView):
    """All opinions so far are void."""

    model = Evaluation
    step = "declare_void"
    service = services.void_evaluation
    form_class = WhyForm
    asks_twice = True
    done = _("The evaluation is void. Form a new committee.")

    def things(self) -> Any:
        """With what decides who may."""
        return super().things().for_list()


class RestartEvaluation(OnEvaluation):
    """A new committee after a void evaluation."""

    form_class = ReviewDayForm
    title = _("Form a new committee")
    promise = _("A new draw with a seed of its own; all former opinions stay void.")
    done = _("The new committee can be drawn.")

    def initial(self) -> dict[str, Any]:
        """Today where nothing else is said."""
        return {"review_on": today()}

    def reasons(self) -> list[Any]:
        """Whoever starts an evaluation starts it anew."""
        return denied(self.request.user, "procurement.start_evaluation", self.about().lot)

    def act(self, form: Any) -> Any:
        """The service knows the lot."""
        return services.restart_evaluation(self.about().lot_id, by=self.request.user, **form.cleaned_data)
