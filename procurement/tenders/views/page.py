"""The page of a tender at the desk, the list of the tenders that a person runs, and everything said to one."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.acts import Act, ActingThing, link, may, said
from core.lists import Line, ListView
from core.paging import page_of
from core.templatetags.linli import moment
from core.transitions import Manner
from core.views import ThingView, thing_url
from core.words import in_words, reads_english
from procurement.plans.states import Method
from procurement.tenders.models import ClauseComment, Question, Tender
from procurement.tenders.paperwork import paperwork_of
from procurement.tenders.parts import parts_of
from procurement.tenders.queries import begins_again, tenderless
from procurement.tenders.rules import is_supplier, lives_where_it_serves, takes_part, writes_for
from procurement.tenders.states import TenderState

SHOWN = 20  # questions and comments on the tender's own page; their list shows all
BEFORE_PUBLICATION = (TenderState.DRAFT, TenderState.REVIEW, TenderState.PUBLIC_COMMENT)


class TenderView(ActingThing):
    """One tender: its document, what is missing in it, what people say to it, and its steps."""

    model = Tender
    template_name = "procurement/tenders/tender.html"

    def get_queryset(self) -> Any:
        """With everything that a reader sees."""
        return super().get_queryset().with_text()

    def get_object(self, queryset: Any = None) -> Tender:
        """With the plan's money while guards ask for it."""
        tender: Tender = super().get_object(queryset)
        if tender.state in (TenderState.DRAFT, TenderState.REVIEW):
            prefetch_related_objects([tender.plan_item], "budget_lines")
        self.now = tender.read_at  # type: ignore[attr-defined]
        # Whoever takes no part in the procedure reads it in the public's words.
        self.reader = "officer" if takes_part(self.request.user, tender) else "public"
        return tender

    def heading(self) -> Any:
        """Its title."""
        return in_words(self.object)

    def facts(self) -> list[tuple[Any, Any]]:
        """Who buys what, for whom, how long."""
        tender = self.object
        return [
            (_("Buyer"), said(tender.buyer)),
            *([(_("Agency"), said(tender.agency))] if tender.agency else []),
            (_("Area"), said(tender.plan_item.area.name)),
            (_("Method"), Method(tender.method).label if tender.method in Method else "–"),
            (_("Term"), term_of(tender)),
            (_("Plan item"), link(tender.plan_item, plan_item_in_words(tender))),
            (_("Paperwork of a bidder"), paperwork_of(tender).in_words()),
            *([(_("Why it was cancelled"), said(tender.cancel_reason))] if tender.cancel_reason else []),
        ]

    def acts(self) -> list[Act]:
        """What this person may say, and the ways to the seal."""
        tender, user = self.object, self.request.user
        now, pk = self.now, [tender.pk]
        acts = []
        if (
            tender.state == TenderState.PUBLIC_COMMENT
            and tender.comment_until > now
            and lives_where_it_serves(user, tender)
        ):
            promise = _("Every comment is answered with accepted, partly or declined, and why.")
            acts.append(Act(_("Comment on the draft"), promise, reverse("comment_on_tender", args=pk)))
        if tender.state == TenderState.OPEN and tender.deadline > now and is_supplier(user, tender):
            lots = list(tender.lots.all())
            if len(lots) == 1:  # of several one is chosen first, on its own page
                promise = _("A draft that nobody but you sees. It becomes a bid when you seal it and hand it in.")
                acts.append(Act(_("Write a bid"), promise, reverse("begin_bid", args=[lots[0].pk])))
            promise = _("The officer answers before everybody. Nobody reads who asked.")
            acts.append(Act(_("Ask a question"), promise, reverse("ask_question", args=pk)))
        if begins_again(tender, user):
            promise = _("A new document on the same item of the plan; this one stays in the record.")
            acts.append(Act(_("Tender it again"), promise, reverse("start_tender", args=[tender.plan_item_id])))
        if may(user, "procurement.hold_key_a", tender) or may(user, "procurement.revise_tender", tender):
            promise = _("Who holds the keys of the seal, and whether they are proven.")
            acts.append(Act(_("Keys of the custodians"), promise, reverse("tender_keys", args=pk), manner=Manner.ASIDE))
        if tender.published_at is not None:
            promise = _("Who opens the bids, when, and afterwards the record of what was read out.")
            acts.append(Act(_("The opening"), promise, reverse("tender_open", args=pk)))
        if tender.state in (TenderState.DRAFT, TenderState.REVIEW) and may(user, "procurement.mandate_agency", tender):
            promise = _("The agency writes and answers on your behalf; it decides nothing.")
            url = reverse("mandate_agency", args=pk)
            acts.append(Act(_("Mandate an agency"), promise, url, manner=Manner.ASIDE))
        return acts

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The document's parts for whoever writes it, and the talk."""
        tender = self.object
        writes = writes_for(self.request.user, tender)
        return super().get_context_data(
            now=self.now,
            filled=parts_of(tender) if tender.state == TenderState.DRAFT and writes else [],
            before_publication=tender.state in BEFORE_PUBLICATION,
            comments=ClauseComment.objects.of_tender(tender)[:SHOWN] if tender.comment_until else [],
            questions=Question.objects.of_tender(tender)[:SHOWN] if tender.published_at else [],
            may_answer=writes,
            answers_comments=writes and tender.state == TenderState.PUBLIC_COMMENT,
            **kwargs,
        )


def plan_item_in_words(tender: Tender) -> str:
    """What the plan item is called: it has no English title of its own, and its tender has."""
    return f"{tender.ocid} {tender.title_en}" if reads_english() and tender.title_en else str(tender.plan_item)


def term_of(tender: Tender) -> Any:
    """The term as the document says it; before it, in English, the months that it names."""
    if not reads_english() or not tender.term_months:
        return said(tender.term_text or "–")
    count = ngettext("%(n)s month", "%(n)s months", tender.term_months) % {"n": tender.term_months}
    return format_html("{}\n{}", count, said(tender.term_text))


class Tenders(ListView):
    """The tenders that the person's office or agency runs, the newest first."""

    title = _("Tenders")
    promise = _("What your office buys now, and where each stands.")
    empty = _("No tender yet. A tender begins on an item of the published plan.")
    searched = ("title", "title_en", "plan_item__ocid")
    machine = Tender

    def rows(self, asked: dict[str, Any]) -> Any:
        """Those of the buyers and mandates of the person."""
        return Tender.objects.run_by(self.request.user).for_list()

    def line(self, row: Any) -> Line:
        """Its number, area, and deadline."""
        what = [row.ocid, row.plan_item.area.name, *([moment(row.deadline)] if row.deadline else [])]
        return Line(row, thing_url(row), in_words(row), what)

    def acts(self) -> list[Act]:
        """Plan items that wait for a tender."""
        items = tenderless(self.request.user)[:SHOWN]
        return [Act(self.begins(item), "", reverse("start_tender", args=[item.pk])) for item in items]

    @staticmethod
    def begins(item: Any) -> str:
        """What stands on the button."""
        return str(_("Start the tender: %(title)s") % {"title": item.title})


class TalkView(ThingView):
    """Everything that was said to a tender, page by page: its questions, or the residents' comments."""

    model = Tender
    template_name = "procurement/tenders/talk.html"
    asks: type[Any] = Question

    def get_queryset(self) -> Any:
        """With the buyer and the area, which decide who answers."""
        return super().get_queryset().for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of what was said."""
        tender = self.object
        writes = writes_for(self.request.user, tender)
        page = page_of(self.asks.objects.said_to(tender), order=("-pk",), asked=self.request.GET)
        is_questions = self.asks is Question
        return super().get_context_data(
            page=page,
            questions=page if is_questions else [],
            comments=[] if is_questions else page,
            is_questions=is_questions,
            may_answer=writes,
            answers_comments=writes and tender.state == TenderState.PUBLIC_COMMENT,
            **kwargs,
        )
