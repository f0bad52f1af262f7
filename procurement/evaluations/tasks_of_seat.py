"""What a member has to do in an evaluation, in order, and how far each of it has come."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from core.time import today
from procurement.evaluations.models import CommitteeMember, Evaluation
from procurement.evaluations.sheet import Desk, apart_of
from procurement.evaluations.states import EvaluationState

FORMING, SCORING, FROZEN = EvaluationState.FORMING, EvaluationState.SCORING, EvaluationState.FROZEN
SETTLED, REPORTED = EvaluationState.SETTLED, EvaluationState.REPORTED
AFTER_SCORING = (FROZEN, SETTLED, REPORTED)


@dataclass(frozen=True)
class Task:
    """One task: what it is, how far it has come in words, and where it is done ("" where not now)."""

    label: str
    status: str
    tone: str
    url: str = ""
    hint: str = ""


def _done(label: str, url: str = "", status: str = "") -> Task:
    return Task(label, status or _("Done"), "done", url)


def _todo(label: str, url: str, hint: str = "", status: str = "") -> Task:
    return Task(label, status or _("To do"), "active", url, hint)


def _later(label: str, hint: str = "") -> Task:
    return Task(label, _("Not yet"), "waiting", "", hint)


def tasks_of(evaluation: Evaluation, seat: CommitteeMember, desk: Desk) -> list[Task]:
    """Return the member's tasks; those of the leader among them where the member leads."""
    key = [evaluation.pk]
    tasks = [_declaring(evaluation, seat)]
    if evaluation.state == FORMING:
        tasks += _beginning(evaluation, seat)
    if seat.is_leader and evaluation.state != FORMING:
        tasks += _leading_before_freeze(evaluation, desk)
    tasks += [_scoring(evaluation, seat, desk), _freezing(evaluation, seat, desk)]
    if evaluation.state == FROZEN:
        apart = apart_of([evaluation.pk], seat.user_id)
        label = _("Explain scores that stand apart")
        url = reverse("explain_scores", args=key)
        words = _("%(number)s to explain") % {"number": len(apart)}
        tasks.append(_todo(label, url, status=words) if apart else _done(label, status=_("Nothing to explain")))
    if evaluation.state in AFTER_SCORING:
        open_ones = evaluation.low_price_queries.undecided().count()
        label, url = _("Very low prices"), reverse("low_prices", args=key)
        words = _("%(number)s not decided") % {"number": open_ones}
        tasks.append(_todo(label, url, status=words) if open_ones else _done(label, url, _("Nothing open")))
    if seat.is_leader and evaluation.state in AFTER_SCORING:
        label, url = _("Settle the ranking"), reverse("evaluation_settle", args=key)
        tasks.append(_todo(label, url) if evaluation.state == FROZEN else _done(label))
    tasks += _signing(evaluation, seat)
    return tasks


def _declaring(evaluation: Evaluation, seat: CommitteeMember) -> Task:
    label = _("Declare your interests")
    if seat.declared_at:
        return _done(label)
    return _todo(
        label, reverse("declare_interests", args=[evaluation.pk]), _("You read the names of the bidders once.")
    )


def _beginning(evaluation: Evaluation, seat: CommitteeMember) -> list[Task]:
    label = _("Begin scoring")
    if not seat.declared_at:
        return []
    if evaluation.review_on <= today():
        hint = _("The last declaration begins the scoring by itself; here you begin it where everybody has declared.")
        return [_todo(label, reverse("evaluation_begin_scoring", args=[evaluation.pk]), hint)]
    return [_later(label, _("The day of the review has not come."))]


def _leading_before_freeze(evaluation: Evaluation, desk: Desk) -> list[Task]:
    key = [evaluation.pk]
    conformity, objective = _("Check whether the bids meet the document"), _("Enter the objective points")
    if evaluation.state != SCORING:
        return [_done(conformity), _done(objective)]
    url = reverse("conformity", args=key)
    lacking = sum(1 for bid in desk.standing if desk.lacking_objective(bid))
    words = {"open": len(desk.unchecked), "lacking": lacking, "of": len(desk.standing)}
    return [
        _todo(conformity, url, status=_("%(open)s not checked") % words) if desk.unchecked else _done(conformity, url),
        _todo(objective, f"{url}#objective", status=_("Bids that lack some: %(lacking)s of %(of)s") % words)
        if lacking
        else _done(objective, f"{url}#objective"),
    ]


def _scoring(evaluation: Evaluation, seat: CommitteeMember, desk: Desk) -> Task:
    label = _("Score the bids")
    if evaluation.state == FORMING or not seat.declared_at:
        return _later(label, _("After the declarations, on the day of the review."))
    if seat.frozen_at or evaluation.state != SCORING:
        return _done(label)
    words = _("%(given)s of %(wanted)s scored") % {"given": desk.given, "wanted": desk.wanted}
    if not desk.standing:
        return _later(label)
    first = next((bid for bid in desk.standing if desk.scored(bid) < len(desk.judged)), desk.standing[0])
    url = reverse("score_bid", args=[evaluation.pk, first.letter])
    return _done(label, url, words) if desk.given == desk.wanted else _todo(label, url, status=words)


def _freezing(evaluation: Evaluation, seat: CommitteeMember, desk: Desk) -> Task:
    label = _("Check and freeze your scores")
    if seat.frozen_at:
        return _done(label)
    if evaluation.state != SCORING or not seat.declared_at:
        return _later(label)
    if desk.given < desk.wanted:
        return _later(label, _("After every bid is scored."))
    return _todo(label, reverse("evaluation_freeze", args=[evaluation.pk]), _("Final: no number changes afterwards."))


def _signing(evaluation: Evaluation, seat: CommitteeMember) -> list[Task]:
    label = _("Read and sign the report")
    if seat.signed_at:
        return [_done(label, reverse("evaluation_report", args=[evaluation.pk]))]
    if evaluation.state == SETTLED:
        return [_todo(label, reverse("evaluation_hand_over", args=[evaluation.pk]))]
    return [_later(label)]
