"""A supplier writes its bid part by part, hands it in sealed, replaces it, withdraws it."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View

from accounts.models import Organisation
from accounts.roles import Role, organisations_of
from core.forms import Form
from core.money import display
from core.punctuation import labelled
from core.rights import RIGHTS, Denial
from core.templatetags.linli import day
from core.time import SHANGHAI, core_now
from core.transitions import Reason, Refused
from core.versions import is_stale, saved_elsewhere, stale_reason, version_of, version_shown
from core.views import STATUS_OF, ActView, StepView, thing_url
from procurement.bids import services
from procurement.bids.forms import (
    BidderForm,
    BidFileForm,
    BidPartForm,
    PriceForm,
    QualificationForm,
    TechnicalForm,
    WithdrawForm,
)
from procurement.bids.models import Bid, BidDraft, BidFile
from procurement.bids.parts import DECLARATIONS, TITLES, parts_of, questions_of
from procurement.bids.states import FilePart
from procurement.tenders.models import Lot

FORMS: dict[str, type[BidPartForm]] = {
    "qualification": QualificationForm,
    "technical": TechnicalForm,
    "price": PriceForm,
}
NO_DRAFT = gettext_lazy("There is no draft to hand in. Write the bid first.")


class BeginBid(ActView):
    """Begin a bid on a lot, or its replacement."""

    title = gettext_lazy("Write a bid")
    promise = gettext_lazy("A draft that nobody but you sees. It becomes a bid when you seal it and hand it in.")
    done = gettext_lazy("Your draft is there. Write it part by part; it saves itself.")

    def things(self) -> Any:
        """Lots that the person may see."""
        return Lot.objects.visible_to(self.request.user).with_tender()

    def form(self, data: Any = None, files: Any = None) -> Form:
        """Who bids."""
        mine = Organisation.objects.numbered(organisations_of(self.request.user, Role.SUPPLIER))
        suppliers = [(one.pk, str(one)) for one in mine]
        return BidderForm(data, suppliers=suppliers)

    def reasons(self) -> list[Any]:
        """Only suppliers bid."""
        if organisations_of(self.request.user, Role.SUPPLIER):
            return []
        return [Reason(RIGHTS["procurement.draft_bid"].sentence(Denial.WRONG_ROLE), denial=Denial.WRONG_ROLE)]

    def act(self, form: Form) -> Bid:
        """Begin the draft; one that is there stays as it is."""
        return services.begin_bid(self.about().pk, **form.cleaned_data, by=self.request.user)


class DraftView(LoginRequiredMixin, ContextMixin, TemplateResponseMixin, View):
    """A page that writes in a draft; for the supplier's own people alone."""

    template_name = "procurement/bids/part.html"

    def bid(self) -> Bid:
        """The bid of the address, read once a request."""
        if not hasattr(self, "_bid"):
            found = Bid.objects.of_suppliers(self.request.user).for_page().by_key(self.kwargs["pk"])
            if found is None or self.kwargs["part"] not in FORMS:
                raise Http404
            self._bid: Bid = found
        return self._bid

    def draft(self) -> BidDraft:
        """The draft; without one there is nothing to write in."""
        if not hasattr(self, "_draft"):
            found = BidDraft.objects.written_for(self.bid())
            if found is None:
                raise Http404
            self._draft: BidDraft = found
        return self._draft

    def part_form(self, data: Any = None) -> BidPartForm:
        """The form of this part."""
        bid, draft = self.bid(), self.draft()  # first of all: they know whether there is such a part
        return FORMS[self.kwargs["part"]](data, bid=bid, draft=draft)

    def show(
        self,
        form: BidPartForm,
        *,
        file_form: BidFileForm | None = None,
        reasons: Iterable[Any] = (),
        status: int = HTTPStatus.OK,
        elsewhere: list[tuple[str, str]] | None = None,
    ) -> HttpResponse:
        """Render the part with its files."""
        part = self.kwargs["part"]
        title, what = TITLES[part]
        bid = self.bid()
        takes_files = part in FilePart.values
        context = self.get_context_data(
            bid=bid,
            tender=bid.lot.tender,
            part=part,
            title=title,
            what=what,
            form=form,
            version=version_shown(self.request, status, form),
            elsewhere=elsewhere or [],
            reasons=list(reasons),
            errors=[
                (field.id_for_label, field.label, str(error))
                for one in (form, file_form)
                if one is not None
                for field in one
                for error in field.errors
            ],
            missing=next(one.missing for one in parts_of(bid, self.draft()) if one.name == part),
            on_file=on_file(bid.supplier) if part == "qualification" else [],
            takes_files=takes_files,
            file_form=(file_form or BidFileForm()) if takes_files else None,
            files=[file for file in BidFile.objects.of_bid(bid) if file.part == part] if takes_files else [],
        )
        return self.render_to_response(context, status=status)


def on_file(supplier: Organisation) -> list[tuple[Any, Any]]:
    """Return what the register says of a supplier: the bid carries it, and nobody types it again."""
    return [
        (_("Name"), supplier.name),
        (_("Unified social credit code"), supplier.credit_code),
        (_("Legal representative"), supplier.legal_representative or "–"),
        (_("Registered on"), day(supplier.registered_on)),
    ]


class BidPartView(DraftView):
    """One part of the draft. It saves itself while it is written; the button goes back to the list of parts."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what stands there."""
        return self.show(self.part_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Save; a refusal or a wrong field keeps everything that was written."""
        form = self.part_form(request.POST)
        reasons: list[Any] = []
        status: int = HTTPStatus.OK
        elsewhere: list[tuple[str, str]] = []
        if not form.is_valid():
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        elif is_stale(request.POST.get("version", ""), form):
            reasons, status, elsewhere = [stale_reason()], HTTPStatus.CONFLICT, saved_elsewhere(form)
        elif form.has_changed():
            try:
                services.revise_bid(self.bid().pk, **form.changes(), by=request.user)
            except Refused as refused:
                if refused.denial is Denial.STRANGER:
                    raise Http404 from refused
                reasons, status = list(refused.reasons), STATUS_OF[refused.denial]
        said = _("saved %(time)s") % {"time": f"{core_now().astimezone(SHANGHAI):%H:%M}"}
        if request.POST.get("autosave"):
            wrong = [*map(str, reasons), *(labelled(field.label, error) for field in form for error in field.errors)]
            message = _("Not saved yet. %(why)s") % {"why": " ".join(wrong[:2])} if wrong else said
            if status == HTTPStatus.OK:
                del self._draft
                return JsonResponse({"message": message, "version": version_of(self.part_form())})
            return JsonResponse({"message": message}, status=status)
        if status != HTTPStatus.OK:
            return self.show(form, reasons=reasons, status=status, elsewhere=elsewhere)
        messages.success(request, said)
        return redirect(thing_url(self.bid()))


class AddFile(DraftView):
    """A file beside the draft."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The part to which the file belongs."""
        return self.show(self.part_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep the file, or say why not."""
        file_form = BidFileForm(request.POST, request.FILES)
        if not file_form.is_valid():
            return self.show(self.part_form(), file_form=file_form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        file = file_form.cleaned_data["file"]
        part = self.kwargs["part"]
        try:
            services.attach_file(self.bid().pk, part=part, name=file.name, data=file.read(), by=request.user)
        except Refused as refused:
            if refused.denial is Denial.STRANGER:
                raise Http404 from refused
            return self.show(
                self.part_form(), file_form=file_form, reasons=refused.reasons, status=STATUS_OF[refused.denial]
            )
        messages.success(request, _("“%(name)s” is kept with your draft.") % {"name": file.name})
        return redirect("bid_part", self.bid().pk, part)


class RemoveFile(DraftView):
    """A file goes."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Take the file away."""
        try:
            services.remove_file(self.bid().pk, file_id=self.kwargs["file"], by=request.user)
        except Refused as refused:
            if refused.denial is Denial.STRANGER:
                raise Http404 from refused
            return self.show(self.part_form(), reasons=refused.reasons, status=STATUS_OF[refused.denial])
        messages.success(request, _("The file is removed."))
        return redirect("bid_part", self.bid().pk, self.kwargs["part"])


class FinaliseBid(StepView):
    """Check the answers once more, then seal and hand in."""

    model = Bid
    step = "finalise"
    service = services.finalise_bid
    template_name = "procurement/bids/finalise.html"
    done = gettext_lazy("Your bid was received.")

    def things(self) -> Any:
        """The supplier's own bids."""
        return Bid.objects.of_suppliers(self.request.user).for_page()

    def draft(self) -> BidDraft | None:
        """What is handed in."""
        if not hasattr(self, "_draft"):
            self._draft = BidDraft.objects.written_for(self.about())
        return self._draft

    def reasons(self) -> list[Any]:
        """The machine's answer, and whether there is something to hand in."""
        reasons = super().reasons()
        draft = self.draft()
        if draft is None:
            return [*reasons, NO_DRAFT]
        return [*reasons, *([_("The price is missing. Write it first.")] if draft.price_fen is None else [])]

    def onward(self, outcome: Any) -> str:
        """The receipt."""
        return reverse("bid_receipt", args=[outcome.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything that is handed in, as it was written."""
        bid, draft = self.about(), self.draft()
        return super().get_context_data(
            draft=draft,
            parts=parts_of(bid, draft) if draft else [],
            facts=written(bid, draft) if draft else [],
            files=BidFile.objects.of_bid(bid),
            **kwargs,
        )


class ReplaceBid(FinaliseBid):
    """The new bid takes the place of the one handed in before."""

    step = "replace"


def written(bid: Bid, draft: BidDraft) -> list[tuple[Any, Any]]:
    """Return what stands in a draft, line by line."""
    content = draft.content
    declared, answers = content.get("declarations") or {}, content.get("answers") or {}
    return [
        (_("Price"), display(draft.price_fen) if draft.price_fen else "–"),
        (_("Term in months"), content.get("term_months") or "–"),
        *((sentence, _("Yes") if declared.get(name) is True else _("No")) for name, sentence in DECLARATIONS.items()),
        (_("We are a small or micro enterprise"), _("Yes") if content.get("small_micro") else _("No")),
        (_("Partners of a consortium"), "\n".join(content.get("consortium_members") or []) or "–"),
        *((item.name_zh, answers.get(item.name_zh) or "–") for item in questions_of(bid.lot.tender)),
    ]


class WithdrawBid(StepView):
    """The supplier takes its bid back."""

    model = Bid
    step = "withdraw"
    service = services.withdraw_bid
    form_class = WithdrawForm
    done = gettext_lazy("Your bid is withdrawn.")

    def things(self) -> Any:
        """The supplier's own bids."""
        return Bid.objects.of_suppliers(self.request.user).for_page()

    def act(self, form: Form) -> Any:
        """Withdraw."""
        return services.withdraw_bid(self.kwargs["pk"], by=self.request.user)

    def onward(self, outcome: Any) -> str:
        """The receipt of the withdrawal."""
        return reverse("bid_receipt", args=[outcome.pk])
