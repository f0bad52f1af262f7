"""Pages of awards: the buyer's decision, the letter to each bidder, and the matrix that everybody reads."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from django.views.generic.base import View

from accounts.roles import BUYER_ROLES, holds, supervises
from core.acts import Act, ActingThing, StepOnFacts, link, said
from core.law.rulebook import rule
from core.lists import Line, ListView
from core.money import display
from core.rights import Denial
from core.templatetags.linli import day, moment
from core.time import core_now, end_of_day
from core.transitions import Manner, Refused
from core.views import STATUS_OF
from procurement.awards import services
from procurement.awards.forms import RevokeForm
from procurement.awards.matrix import Matrix, matrix_of_notice
from procurement.awards.models import PUBLIC, Award, ResultNotice
from procurement.awards.reading import bid_with_supplier, buyers_clock, told_bids
from procurement.awards.states import AwardState
from procurement.evaluations.sheet import in_full, named, plain
from procurement.tenders.models_sheet import ItemKind
from procurement.tenders.words import lot_in_plain_words, lot_in_words


def title_of(award: Award) -> str:
    """Return what was awarded."""
    return lot_in_plain_words(award.lot)


def head_of(award: Award) -> str:
    """Return what an award is called."""
    return gettext("Award of %(lot)s") % {"lot": title_of(award)}


class Awards(ListView):
    """The awards of a person's buyers and areas."""

    title = _("Awards")
    promise = _("Whom the committees propose, whom the buyer chose, and what became of it.")
    empty = _("No award has been proposed in your areas.")
    searched = ("lot__tender__title", "lot__tender__title_en", "lot__title", "bid__supplier__name")
    machine = Award

    def rows(self, asked: dict[str, Any]) -> Any:
        """Those that the person decides on or supervises."""
        return Award.objects.run_by(self.request.user).for_list()

    def line(self, row: Award) -> Line:
        """The lot, the winner, the amount."""
        return Line(
            row, reverse("award", args=[row.pk]), lot_in_words(row.lot), (row.bid.supplier, display(row.amount_fen))
        )


class AwardView(ActingThing):
    """One award: for the buyer before its publication, for everybody after it."""

    model = Award
    template_name = "procurement/awards/award.html"

    def get_queryset(self) -> Any:
        """With winner, lot and tender."""
        return super().get_queryset().for_list()

    def heading(self) -> str:
        """The lot."""
        return head_of(self.object)

    @cached_property
    def is_official(self) -> bool:
        """Whether the person decides for the buyer or supervises the area."""
        user, tender = self.request.user, self.object.lot.tender
        return holds(user, tender.buyer_id, *BUYER_ROLES) or supervises(user, tender.plan_item.area)

    def facts(self) -> list[tuple[Any, Any]]:
        """Who, for how much, and since when."""
        award = self.object
        return [
            (_("Purchase"), link(award.lot.tender)),
            (_("Buyer"), said(award.lot.tender.buyer)),
            (_("Supplier"), said(award.bid.supplier)),
            (_("Amount"), display(award.amount_fen)),
            (_("Place in the ranking"), award.place),
            (_("Proposed by the committee"), moment(award.proposed_at)),
            *([(_("Confirmed by the buyer"), moment(award.confirmed_at))] if award.confirmed_at else []),
            *([(_("Published"), moment(award.published_at))] if award.published_at else []),
            *([(_("May be challenged until"), day(award.challenge_until))] if award.challenge_until else []),
            *([(_("Why it was revoked"), said(award.revoke_reason))] if award.revoke_reason else []),
        ]

    def acts(self) -> list[Act]:
        """What there is to read."""
        award = self.object
        acts = []
        if self.is_official:
            what = _("Totals, ranks, and who has signed.")
            report_url = reverse("evaluation_report", args=[award.evaluation_id])
            acts.append(Act(_("The committee's report"), what, report_url, manner=Manner.ASIDE))
        if award.state in PUBLIC:
            what = _("Every bid's points under its letter, and a table to recompute the totals.")
            acts.append(
                Act(_("The points of all bids"), what, reverse("result_matrix", args=[award.pk]), manner=Manner.ASIDE)
            )
        return acts

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The clocks, what is late, and the letters for the buyer."""
        self.reader = "officer" if self.is_official else "public"
        award = self.object
        shown = award.state in PUBLIC
        bids = told_bids(award) if shown and self.is_official else []
        clock, now = buyers_clock(award) if self.is_official else None, core_now()
        return super().get_context_data(
            late=services.warnings_about(award) if clock and end_of_day(clock[1]) <= now else [],
            clock=clock and {"name": clock[0], "instant": end_of_day(clock[1]), "article": clock[2]},
            window=end_of_day(award.challenge_until) if award.state == AwardState.PUBLISHED else None,
            window_article=rule("challenge_result").article,
            lot=said(title_of(award)),
            letters=[(bid.supplier, reverse("result_letter", args=[bid.pk])) for bid in bids],
            now=now,
            **kwargs,
        )


class AwardStep(StepOnFacts):
    """A step of an award, with the candidate once more before it."""

    model = Award

    def things(self) -> Any:
        """With winner, lot and tender."""
        return super().things().for_list()

    def facts(self) -> list[tuple[Any, Any]]:
        """Who is concerned, for how much."""
        award: Any = self.about()
        return [
            (_("Supplier"), said(award.bid.supplier)),
            (_("Amount"), display(award.amount_fen)),
            (_("Place in the ranking"), award.place),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the award's name over it."""
        award: Any = self.about()
        return super().get_context_data(heading=head_of(award), **kwargs)


class ConfirmAward(AwardStep):
    """The buyer confirms the candidate whose turn it is."""

    asks_who = True
    step = "confirm"
    service = services.confirm_award
    asks_twice = True
    done = _("The winner is confirmed. A colleague publishes the result.")


class PublishAward(AwardStep):
    """A second person publishes the result."""

    asks_who = True
    step = "publish"
    service = services.publish_award
    asks_twice = True
    done = _("The result is published. Every bidder has a letter, and the time to challenge runs.")
    look_at = (
        _("Is this the first candidate of the signed report, or does the record say why not?"),
        _("Do supplier and amount agree with the bid that was read out?"),
        _("Is every member of the committee, and everybody of the office, free of ties to the winner?"),
    )


class RevokeAward(AwardStep):
    """The award falls away."""

    asks_who = True
    step = "revoke"
    service = services.revoke_award
    form_class = RevokeForm
    asks_twice = True
    done = _("The award is revoked.")

    def onward(self, outcome: Any) -> str:
        """To the next candidate's award; without one to this one."""
        return reverse("award", args=[outcome.pk if outcome else self.kwargs["pk"]])


class Results(ListView):
    """The results that a supplier has been told."""

    title = _("Results of your bids")
    promise = _("For every bid your points beside the winner's, your rank, and the reason.")
    empty = _("No result of a bid of yours is published yet.")
    searched = ("lot__tender__title", "lot__tender__title_en", "lot__title")
    order = ("-published_at", "-pk")

    def rows(self, asked: dict[str, Any]) -> Any:
        """The published results of lots on which the person's supplier bid."""
        return ResultNotice.objects.told_to(self.request.user)

    def line(self, row: Any) -> Line:
        """The lot, what came of the supplier's own bid, and the day."""
        came = gettext("Won") if row.award.bid_id == row.bid_id else gettext("Lost")
        what = gettext("Published %(at)s") % {"at": moment(row.published_at)}
        return Line(None, reverse("result_letter", args=[row.bid_id]), lot_in_words(row.lot), (came, what))


class ResultLetter(LoginRequiredMixin, TemplateView):
    """The letter to one bidder: its own points and ranks beside the winner's, the reason, and the clock."""

    template_name = "procurement/awards/letter.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the letter, or why there is none."""
        bid = bid_with_supplier(kwargs["pk"])
        if bid is None:
            raise Http404
        try:
            letter = services.loser_letter(bid.pk, by=request.user)
        except Refused as refused:
            if refused.denial is Denial.STRANGER:
                raise Http404 from refused
            context = self.get_context_data(reasons=list(refused.reasons), bid=bid, lot_words=lot_in_words(bid.lot))
            return self.render_to_response(context, status=STATUS_OF[refused.denial])
        award = Award.objects.standing().published().for_list().get(lot=bid.lot_id)
        until = award.challenge_until if award.state == AwardState.PUBLISHED else None
        rows = [
            {
                "item": named(line),
                "weight": plain(line.weight),
                "own": in_full(line.own),
                "winner": in_full(line.winner),
                "rank": line.rank,
            }
            for line in letter.items
        ]
        return self.render_to_response(
            self.get_context_data(
                bid=bid,
                lot_words=lot_in_words(bid.lot),
                letter=letter,
                award=award,
                has_won=award.bid_id == bid.pk,
                rows=rows,
                total=in_full(letter.total),
                winner_total=in_full(letter.winner_total),
                missing=None if letter.points_to_change_rank is None else plain(letter.points_to_change_rank),
                window=until and end_of_day(until),
                window_article=rule("challenge_result").article,
                now=core_now(),
            )
        )


class OfPublished(View):
    """A page of a published result, for everybody, signed in or not."""

    @cached_property
    def notice(self) -> ResultNotice:
        """The notice of the award of the address."""
        found = ResultNotice.objects.of_award(self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def matrix(self) -> Matrix:
        """The points of all bids."""
        return matrix_of_notice(self.notice)


class ResultMatrix(OfPublished, TemplateView):
    """The anonymised points of all bids."""

    template_name = "procurement/awards/matrix.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Item by item."""
        notice, matrix = self.notice, self.matrix
        rows = [
            {
                "name": named(row.item),
                "kind": ItemKind(row.item.kind).label,
                "weight": plain(row.item.weight),
                "cells": [
                    {
                        "mean": in_full(cell.mean),
                        "given": " · ".join(plain(points) for points in cell.given),
                    }
                    for cell in row.cells
                ],
            }
            for row in matrix.rows
        ]
        return super().get_context_data(
            notice=notice,
            award=notice.award,
            content=notice.content,
            heading=head_of(notice.award),
            lot=said(title_of(notice.award)),
            matrix=matrix,
            rows=rows,
            totals=[in_full(total) for total in matrix.totals],
            winner=notice.award.bid.supplier,
            amount=display(notice.award.amount_fen),
            draw=notice.content.get("draw") or {},
            experts=notice.content.get("experts") or [],
            **kwargs,
        )


class ResultScores(OfPublished):
    """The table from which everybody recomputes the totals."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """CSV in UTF-8 with its mark, so that spreadsheets show the Chinese names."""
        response = HttpResponse("\ufeff" + self.matrix.as_csv(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.notice.ocid}-{self.notice.lot.code}-scores.csv"'
        return response
