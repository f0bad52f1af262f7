"""The opening: two custodians on two devices, first the supervision, then the buyer; afterwards the record."""

from __future__ import annotations

import json
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View

from core.identity import WhoForm, count_passphrase, must_ask
from core.instants import moment
from core.lists import Line, ListView
from core.rights import Denial
from core.time import core_now
from core.transitions import Refused
from core.views import STATUS_OF
from core.words import in_words
from procurement.bids.models import HalfOpened, OpeningRecord
from procurement.bids.models_presence import COUNTS_BEFORE, OpeningPresence
from procurement.bids.opening import open_bids, open_half
from procurement.bids.rules import may_read_opening
from procurement.tenders.custody_rules import is_custodian_a, is_custodian_b
from procurement.tenders.forms.steps import PassphraseForm
from procurement.tenders.models import CustodianKey, Tender
from procurement.tenders.models_custody import CustodianGroup
from procurement.tenders.states import TenderState

AHEAD, OUTER, INNER, DONE, NONE = "ahead", "outer", "inner", "done", "none"
BEFORE = (TenderState.DRAFT, TenderState.REVIEW, TenderState.PUBLIC_COMMENT)
WHOSE = {OUTER: CustodianGroup.B, INNER: CustodianGroup.A}


class Openings(ListView):
    """The tenders that a custodian keeps a key of, the newest first."""

    title = gettext_lazy("My openings")
    promise = gettext_lazy("The tenders of which you keep a key. Bids are opened by two people after the deadline.")
    empty = gettext_lazy("You keep no key yet. When a tender needs one, it stands on your desk.")
    searched = ("title", "title_en", "plan_item__ocid")
    machine = Tender

    def rows(self, asked: dict[str, Any]) -> Any:
        """Those of the person's own keys."""
        return Tender.objects.kept_by(self.request.user).for_list()

    def line(self, row: Tender) -> Line:
        """Its number and the deadline."""
        what = [row.ocid, *([moment(row.deadline)] if row.deadline else [])]
        return Line(row, reverse("tender_open", args=[row.pk]), in_words(row), what)


class OfOpening(LoginRequiredMixin, ContextMixin, TemplateResponseMixin, View):
    """What the page of an opening and its line of the present share."""

    def tender(self) -> Tender:
        """The tender of the address, read once a request."""
        if not hasattr(self, "_tender"):
            found = Tender.objects.in_custody_of(self.request.user).for_list().by_key(self.kwargs["pk"])
            if found is None:
                raise Http404
            self._tender: Tender = found
        return self._tender

    def stage(self) -> str:
        """How far the opening is, by the database's clock; nothing about bids is asked before the deadline."""
        tender = self.tender()
        if tender.state in BEFORE:
            return AHEAD
        if tender.state == TenderState.OPEN and tender.deadline is not None and core_now() < tender.deadline:
            return AHEAD
        if tender.state in (TenderState.OPEN, TenderState.CLOSED):
            return INNER if HalfOpened.objects.of_tender(tender.pk).exists() else OUTER
        return DONE if OpeningRecord.objects.of_tender(tender.pk) else NONE

    def mine(self) -> str:
        """The group that this person keeps a key for; "" for everybody else."""
        user, tender = self.request.user, self.tender()
        if is_custodian_b(user, tender):
            return CustodianGroup.B
        return CustodianGroup.A if is_custodian_a(user, tender) else ""

    def counts_from(self) -> datetime | None:
        """From when on presence counts; None where no deadline is set."""
        deadline = self.tender().deadline
        return deadline - COUNTS_BEFORE if deadline else None

    def counts(self) -> bool:
        """Whether presence counts by now: an open page of weeks before says nothing."""
        begins = self.counts_from()
        return self.stage() in WHOSE or (self.stage() == AHEAD and begins is not None and begins <= core_now())

    def live(self, stage: str, *, takes_part: bool) -> dict[str, Any]:
        """What the live piece shows: the present once that counts, until then from when on it does."""
        counts = takes_part and self.counts()
        return {
            "tender": self.tender(),
            "stage": stage,
            "counts": counts,
            "counts_from": self.counts_from() if takes_part and stage == AHEAD and not counts else None,
            "present": self.present() if counts else [],
        }

    def present(self) -> list[tuple[str, str, bool]]:
        """Each custodian with a proven key: group, name, and whether their page is open now."""
        keys = [key for key in CustodianKey.objects.of_tender(self.tender().pk) if key.proven_at is not None]
        here = OpeningPresence.objects.present(self.tender().pk, [key.custodian_id for key in keys])
        return [(key.group, str(key.custodian), key.custodian_id in here) for key in keys]


class OpeningView(OfOpening):
    """The page of the opening."""

    template_name = "procurement/bids/opening.html"
    asks_who = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where the opening stands, and whose passphrase it waits for."""
        return self.show(PassphraseForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Take off the outer seal, or open; which of the two follows from whose key the person holds."""
        form = PassphraseForm(request.POST)
        who = WhoForm(request.POST, request=request) if must_ask(request) else None
        if not form.is_valid() or (who is not None and not who.is_valid()):
            return self.show(form, who=who, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        act = open_half if self.mine() == CustodianGroup.B else open_bids
        try:
            count_passphrase(request)
            act(self.tender().pk, passphrase=form.cleaned_data["passphrase"], by=request.user)
        except Refused as refused:
            if refused.denial is Denial.STRANGER:
                raise Http404 from refused
            del self._tender  # a tender that was due has been closed meanwhile
            return self.show(PassphraseForm(), reasons=list(refused.reasons), status=STATUS_OF[refused.denial])
        done = _("The outer seal is off. Now a custodian of the buyer opens the inner one.")
        messages.success(request, done if act is open_half else _("The bids are opened. The record stands below."))
        return redirect("tender_open", self.tender().pk)

    def show(
        self,
        form: PassphraseForm,
        *,
        who: WhoForm | None = None,
        reasons: list[Any] | None = None,
        status: int = HTTPStatus.OK,
    ) -> HttpResponse:
        """Render the stage of the opening."""
        if who is None and must_ask(self.request):
            who = WhoForm(request=self.request)
        tender, stage, mine = self.tender(), self.stage(), self.mine()
        reads = stage == DONE and may_read_opening(self.request.user, tender)
        takes_part = bool(mine) and stage in (AHEAD, OUTER, INNER)
        context = self.get_context_data(
            **self.live(stage, takes_part=takes_part),
            mine=mine,
            is_my_turn=mine != "" and WHOSE.get(stage) == mine,
            waits=takes_part and stage in WHOSE and WHOSE[stage] != mine,
            is_live=stage in WHOSE or takes_part,
            record=OpeningRecord.objects.of_tender(tender.pk) if reads else None,
            form=form,
            who=who or "",
            reasons=reasons or [],
            now=core_now(),
        )
        return self.render_to_response(context, status=status)


class PresenceView(OfOpening):
    """The live piece of the page: it asks again every few seconds, and moves the page on when the opening does.

    A custodian's page sends a sign of presence with each question; everybody else's only looks.
    """

    template_name = "procurement/bids/_presence.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say where the opening stands."""
        return self.say(request.GET.get("stage", ""))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note that the custodian is here, and say who else is."""
        if not self.mine():
            raise Http404
        if self.counts():
            OpeningPresence.objects.show_up(self.tender().pk, request.user)
        if not request.headers.get("HX-Request"):  # the button of a page without JavaScript
            return redirect("tender_open", self.tender().pk)
        return self.say(request.POST.get("stage", ""))

    def say(self, known: str) -> HttpResponse:
        """Answer the piece; where the stage is another than the page knows, let it fetch itself into its place."""
        stage = self.stage()
        answer = self.render_to_response(self.get_context_data(**self.live(stage, takes_part=bool(self.mine()))))
        if known != stage:
            address = reverse("tender_open", args=[self.tender().pk])
            # The same page further on: no new entry in the browser's history, and no copy of it kept there.
            onward = {"path": address, "target": "#main", "select": "#main", "swap": "outerHTML", "push": "false"}
            answer["HX-Location"] = json.dumps(onward)
        return answer
