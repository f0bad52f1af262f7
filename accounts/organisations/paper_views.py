"""Pages of the papers of a registration: handing one in, taking it back, opening it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from django.views.generic.base import View

from accounts.organisations import services
from accounts.organisations.forms import PaperForm
from accounts.organisations.models import Organisation
from accounts.organisations.papers import OrganisationPaper
from accounts.organisations.rules import opens_papers
from accounts.organisations.states import UNVERIFIED
from core.acts import denied, may, said
from core.files import give_out, kept_for
from core.templatetags.linli import moment
from core.transitions import Manner, Refused
from core.views import ActView

RIGHT = "accounts.add_organisation_paper"


class Papers(LoginRequiredMixin, TemplateView):
    """The papers of one organisation, for its own people and its registrars; for all others they are not there."""

    template_name = "accounts/organisations/papers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As they came in."""
        user = self.request.user
        rows = Organisation.objects.visible_to(user).select_related("area")
        organisation = get_object_or_404(rows, pk=self.kwargs["pk"])
        if not opens_papers(user, organisation):
            raise Http404
        adds = may(user, RIGHT, organisation)
        return super().get_context_data(
            organisation=organisation,
            papers=OrganisationPaper.objects.visible_to(user).of_organisation(organisation.pk),
            adds=adds,
            removes=adds and organisation.state in UNVERIFIED,
            **kwargs,
        )


class AddPaper(ActView):
    """Whoever registered the organisation, or acts for it, hands in a paper."""

    title = _("Add a paper")
    promise = _("Only you, your colleagues and the registrar open it. A photo or a scan that can be read is enough.")
    done = _("The paper is there.")
    form_class = PaperForm

    def things(self) -> Any:
        """Organisations that the person may see."""
        return Organisation.objects.visible_to(self.request.user).select_related("area")

    def reasons(self) -> list[Any]:
        """Only its own people; to everybody else its papers are not there."""
        return denied(self.request.user, RIGHT, self.about())

    def act(self, form: Any) -> Organisation:
        """Keep the file first; what is refused leaves none behind."""
        organisation: Organisation = self.about()
        reasons = self.reasons()
        if reasons:
            raise Refused(*reasons, denial=reasons[0].denial)
        with kept_for(form.cleaned_data["paper"], f"organisations/{organisation.pk}") as kept:
            services.add_paper(organisation.pk, kind=form.cleaned_data["kind"], paper=kept, by=self.request.user)
        return organisation

    def onward(self, outcome: Organisation) -> str:
        """To all of them."""
        return reverse("organisation_papers", args=[outcome.pk])


class RemovePaper(ActView):
    """A paper is taken back while nobody has verified anything by it."""

    title = _("Take this paper back")
    promise = _("The file is thrown away. Add the right one afterwards.")
    done = _("Taken back.")
    template_name = "core/act_on_facts.html"
    manner = Manner.ENDING

    def paper(self) -> OrganisationPaper:
        """The paper, read once a request."""
        if not hasattr(self, "_paper"):
            rows = OrganisationPaper.objects.visible_to(self.request.user).select_related("organisation__area")
            self._paper = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self._paper

    def about(self) -> Organisation:
        """The organisation."""
        return self.paper().organisation

    def reasons(self) -> list[Any]:
        """Only its own people."""
        return denied(self.request.user, RIGHT, self.about())

    def act(self, form: Any) -> Organisation:
        """Hand the number over."""
        return services.remove_paper(self.paper().pk, by=self.request.user)

    def onward(self, outcome: Organisation) -> str:
        """Back to the others."""
        return reverse("organisation_papers", args=[outcome.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what it is."""
        paper = self.paper()
        facts = [
            (_("File"), said(paper.name)),
            (_("Kind of paper"), paper.get_kind_display()),
            (_("Added"), moment(paper.added_at)),
        ]
        return super().get_context_data(facts=facts, **kwargs)


class PaperView(LoginRequiredMixin, View):
    """One paper as a download, for its own people and the registrars of its area; for all others it is not there."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Give the file out."""
        paper = get_object_or_404(OrganisationPaper.objects.visible_to(request.user), pk=pk)
        return give_out(paper.where())
