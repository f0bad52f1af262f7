"""Pages of milestones: what was planned and delivered, who saw it, and every step to its payment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.generic.base import View

from accounts.models import Resident
from accounts.roles import Role, covers, resident_of
from core.acts import Act, denied, may, said
from core.files import forget, give_out, keep, name_of, path_of
from core.money import display
from core.templatetags.linli import day, moment
from core.transitions import Refused
from core.views import ActView
from procurement.tenders.words import lot_in_words
from projects.forms import ReasonForm
from projects.milestones import guards, services
from projects.milestones.forms import NOTE, CertificateForm, DeliveryForm, OpinionForm
from projects.milestones.guards import names_of_outputs
from projects.milestones.models import Milestone
from projects.milestones.paying import pay_milestone
from projects.milestones.queries import ACCEPTED_STATES
from projects.milestones.rules import area_served, speaks_for_the_served
from projects.milestones.states import MilestoneState
from projects.pages import ProjectStep, ProjectThing

# What the forms of submitting and accepting are about to ask.
ASKED = (guards.every_output_is_reported, guards.has_evidence, guards.has_certificate)


class MilestoneView(ProjectThing):
    """One milestone: planned and delivered outputs, evidence, opinions, certificate, payment."""

    model = Milestone
    template_name = "projects/milestones/milestone.html"
    answered_by_form = ASKED

    def get_queryset(self) -> Any:
        """With its contract."""
        return super().get_queryset().with_contract()

    def heading(self) -> Any:
        """The title."""
        return said(self.object.title)

    def facts(self) -> list[tuple[Any, Any]]:
        """Whose delivery it is, its days and its worth."""
        return list(self._facts(self.object))

    def _facts(self, milestone: Milestone) -> Iterator[tuple[Any, Any]]:
        contract = milestone.contract
        yield _("Purchase"), lot_in_words(contract.lot)
        yield _("Supplier"), said(contract.supplier)
        yield _("Area served"), said(area_served(milestone).name)
        yield _("Work"), f"{day(milestone.starts_on)} – {day(milestone.due_on)}"
        yield _("Amount"), display(milestone.amount_fen)
        yield _("Base part, paid after acceptance"), display(milestone.base_fen)
        yield _("Performance part, by the rating"), display(milestone.performance_fen)
        if milestone.submitted_at:
            yield _("Submitted"), moment(milestone.submitted_at)
            yield _("First submitted"), f"{day(milestone.first_submitted_on)} · {self._punctual(milestone)}"
        if milestone.rectifications:
            times = milestone.rectifications
            yield _("Sent back"), ngettext("%(times)s time", "%(times)s times", times) % {"times": times}
        if milestone.accepted_at:
            yield pgettext_lazy("work", "Accepted"), moment(milestone.accepted_at)

    def _punctual(self, milestone: Milestone) -> Any:
        return _("on time") if milestone.is_on_time else _("late")

    def acts(self) -> list[Act]:
        """Begin to report on the first day, say what one saw, send the invoice."""
        milestone, user = self.object, self.request.user
        found: list[Act] = []
        promise: Any
        begins = milestone.state == MilestoneState.PLANNED and milestone.may_start()
        if begins and may(user, "projects.submit_milestone", milestone):
            url = reverse("milestone_submit", args=[milestone.pk])
            found.append(Act(_("Submit for acceptance"), Milestone.submit.__doc__ or "", url))
        if milestone.state == MilestoneState.SUBMITTED and may(user, "projects.witness_milestone", milestone):
            promise = _("Say whether the service took place; without a service user's word nothing is accepted.")
            found.append(Act(_("Give an opinion"), promise, reverse("milestone_witness", args=[milestone.pk])))
        owed = milestone.state == MilestoneState.ACCEPTED and milestone.base_fen
        if owed and may(user, "projects.request_payout", milestone) and not self._has_live_payout():
            amount = {"amount": display(milestone.base_fen)}
            promise = _("Ask for %(amount)s with an invoice of exactly this amount.") % amount
            found.append(Act(_("Send the invoice"), promise, reverse("payout_request", args=[milestone.pk])))
        return found

    def _has_live_payout(self) -> bool:
        return milestone_payouts(self.object).live().exists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Planned beside delivered, evidence, opinions."""
        milestone = self.object
        may_open = may(self.request.user, "projects.open_evidence", milestone)
        return super().get_context_data(
            outputs=list(outputs_of(milestone)),
            note=milestone.delivered.get(NOTE, ""),
            evidence=[(place, name_of(one), may_open and path_of(one)) for place, one in enumerate(milestone.evidence)],
            opinions=list(milestone.opinions.order_by("submission", "pk")),
            is_accepted=milestone.state in ACCEPTED_STATES,
            payouts=list(milestone_payouts(milestone).visible_to(self.request.user).order_by("pk")),
            **kwargs,
        )


def milestone_payouts(milestone: Milestone) -> Any:
    """The payouts of a milestone; a later stage's rows, read through their relation."""
    return milestone.payouts


def outputs_of(milestone: Milestone) -> Iterator[tuple[str, str, Any]]:
    """Yield name, target and delivered figure of every planned output."""
    for name, planned in zip(names_of_outputs(milestone.outputs), milestone.outputs, strict=True):
        target = f"{planned.get('target') or ''}{planned.get('unit') or ''}" if isinstance(planned, dict) else ""
        yield name, target, milestone.delivered.get(name)


class MilestoneStep(ProjectStep):
    """A step of a milestone."""

    model = Milestone
    answered_by_form = ASKED
    template_name = "projects/milestones/step.html"

    def things(self) -> Any:
        """With the contract."""
        return super().things().with_contract()

    def heading(self) -> Any:
        """The title."""
        return said(self.about().title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what was reported."""
        milestone: Any = self.about()
        return super().get_context_data(
            outputs=list(outputs_of(milestone)),
            note=milestone.delivered.get(NOTE, ""),
            evidence=[(place, name_of(one), path_of(one)) for place, one in enumerate(milestone.evidence)],
            opinions=list(milestone.opinions.on_submission(milestone.submission).order_by("pk")),
            **kwargs,
        )


class SubmitMilestone(MilestoneStep):
    """The supplier reports what was delivered."""

    step = "submit"
    service = services.submit_milestone
    template_name = "projects/milestones/submit.html"
    done = _("The delivery is submitted. Now a service user gives an opinion, then the buyer checks it.")

    def form(self, data: Any = None, files: Any = None) -> DeliveryForm:
        """A field for every planned output."""
        return DeliveryForm(data, files, milestone=self.about(), initial=self.initial())

    def reasons(self) -> list[Any]:
        """A milestone whose day has come may be submitted though nothing has written yet that it began."""
        milestone: Any = self.about()
        if milestone.state == MilestoneState.PLANNED and milestone.may_start():
            return denied(self.request.user, "projects.submit_milestone", milestone)
        return super().reasons()

    def act(self, form: Any) -> Any:
        """Keep the files first; what is refused leaves none behind."""
        milestone: Any = self.about()
        reasons = denied(self.request.user, "projects.submit_milestone", milestone)
        kept = [] if reasons else [keep(one, f"evidence/{milestone.pk}") for one in form.cleaned_data["evidence"]]
        before = milestone.evidence if form.cleaned_data.get("keep") else []
        evidence = [*before, *(one.as_record() for one in kept)]
        try:
            return services.submit_milestone(
                milestone.pk, delivered=form.delivered(), evidence=evidence, by=self.request.user
            )
        except Refused:
            forget(kept)
            raise


class WitnessMilestone(ActView):
    """A service user says what they saw; a grid worker writes it down for who needs help."""

    template_name = "projects/milestones/step.html"
    service = services.witness_milestone
    title = _("Give an opinion")
    promise = _("Nothing is accepted without the word of somebody who was served. Read what is reported, then say.")
    done = _("Thank you. Your opinion is on record, and the buyer reads it before accepting.")

    def things(self) -> Any:
        """Milestones that the person may read."""
        return Milestone.objects.visible_to(self.request.user).with_contract()

    def reasons(self) -> list[Any]:
        """Only while it is submitted, only those served."""
        milestone = self.about()
        reasons: list[Any] = list(denied(self.request.user, "projects.witness_milestone", milestone))
        if not reasons and milestone.state != MilestoneState.SUBMITTED:
            reasons = [_("Opinions are asked for while a milestone is submitted and not yet accepted.")]
        return reasons

    def form(self, data: Any = None, files: Any = None) -> OpinionForm:
        """Whose opinion it is, is asked of grid workers only."""
        user, area = self.request.user, area_served(self.about())
        lives = resident_of(user)
        own = lives is not None and area.covers(lives.community)
        assisted = None
        if covers(user, area, Role.GRID_WORKER) and speaks_for_the_served(user, self.about()):
            assisted = Resident.objects.visible_to(user).verified().of_area(area).assisted()
        return OpinionForm(data, files, assisted=assisted, speaks_for_oneself=own)

    def act(self, form: Any) -> Any:
        """Hand the words over, with the resident whose they are."""
        given = form.cleaned_data
        named = given.get("resident")
        return services.witness_milestone(
            self.kwargs["pk"],
            opinion=given["opinion"],
            agrees=given["agrees"],
            resident_id=named.pk if named else None,
            by=self.request.user,
        )

    def onward(self, outcome: Any) -> str:
        """Back to the milestone."""
        return reverse("milestone", args=[outcome.milestone_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what was reported."""
        milestone = self.about()
        return super().get_context_data(
            heading=said(milestone.title),
            outputs=list(outputs_of(milestone)),
            note=milestone.delivered.get(NOTE, ""),
            evidence=[(place, name_of(one), "") for place, one in enumerate(milestone.evidence)],
            **kwargs,
        )


class AcceptMilestone(MilestoneStep):
    """The buyer's officer certifies the delivery."""

    step = "accept"
    service = services.accept_milestone
    form_class = CertificateForm
    asks_twice = True
    done = _("The milestone is accepted. The supplier may now send its invoice.")


class SendBackMilestone(MilestoneStep):
    """The buyer's officer names what has to be rectified."""

    step = "send_back"
    service = services.send_back_milestone
    form_class = ReasonForm
    done = _("The milestone is sent back. The supplier has been told what to rectify.")


class PayMilestone(MilestoneStep):
    """The buyer notes that the base part has arrived."""

    asks_who = True
    step = "pay"
    service = pay_milestone
    done = _("Noted: the base part is paid.")


class EvidenceView(LoginRequiredMixin, View):
    """One file of evidence, for the parties and those who supervise."""

    def get(self, request: HttpRequest, pk: int, place: int) -> FileResponse:
        """Give the file out."""
        milestone = Milestone.objects.visible_to(request.user).by_number(pk)
        if milestone is None or place >= len(milestone.evidence):
            raise Http404
        if not may(request.user, "projects.open_evidence", milestone):  # its name is public, the file is not there
            raise Http404
        return give_out(milestone.evidence[place])
