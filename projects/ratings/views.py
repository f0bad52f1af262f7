"""Pages of a rating at the desk: the round, its people, its held ballots, its review and its result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core.acts import Act, denied, may, said
from core.instants import months
from core.paging import page_of
from core.rights import Denial
from core.templatetags.linli import day, moment
from core.time import core_now
from core.transitions import Manner
from core.views import ActView
from procurement.tenders.words import lot_in_words
from projects.contracts.models import Contract
from projects.pages import ProjectStep, ProjectThing
from projects.ratings import back_check, services
from projects.ratings.forms import DecisionForm, HoldForm, RoundForm
from projects.ratings.frame import (
    STRATUM_NAMES,
    Turnout,
    turnout_of,
)
from projects.ratings.models import Ballot, RatingRound
from projects.ratings.picture import bars_of, cells_of, chart_of
from projects.ratings.states import RatingRoundState


def heading_of(rating_round: RatingRound) -> Any:
    """What a round is called: the service and the period."""
    return format_html("{} · {}", lot_in_words(rating_round.contract.lot), months(rating_round.period))


def is_over(rating_round: RatingRound) -> bool:
    """Whether the closing time has come, written or not."""
    return rating_round.state != RatingRoundState.OPEN or rating_round.closes_at <= core_now()


class RatingRoundView(ProjectThing):
    """One round: who is asked, how many answered, what was held, and the result."""

    model = RatingRound
    template_name = "projects/ratings/round.html"

    def get_queryset(self) -> Any:
        """With its contract."""
        return super().get_queryset().for_reading()

    def heading(self) -> Any:
        """The service and the period."""
        return heading_of(self.object)

    def facts(self) -> list[tuple[Any, Any]]:
        """Whom it is about, until when, how many."""
        return list(self._facts(self.object))

    def turnout(self) -> Turnout:
        """How many were asked and answered, read once."""
        if not hasattr(self, "_turnout"):
            self._turnout = turnout_of(self.object)
        return self._turnout

    def _facts(self, rating_round: RatingRound) -> Iterator[tuple[Any, Any]]:
        yield _("Supplier"), said(rating_round.contract.supplier)
        yield _("Period"), months(rating_round.period)
        yield _("Open until"), moment(rating_round.closes_at)
        yield _("People asked (N)"), self.turnout().asked
        yield _("People who answered (n)"), self.turnout().answered
        yield _("Target and floor"), f"{float(rating_round.target):g} / {float(rating_round.floor):g}"
        if rating_round.is_last:
            yield (
                _("Last period"),
                _("With too few answers people are asked once more; failing that the part is paid in full."),
            )
        if back_check.is_running(rating_round):
            yield _("Back-check until"), day(rating_round.back_check_until)
            yield _("Answers still missing"), back_check.missing_in(rating_round)

    def acts(self) -> list[Act]:
        """Collecting, links, ballots; the review as soon as the time is over."""
        rating_round, user = self.object, self.request.user
        found: list[Act] = []
        promise: Any
        collects = may(user, "projects.collect_rating", rating_round)
        over = is_over(rating_round)
        if collects and back_check.is_running(rating_round):
            promise = _("Too few answered in the last period: the draw names whom you ask once more.")
            found.append(Act(_("Ask once more"), promise, reverse("ratinground_collect", args=[rating_round.pk])))
        if collects and not over:
            promise = _("Ask those who need help, at home or by telephone, and take their answer down.")
            found.append(Act(_("Collect answers"), promise, reverse("ratinground_collect", args=[rating_round.pk])))
            promise = _("One link for each person, to print, cut and hand out.")
            found.append(Act(_("Links to print"), promise, reverse("ratinground_links", args=[rating_round.pk])))
        if may(user, "projects.hold_ballot", rating_round) and not rating_round.reviewed_by_id:
            promise = _("Look for what is unusual, hold it with a reason; two people decide each held ballot.")
            found.append(Act(_("Ballots"), promise, reverse("ratinground_ballots", args=[rating_round.pk])))
        unwritten = over and rating_round.state == RatingRoundState.OPEN
        if unwritten and may(user, "projects.review_rating_round", rating_round):
            url = reverse("ratinground_review", args=[rating_round.pk])
            found.append(Act(_("Finish the review"), RatingRound.review.__doc__ or "", url))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The strata, and the published result as picture and table."""
        rating_round = self.object
        result = rating_round.result
        shown = {"bars": bars_of(result), "chart": chart_of(result), "cells": cells_of(result)} if result else {}
        strata = [(STRATUM_NAMES.get(one.key, one.key), one.population) for one in rating_round.strata.all()]
        return super().get_context_data(result=result, strata=strata, asked=self.turnout().asked, **shown, **kwargs)


class RoundStep(ProjectStep):
    """A step of a round."""

    model = RatingRound

    def things(self) -> Any:
        """With the contract."""
        return super().things().for_reading()

    def heading(self) -> Any:
        """The service and the period."""
        return heading_of(self.about())


class ReviewRound(RoundStep):
    """The buyer's officer finishes the review."""

    step = "review"
    service = services.review_round
    done = _("The review is finished. A second person publishes the result.")

    def reasons(self) -> list[Any]:
        """A round whose time is over is reviewed though nothing has written yet that it closed."""
        rating_round: Any = self.about()
        if rating_round.state == RatingRoundState.OPEN and is_over(rating_round):
            return denied(self.request.user, "projects.review_rating_round", rating_round)
        return super().reasons()


class PublishRound(RoundStep):
    """The buyer's approver publishes the result; the performance part follows from it."""

    asks_who = True
    step = "publish"
    service = services.publish_round
    done = _("The result is published, and the performance part is settled by it.")
    look_at = (
        _("Has every held ballot been decided by two people, with a reason?"),
        _("Do the numbers of those asked and those who answered agree with the service records?"),
    )


class OpenRound(ActView):
    """The buyer's officer opens a round among the people served."""

    template_name = "projects/ratings/open.html"
    service = services.open_round
    title = _("Open a rating round")
    promise = _("The people served are asked one question. The frame is fixed now: nobody is added or taken out later.")
    done = _("The round is open. Grid workers have been told; print the links and hand them out.")
    asks_twice = True

    def things(self) -> Any:
        """Contracts that the person may read."""
        return Contract.objects.visible_to(self.request.user).for_reading()

    def reasons(self) -> list[Any]:
        """Only the buyer's officer opens rounds."""
        return denied(self.request.user, "projects.open_rating_round", self.about())

    def form(self, data: Any = None, files: Any = None) -> RoundForm:
        """The form offers the contract's months, and reads the frame with the area served."""
        return RoundForm(data, files, contract=self.about(), initial=self.initial())

    def act(self, form: Any) -> Any:
        """Hand the frame over; the residents of the area are nobody's to see but the officer's."""
        given = form.cleaned_data
        return services.open_round(
            self.kwargs["pk"],
            period=given["period"],
            frame=form.frame,
            closes_at=given["closes_at"],
            is_last=given["is_last"],
            by=self.request.user,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the contract's heading and its rule of the performance part."""
        contract = self.about()
        target, floor = (f"{bound.normalize():f}" for bound in services.bounds_of(contract))
        policy = contract.payout_policy
        return super().get_context_data(
            heading=lot_in_words(contract.lot),
            target=target,
            floor=floor,
            is_agreed=bool(policy.get("target") and policy.get("floor")),
            **kwargs,
        )


class OfRound(LoginRequiredMixin, TemplateView):
    """A page about a round for those who hold one right on it."""

    right: str

    def rating_round(self) -> RatingRound:
        """The round, for those who may."""
        found = RatingRound.objects.visible_to(self.request.user).by_number(self.kwargs["pk"])
        if found is None:
            raise Http404
        for reason in denied(self.request.user, self.right, found):
            if reason.denial is Denial.STRANGER:
                raise Http404
            raise PermissionDenied(reason.sentence)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the round and its heading."""
        rating_round = self.rating_round()
        more = self.of(rating_round)
        return super().get_context_data(thing=rating_round, heading=heading_of(rating_round), **more, **kwargs)

    def of(self, rating_round: RatingRound) -> dict[str, Any]:
        """What the page says of the round."""
        return {}


class BallotsView(OfRound):
    """The answers as the reviewers see them: how and when they were given, never what they say."""

    right = "projects.hold_ballot"
    template_name = "projects/ratings/ballots.html"

    def of(self, rating_round: RatingRound) -> dict[str, Any]:
        """The held ones first, then all by key."""
        ballots = rating_round.ballots().for_reading()
        page = page_of(ballots, order=("-given_at", "-pk"), asked=self.request.GET)
        keys = [one.beneficiary.stratum.key for one in page]
        return {
            "held": list(ballots.ever_held()),
            "page": page,
            "rows": [(one, STRATUM_NAMES.get(key, key)) for one, key in zip(page, keys, strict=True)],
            "may_still": rating_round.reviewed_by_id is None,
        }


class BallotAct(ActView):
    """An act on one ballot."""

    template_name = "projects/ratings/ballot.html"

    def ballot(self) -> Ballot:
        """The ballot, read once."""
        if not hasattr(self, "_ballot"):
            self._ballot = Ballot.objects.by_number(self.kwargs["pk"])
        if self._ballot is None:
            raise Http404
        return self._ballot

    def about(self) -> RatingRound:
        """The round of the ballot."""
        return self.ballot().beneficiary.round

    def reasons(self) -> list[Any]:
        """Only the buyer's people and the supervisor hold and decide."""
        return denied(self.request.user, "projects.hold_ballot", self.about())

    def act(self, form: Any) -> Any:
        """Call the service with the ballot's number."""
        return type(self).service(self.kwargs["pk"], **form.cleaned_data, by=self.request.user)

    def onward(self, outcome: Any) -> str:
        """Back to the ballots."""
        return reverse("ratinground_ballots", args=[self.about().pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is known of the ballot, for those who may look at it."""
        shown = None if self.reasons() else self.ballot()
        return super().get_context_data(heading=heading_of(self.about()), ballot=shown, **kwargs)


class HoldBallot(BallotAct):
    """Somebody of the reviewers holds a ballot."""

    service = services.hold_ballot
    form_class = HoldForm
    title = _("Hold this ballot")
    promise = _("A held ballot is neither counted nor dropped until two people have decided the same.")
    done = _("The ballot is held. Two people decide it.")
    manner = Manner.ASIDE


class DecideBallot(BallotAct):
    """One of two people says whether a held ballot counts."""

    service = services.decide_ballot
    form_class = DecisionForm
    title = _("Decide a held ballot")
    promise = _(
        "It takes two people who say the same. What the person answered is not shown, so that it cannot sway you."
    )
    done = _("Your decision is noted.")
