"""Writing the document: each part a small form that saves itself; the sheet as a file; the agency's mandate."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View

from core.acts import denied
from core.forms import Form
from core.punctuation import labelled
from core.rights import RIGHTS, Denial
from core.time import SHANGHAI, core_now
from core.transitions import Refused
from core.versions import is_stale, saved_elsewhere, stale_reason, version_of, version_shown
from core.views import STATUS_OF, ActView, thing_url
from procurement.plans.models import PlanItem
from procurement.tenders import services
from procurement.tenders.facts import Finding, NotFacts, TenderFacts, check_facts, parse_facts
from procurement.tenders.figures import figures_of
from procurement.tenders.forms.document import ConditionsForm, DocumentForm, MoneyForm, PurposeForm, TermsForm
from procurement.tenders.forms.rows import Lots, Milestones, Sheet
from procurement.tenders.forms.steps import SheetFileForm
from procurement.tenders.models import Tender
from procurement.tenders.parts import PART, law_against
from procurement.tenders.states import TenderState

FORMS: dict[str, type[DocumentForm]] = {
    "purpose": PurposeForm,
    "money": MoneyForm,
    "conditions": ConditionsForm,
    "terms": TermsForm,
}
ROWS: dict[str, Any] = {"money": Lots, "sheet": Sheet, "milestones": Milestones}


def lines_of(tender: Tender) -> list[tuple[int, Any]]:
    """Return the lines of the scoring sheet with their place in it, from 1 on."""
    return list(enumerate((item for section in tender.sections.all() for item in section.items.all()), 1))


def saved_at() -> str:
    """Return what the line beneath a form says after a save."""
    return _("saved %(time)s") % {"time": f"{core_now().astimezone(SHANGHAI):%H:%M}"}


class Writing:
    """Who writes: behind the log-in it is always a person."""

    request: HttpRequest

    def person(self) -> Any:
        """The person of the request."""
        return self.request.user


class WritingView(Writing, LoginRequiredMixin, ContextMixin, TemplateResponseMixin, View):
    """A page that writes in a draft; for whoever may, while it is one."""

    def tender(self) -> Tender:
        """The draft of the address, read once a request."""
        if not hasattr(self, "_tender"):
            found = Tender.objects.visible_to(self.request.user).with_document().by_key(self.kwargs["pk"])
            if found is None:
                raise Http404
            self._tender: Tender = found
        return self._tender

    def denied(self) -> tuple[list[Any], int]:
        """Why this person does not write here now, and the status that says so."""
        right = RIGHTS["procurement.revise_tender"]
        denial = right.denial(self.request.user, self.tender())
        if denial:
            return [right.sentence(denial)], STATUS_OF[denial]
        if self.tender().state != TenderState.DRAFT:
            return [
                _("The document is out of its draft. Return it to draft first; from then on it can be mended.")
            ], 409
        return [], HTTPStatus.OK


class PartView(WritingView):
    """One part of the document. It saves itself while it is written; the button goes back to the list of parts."""

    template_name = "procurement/tenders/part.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what stands there."""
        if self.kwargs["part"] not in PART:
            raise Http404
        reasons, status = self.denied()
        return self.show(*self.forms(), reasons=reasons, status=status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Save; a refusal or a wrong field keeps everything that was written."""
        if self.kwargs["part"] not in PART:
            raise Http404
        reasons, status = self.denied()
        form, rows = self.forms(request.POST)
        if reasons:
            return self.answer(form, rows, reasons, status)
        if not all([form is None or form.is_valid(), rows is None or rows.is_valid()]):
            return self.answer(form, rows, [], HTTPStatus.UNPROCESSABLE_ENTITY)
        if is_stale(request.POST.get("version", ""), form, rows):
            return self.answer(form, rows, [stale_reason()], HTTPStatus.CONFLICT, elsewhere=saved_elsewhere(form, rows))
        if any(one is not None and one.has_changed() for one in (form, rows)):
            try:
                self.save(form, rows)
            except Refused as refused:
                if refused.denial is Denial.STRANGER:
                    raise Http404 from refused
                return self.answer(form, rows, list(refused.reasons), STATUS_OF[refused.denial])
        if request.POST.get("autosave"):
            del self._tender
            return JsonResponse({"message": saved_at(), "version": version_of(*self.forms())})
        if request.POST.get("more"):
            return redirect(request.path)
        messages.success(request, saved_at())
        return redirect(self.onward())

    def onward(self) -> str:
        """Where the button leads: back to the parts."""
        return thing_url(self.tender())

    def save(self, form: DocumentForm | None, rows: Any) -> None:
        """Hand what was written to the service."""
        tender = self.tender()
        changes = {**(form.changes(tender) if form else {}), **(rows.changes(tender) if rows else {})}
        services.revise_tender(tender.pk, **changes, by=self.person())

    def forms(self, data: Any = None) -> tuple[DocumentForm | None, Any]:
        """The form and the rows of this part; a part has one of them or both."""
        part, tender = self.kwargs["part"], self.tender()
        form = FORMS[part](data, initial=FORMS[part].standing(tender)) if part in FORMS else None
        rows = ROWS[part](data, initial=ROWS[part].standing(tender), prefix="rows") if part in ROWS else None
        return form, rows

    def more(self) -> dict[str, Any]:
        """What else stands on the page: the law while typing, and the ways to the scales of a sheet."""
        part, pk = self.kwargs["part"], self.tender().pk
        scales = [
            (item, len(item.scale), reverse("tender_scale", args=[pk, line])) for line, item in lines_of(self.tender())
        ]
        return {
            "law_url": reverse("tender_part_law", args=[pk, part]),
            "scales": scales if part == "sheet" else [],
        }

    def answer(
        self, form: Any, rows: Any, reasons: list[Any], status: int, *, elsewhere: list[tuple[str, str]] | None = None
    ) -> HttpResponseBase:
        """Say what is wrong: in the page, or in the line beneath the form."""
        if not self.request.POST.get("autosave"):
            return self.show(form, rows, reasons=reasons, status=status, elsewhere=elsewhere)
        wrong = [*map(str, reasons), *(labelled(label, error) for _anchor, label, error in errors_of(form, rows))]
        said = _("Not saved yet. %(why)s") % {"why": " ".join(wrong[:2])}
        return JsonResponse({"message": said}, status=status)

    def show(
        self,
        form: Any,
        rows: Any,
        *,
        reasons: list[Any],
        status: int = HTTPStatus.OK,
        elsewhere: list[tuple[str, str]] | None = None,
    ) -> HttpResponse:
        """Render the part with what is missing in it."""
        part = PART[self.kwargs["part"]]
        is_bound = any(one is not None and one.is_bound for one in (form, rows))
        context = self.get_context_data(
            thing=self.tender(),
            part=part,
            form=form,
            rows=rows,
            reasons=reasons,
            errors=list(errors_of(form, rows)) if is_bound else [],
            law=law_against(self.tender(), part),
            figures=figures_of(self.tender(), part.name),
            is_closed=bool(reasons) and not is_bound,
            back_url=self.onward(),
            **self.more(),
            version=version_shown(self.request, status, form, rows),
            elsewhere=elsewhere or [],
        )
        return self.render_to_response(context, status=status)


class LawOfPart(PartView):
    """What the law says to a part as it is being written: an answer while typing; nothing is saved."""

    http_method_names = ["post"]
    template_name = "procurement/tenders/_law.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask the guards about the document as it would stand."""
        if self.kwargs["part"] not in PART:
            raise Http404
        reasons, status = self.denied()
        form, rows = self.forms(request.POST)
        part = PART[self.kwargs["part"]]
        if not reasons and all([form is None or form.is_valid(), rows is None or rows.is_valid()]):
            tender = self.tender()
            changes = {**(form.changes(tender) if form else {}), **(rows.changes(tender) if rows else {})}
            try:
                with services.as_if_revised(tender.pk, by=self.person(), **changes) as draft:
                    return self.say(law=law_against(draft, part), figures=figures_of(draft, part.name))
            except Refused as refused:
                reasons, status = list(refused.reasons), STATUS_OF[refused.denial]
        return self.say(law=reasons, errors=list(errors_of(form, rows)), status=status)

    def say(self, *, status: int = HTTPStatus.OK, **said: Any) -> HttpResponse:
        """Answer the piece of the page, rendered before what was tried is taken back."""
        return render(self.request, self.template_name, self.get_context_data(is_live=True, **said), status=status)


def errors_of(form: Any, rows: Any) -> Iterator[tuple[str, str, str]]:
    """Yield every error with the field it stands at: (anchor, label, sentence)."""
    for error in rows.non_form_errors() if rows is not None else []:
        yield "rows", _("Rows"), str(error)
    numbered = [("", form)] if form is not None else []
    numbered += [(f" {place}", row) for place, row in enumerate(rows.forms, 1)] if rows is not None else []
    for number, one in numbered:
        for field in one:
            for error in field.errors:
                yield field.id_for_label, f"{field.label}{number}", str(error)


class SheetFileView(Writing, ActView):
    """The sheet from a file: every error at its place, nothing half-imported, the text kept to be mended."""

    template_name = "procurement/tenders/sheet_file.html"
    form_class = SheetFileForm
    button = gettext_lazy("Read the sheet")
    findings: list[Finding] = []
    warnings: list[Finding] = []

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Read the sheet; with any error show all of them and change nothing."""
        form = self.form(request.POST, request.FILES)
        turned_away = self.turned_away(form)
        if turned_away is not None:
            return turned_away
        if not form.is_valid():
            return self.show(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        text = form.cleaned_data["text"]
        try:
            raw = parse_facts(text)
        except NotFacts as refusal:
            self.findings = [Finding("", str(refusal))]
        else:
            report = check_facts(raw)
            self.findings, self.warnings = report.errors, report.warnings
            if report.ok:
                return self.write(TenderFacts.read(raw), text)
        return self.show(SheetFileForm(initial={"text": text}), status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def write(self, facts: TenderFacts, text: str) -> HttpResponseBase:
        """Hand the facts to the service."""
        try:
            tender = self.service_of(facts)
        except Refused as refused:
            if refused.denial is Denial.STRANGER:
                raise Http404 from refused
            form = SheetFileForm(initial={"text": text})
            return self.show(form, reasons=list(refused.reasons), status=STATUS_OF[refused.denial])
        messages.success(self.request, _("The sheet was read. What is still missing stands beside each part."))
        return redirect(thing_url(tender))

    def service_of(self, facts: TenderFacts) -> Tender:
        """Rewrite the draft from the facts."""
        return services.revise_tender(self.kwargs["pk"], facts=facts, by=self.person())

    def things(self) -> Any:
        """Drafts that the person may see."""
        return Tender.objects.visible_to(self.request.user).for_list()

    def reasons(self) -> list[Any]:
        """A document out of its draft is not rewritten."""
        reasons: list[Any] = denied(self.request.user, "procurement.revise_tender", self.about())
        if reasons:
            return reasons
        if self.about().state != TenderState.DRAFT:
            return [_("The document is out of its draft. Return it to draft first; from then on it can be mended.")]
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The findings of the last reading."""
        kwargs["title"] = _("Read the sheet from a file")
        kwargs["promise"] = _("Everything in the document is written anew from the sheet.")
        return super().get_context_data(findings=self.findings, warnings=self.warnings, **kwargs)


class StartTender(Writing, ActView):
    """Begin a tender on a plan item: an empty document, or from the sheet of a file."""

    template_name = "procurement/tenders/start.html"
    title = gettext_lazy("Start the tender")
    promise = gettext_lazy("A draft that nobody outside the office sees. You fill its parts one by one.")
    done = gettext_lazy("The draft is there. Fill its parts; what is missing stands beside each.")

    def item(self) -> PlanItem:
        """The plan item of the address, read once a request."""
        if not hasattr(self, "_item"):
            found = PlanItem.objects.visible_to(self.request.user).for_list()
            self._item: PlanItem = one_of(found, self.kwargs["item"])
        return self._item

    def act(self, form: Form) -> Tender:
        """Draft an empty document with what the plan says."""
        item = self.item()
        facts = TenderFacts.blank(
            title=item.title, service_kind=item.service_kind, method=item.method, budget_fen=item.budget_fen
        )
        return services.draft_tender(item.pk, facts=facts, by=self.person())

    def reasons(self) -> list[Any]:
        """Only an officer of the buyer drafts."""
        return list(denied(self.request.user, "procurement.draft_tender", self.item()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The plan item."""
        file_url = reverse("start_tender_from_sheet", args=[self.item().pk])
        return super().get_context_data(item=self.item(), file_url=file_url, **kwargs)


class StartFromSheet(SheetFileView):
    """Begin a tender on a plan item from the sheet of a file."""

    def item(self) -> PlanItem:
        """The plan item of the address."""
        return one_of(PlanItem.objects.visible_to(self.request.user).for_list(), self.kwargs["item"])

    def service_of(self, facts: TenderFacts) -> Tender:
        """Draft the document from the facts."""
        return services.draft_tender(self.item().pk, facts=facts, by=self.person())

    def about(self) -> Any:
        """There is no tender yet."""
        self.item()

    def reasons(self) -> list[Any]:
        """Only an officer of the buyer drafts."""
        return list(denied(self.request.user, "procurement.draft_tender", self.item()))


def one_of(rows: Any, key: int) -> Any:
    """Return the row of a key, or answer that it is not there."""
    try:
        return rows.get(pk=key)
    except rows.model.DoesNotExist as missing:
        raise Http404 from missing
