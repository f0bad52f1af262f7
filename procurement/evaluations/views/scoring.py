"""The pages of scoring: one bid a page, autosave, the check before the freeze. Bidders are letters here."""

from __future__ import annotations

from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from django.views.generic.base import View

from core.time import SHANGHAI, core_now
from core.transitions import Reason, Refused
from core.versions import is_stale, saved_elsewhere, stale_reason, version_of
from core.views import STATUS_OF
from procurement.evaluations import guards, services
from procurement.evaluations.files import blind_files
from procurement.evaluations.forms import ScoreForm
from procurement.evaluations.services import BlindBid
from procurement.evaluations.sheet import desk_for, named, plain, scale_in_words
from procurement.evaluations.states import EvaluationState
from procurement.evaluations.views.seat import AtSeat, SeatStep

NONE = Decimal(0)


class OfBid(AtSeat):
    """A page of one bid under its letter; who has not declared yet finds none."""

    @property
    def bid(self) -> BlindBid:
        """The bid of the address."""
        found = self.own_desk.bid(self.kwargs["letter"])  # type: ignore[attr-defined]
        if found is None:
            raise Http404
        return found

    def score_form(self, data: Any = None) -> ScoreForm:
        """The form with what is saved."""
        desk, bid = self.own_desk, self.bid
        notes = {item.pk: desk.notes.get((bid.letter, item.pk), "") for item in desk.judged}
        return ScoreForm(data, items=desk.judged, own=bid.own_points, notes=notes)

    def save(self, form: ScoreForm) -> None:
        """Save the sound lines that differ; nothing is written where nothing has changed."""
        changed = form.changed()
        if changed:
            services.enter_scores(
                self.evaluation.pk,
                letter=self.bid.letter,
                points={item: points for item, (points, _note) in changed.items()},
                notes={item: note for item, (_points, note) in changed.items()},
                by=self.request.user,  # type: ignore[attr-defined]
            )


class ScoreBid(OfBid, TemplateView):
    """A member scores one bid: its answers, the scale, and a number an item."""

    template_name = "procurement/evaluations/score.html"

    def reasons(self) -> list[Reason]:
        """Why nothing can be written here now."""
        if self.seat.frozen_at:
            return [Reason(_("Your scores are frozen; they are not changed any more."))]
        if self.evaluation.state != EvaluationState.SCORING:
            return [Reason(_("Scores are entered after the declaration of interests and before the freeze."))]
        if self.bid not in self.own_desk.standing:
            return [Reason(_("This bid is invalid; it is not scored."))]
        return []

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save what is sound; show the rest again with what was written."""
        form = self.score_form(request.POST)
        if not self.reasons() and is_stale(request.POST.get("version", ""), form):
            return self.show(form, [stale_reason()], HTTPStatus.CONFLICT, elsewhere=saved_elsewhere(form))
        sound = form.is_valid()
        try:
            self.save(form)
        except Refused as refused:
            return self.show(form, list(refused.reasons), STATUS_OF[refused.denial])
        if not sound:
            del self.own_desk  # the page tells what stands now: the sound lines were saved
            return self.show(form, [], HTTPStatus.UNPROCESSABLE_ENTITY)
        at = core_now().astimezone(SHANGHAI)
        messages.success(
            request, gettext("Bid %(letter)s saved at %(at)s.") % {"letter": self.bid.letter, "at": f"{at:%H:%M}"}
        )
        return redirect(self.onward())

    def onward(self) -> str:
        """The next bid; after the last one the tasks."""
        letters = [bid.letter for bid in self.own_desk.standing]
        later = letters[letters.index(self.bid.letter) + 1 :] if self.bid.letter in letters else []
        if later:
            return reverse("score_bid", args=[self.evaluation.pk, later[0]])
        return reverse("committee", args=[self.evaluation.pk])

    def show(self, form: ScoreForm, reasons: list[Any], status: int, **more: Any) -> HttpResponse:
        """Render the page again."""
        return self.render_to_response(self.get_context_data(form=form, reasons=reasons, **more), status=status)

    def whence(self, item: int) -> str:
        """Where the points of an objective item come from."""
        if item not in self.bid.objective:
            return gettext("not entered yet")
        if (self.bid.letter, item) in self.own_desk.from_register:
            return gettext("from the register")
        return gettext("entered by the leader")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The lines of the sheet, and the other bids."""
        desk, bid = self.own_desk, self.bid
        kwargs["letter"] = bid.letter
        form = kwargs.pop("form", None) or self.score_form()
        reasons = kwargs.pop("reasons", None)
        answers = bid.answers
        rows = [
            {
                "item": named(item),
                "max": plain(item.weight),
                "scale": scale_in_words(item),
                "remark": item.note,
                "answer": answers.get(str(item.pk)) or answers.get(item.name_zh) or answers.get(item.name_en) or "",
                "points": form[f"points_{item.pk}"],
                "note": form[f"note_{item.pk}"],
                "saved": plain(bid.own_points.get(item.pk)),
            }
            for item in desk.judged
        ]
        shared = [
            {
                "item": named(item),
                "max": plain(item.weight),
                "points": plain(bid.objective.get(item.pk)),
                "whence": self.whence(item.pk),
            }
            for item in desk.objective
        ]
        objective = sum((bid.objective.get(item.pk, NONE) for item in desk.objective), NONE)
        letters = [
            {
                "letter": one.letter,
                "is_here": one.letter == bid.letter,
                "is_full": desk.scored(one) == len(desk.judged),
                "url": reverse("score_bid", args=[self.evaluation.pk, one.letter]),
            }
            for one in desk.standing
        ]
        return super().get_context_data(
            form=form,
            rows=rows,
            shared=shared,
            shared_sum=f"{objective:f}",
            sum=plain(objective + sum(bid.own_points.values(), NONE)),
            most=plain(sum((item.weight or NONE for item in (*desk.judged, *desk.objective)), NONE)),
            letters=letters,
            given=desk.given,
            wanted=desk.wanted,
            reasons=self.reasons() if reasons is None else reasons,
            closed=bool(self.reasons()),
            files=blind_files(self.evaluation, self.seat).get(bid.letter, []),
            autosave=reverse("autosave_scores", args=[self.evaluation.pk, bid.letter]),
            version=version_of(self.score_form()),
            **kwargs,
        )


class AutosaveScores(OfBid, View):
    """Saves what is sound while the member writes, and says when."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Answer one sentence."""
        form = self.score_form(request.POST)
        if is_stale(request.POST.get("version", ""), form):
            return JsonResponse({"message": str(stale_reason())}, status=HTTPStatus.CONFLICT)
        form.is_valid()
        try:
            self.save(form)
        except Refused as refused:
            return JsonResponse({"message": str(refused)}, status=STATUS_OF[refused.denial])
        desk = self.own_desk = desk_for(self.evaluation, self.seat)
        version = version_of(self.score_form())
        words = {
            "at": f"{core_now().astimezone(SHANGHAI):%H:%M}",
            "given": desk.given,
            "wanted": desk.wanted,
            "wrong": "、".join(str(form.fields[name].label) for name in form.errors),
        }
        if form.errors:
            said = gettext("Saved %(at)s, but not: %(wrong)s.") % words
            return JsonResponse({"message": said, "version": version, "unsaved": True})
        return JsonResponse(
            {"message": gettext("Saved %(at)s. %(given)s of %(wanted)s scored.") % words, "version": version}
        )


class FreezeScores(SeatStep):
    """A member looks at all own numbers once more and freezes them for good."""

    template_name = "procurement/evaluations/freeze.html"
    step = "freeze"
    service = services.freeze_scores
    title = _("Check your scores")
    button = _("Freeze my scores for good")
    promise = _(
        "After this no number changes any more. When everybody has frozen, the committee sees prices and scores."
    )
    done = _("Your scores are frozen.")

    def reasons(self) -> list[Any]:
        """Why one's own freeze is not possible yet; the others' do not matter for it."""
        if self.seat.frozen_at:
            return [Reason(_("Your scores are frozen; they are not changed any more."))]
        if self.evaluation.state != EvaluationState.SCORING or not self.seat.declared_at:
            return [Reason(_("Scores are entered after the declaration of interests and before the freeze."))]
        found = []
        for question in (guards.every_bid_is_checked, guards.enough_bids_are_valid):
            if not question(self.evaluation):
                found.append(Reason(question.sentence))  # type: ignore[attr-defined]
        desk = self.own_desk
        if desk.given < desk.wanted:
            words = gettext("%(given)s of %(wanted)s scored") % {"given": desk.given, "wanted": desk.wanted}
            found.append(Reason(gettext("Score every bid first: %(how_far)s.") % {"how_far": words}))
        if any(desk.lacking_objective(bid) for bid in desk.standing):
            found.append(Reason(_("The leader has not entered every objective point yet.")))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With every number."""
        desk = self.own_desk
        return super().get_context_data(matrix=desk.matrix(), letters=[bid.letter for bid in desk.standing], **kwargs)
