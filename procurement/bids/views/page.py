"""The page of a bid, of a lot with its bids, and the supplier's list."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView
from django.views.generic.base import View

from accounts.roles import Role, is_member, organisations_of
from core.acts import Act, ActingThing, link, may, said
from core.lists import Line, ListView
from core.money import display
from core.templatetags.linli import moment
from core.transitions import Reason
from core.views import step_url, thing_url
from core.words import plain_words
from payments.deposits.models import Deposit
from procurement.bids.closing import least_bidders
from procurement.bids.models import Bid, BidDraft, BidEvent, BidFile
from procurement.bids.parts import DECLARATIONS, parts_of, questions_of
from procurement.bids.states import BidState
from procurement.tenders.models import Lot
from procurement.tenders.rules import takes_part
from procurement.tenders.states import LotState, TenderState
from procurement.tenders.words import numbered_lot

BEGIN = _("Write a bid")


def named(lot: Lot) -> str:
    """Return how a lot is called beside its tender; the only lot of a tender is called as the tender."""
    return f"{plain_words(lot.tender)} · {lot}" if lot.code else plain_words(lot.tender)


class BidView(ActingThing):
    """One bid: for its supplier from the first word on, for the buyer from the opening on."""

    model = Bid
    template_name = "procurement/bids/bid.html"
    # Taken for all bids at once: at the opening, and with the award.
    elsewhere = frozenset({"open", "mark_unreadable", "win", "lose", "move_up"})

    def get_queryset(self) -> Any:
        """With lot, tender and supplier."""
        return super().get_queryset().for_page()

    def heading(self) -> Any:
        """The purchase that it bids for."""
        return named(self.object.lot)

    def facts(self) -> list[tuple[Any, Any]]:
        """Who bids on what, and what was read out."""
        bid = self.object
        reason = bid.unreadable_reason or bid.disqualified_reason or bid.invalid_reason
        return [
            (_("Number of the bid"), bid.pk),
            (_("Tender"), link(bid.lot.tender, plain_words(bid.lot.tender))),
            (_("Lot"), link(bid.lot, numbered_lot(bid.lot))),
            (_("Supplier"), said(bid.supplier)),
            (_("Deadline for bids"), moment(bid.lot.tender.deadline)),
            *([(_("Price"), display(bid.price_fen))] if bid.price_fen else []),
            *([(_("Reason"), said(reason))] if reason else []),
            *self.deposit(),
        ]

    def deposit(self) -> list[tuple[Any, Any]]:
        """The way to the bidder's own deposit; nobody else learns here whether there is one."""
        bid = self.object
        if not bid.lot.tender.deposit_percent or not is_member(self.request.user, bid.supplier_id):
            return []
        asked = Deposit.objects.of_bid(bid.lot_id, bid.supplier_id).first()
        if asked is None:
            return []
        return [(asked.get_kind_display(), link(asked, f"{display(asked.amount_fen)} · {asked.names.officer}"))]

    def acts(self) -> list[Act]:
        """The supplier begins the replacement of what it handed in, or bids again."""
        bid = self.object
        begins = bid.state in (BidState.SEALED, BidState.WITHDRAWN) and self.draft() is None
        if (
            not begins
            or bid.lot.tender.state != TenderState.OPEN
            or not may(self.request.user, "procurement.draft_bid", bid)
        ):
            return []
        url = reverse("begin_bid", args=[bid.lot_id])
        if bid.state == BidState.WITHDRAWN:
            return [Act(_("Write a new bid"), _("You may bid again until the deadline."), url)]
        promise = _("What was handed in stands until the new bid is handed in. Nobody can read what is sealed.")
        return [Act(_("Write a replacement"), promise, url)]

    def draft(self) -> BidDraft | None:
        """What the supplier is writing; nobody else asks for it."""
        if not hasattr(self, "_draft"):
            mine = is_member(self.request.user, self.object.supplier_id)
            self._draft = BidDraft.objects.written_for(self.object) if mine else None
        return self._draft

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The parts of the draft, or what was opened."""
        bid, draft = self.object, self.draft()
        mine = is_member(self.request.user, bid.supplier_id)
        context = super().get_context_data(
            mine=mine,
            draft=draft,
            parts=parts_of(bid, draft) if draft else [],
            files=BidFile.objects.of_bid(bid) if draft or bid.content is not None else [],
            events=BidEvent.objects.of_bid(bid) if bid.state != BidState.DRAFT else [],
            content=contents(bid) if bid.content is not None else None,
            **kwargs,
        )
        if mine and draft is None:  # nothing can be handed in; beginning it stands among the acts
            context["steps"] = [step for step in context["steps"] if step[0].name not in ("finalise", "replace")]
        return context


def contents(bid: Bid) -> dict[str, Any]:
    """Return what an opened bid says, in the order of the document."""
    content = bid.content or {}
    answers, declared = content.get("answers") or {}, content.get("declarations") or {}
    asked = [item.name_zh for item in questions_of(bid.lot.tender)]
    return {
        "term_months": content.get("term_months"),
        "declarations": [(sentence, declared.get(name) is True) for name, sentence in DECLARATIONS.items()],
        "answers": [(name, answers.get(name, "")) for name in [*asked, *(set(answers) - set(asked))]],
        "members": bid.consortium_members or [],
        "small_micro": bid.small_micro,
    }


class LotView(ActingThing):
    """One lot, and those of its bids that the person may know of."""

    model = Lot
    template_name = "procurement/bids/lot.html"
    # Taken with the tender, or with the award.
    elsewhere = frozenset({"open", "cancel", "start_evaluation", "award", "fail_unsigned"})

    def get_queryset(self) -> Any:
        """With its tender."""
        return super().get_queryset().with_tender()

    def heading(self) -> Any:
        """The tender and the lot."""
        return named(self.object)

    def facts(self) -> list[tuple[Any, Any]]:
        """Money, deadline, and why it failed."""
        lot = self.object
        return [
            (_("Tender"), link(lot.tender, plain_words(lot.tender))),
            (_("Budget"), display(lot.budget_fen) if lot.budget_fen else "–"),
            (_("Highest price"), display(lot.highest_price_fen) if lot.highest_price_fen else "–"),
            (_("Deadline for bids"), moment(lot.tender.deadline)),
            *([(_("Why it failed"), lot.failed_reason)] if lot.failed_reason else []),
        ]

    def acts(self) -> list[Act]:
        """A supplier bids; the officer closes the check of the suppliers."""
        lot, user = self.object, self.request.user
        acts = []
        if (
            lot.state == LotState.OPEN
            and lot.tender.state == TenderState.OPEN
            and organisations_of(user, Role.SUPPLIER)
        ):
            promise = _("A draft that nobody but you sees. It becomes a bid when you seal it and hand it in.")
            acts.append(Act(BEGIN, promise, reverse("begin_bid", args=[lot.pk])))
        if lot.state == LotState.OPENED and may(user, "procurement.finish_qualification", lot):
            acts.append(self._end_of_check())
        return acts

    def _end_of_check(self) -> Act:
        """What the check ends in: the evaluation where enough suppliers qualify, the failure of the lot elsewhere."""
        lot = self.object
        states = list(Bid.objects.on_lot(lot).values_list("state", flat=True))
        if BidState.OPENED not in states and states.count(BidState.QUALIFIED) >= least_bidders(lot.tender).whole:
            promise = _("Every supplier is checked, and enough of them qualify.")
            return Act(_("Start the evaluation"), promise, step_url(lot.tender, "start_evaluation"))
        promise = _("Every supplier is checked. With fewer qualified ones than the law asks, the lot fails.")
        reasons = [Reason(_("A bid of this lot is not decided yet. Say of each supplier whether it qualifies."))]
        url = reverse("lot_finish_qualification", args=[lot.pk])
        return Act(_("Finish the check"), promise, url, reasons if BidState.OPENED in states else [])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The bids that the person may know of: their own, and opened ones."""
        self.reader = "officer" if takes_part(self.request.user, self.object.tender) else "public"
        bids = Bid.objects.visible_to(self.request.user).on_lot(self.object).for_list()
        return super().get_context_data(bids=bids, is_opened=self.object.state not in BEFORE_OPENING, **kwargs)


BEFORE_OPENING = (LotState.OPEN, LotState.CLOSED)


class Bids(ListView):
    """The bids of the person's organisations, the newest first."""

    title = _("Our bids")
    promise = _(
        "Drafts, bids that were handed in, and what became of them. Until the opening nobody else knows of them."
    )
    empty = _("No bid yet. Choose a tender that is open for bids and write a bid on one of its lots.")
    searched = ("lot__tender__title", "lot__tender__title_en", "lot__title")
    machine = Bid

    def rows(self, asked: dict[str, Any]) -> Any:
        """The bids of the person's organisations."""
        return Bid.objects.of_suppliers(self.request.user).for_list()

    def line(self, row: Bid) -> Line:
        """The lot, its deadline and the supplier."""
        return Line(row, thing_url(row), named(row.lot), [moment(row.lot.tender.deadline), row.supplier])


class ReceiptView(LoginRequiredMixin, DetailView):
    """What the supplier reads after it has handed in: number, instant, hash, and what happens next."""

    model = Bid
    template_name = "procurement/bids/receipt.html"
    context_object_name = "bid"

    def get_queryset(self) -> Any:
        """Only the supplier's own people."""
        return Bid.objects.of_suppliers(self.request.user).for_page()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The last thing that was done with the bid."""
        return super().get_context_data(event=BidEvent.objects.of_bid(self.object).first(), **kwargs)


class BidFileView(LoginRequiredMixin, View):
    """A file of a bid, to whoever may know of the bid; always as a download, never shown in the page."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the file."""
        file = get_object_or_404(BidFile.objects.visible_to(request.user), pk=pk)
        answer = HttpResponse(bytes(file.data), content_type="application/octet-stream")
        answer["X-Content-Type-Options"] = "nosniff"
        answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or ""
        return answer
