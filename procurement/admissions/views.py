"""Pages of admissions: the task, its money, and what the street office answers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Organisation
from core.acts import Act, ActingThing, StepOnFacts, link, said
from core.lists import Line, ListView
from core.money import display
from core.rights import Denial
from core.templatetags.linli import moment
from core.transitions import Reason
from core.views import ActView
from procurement.admissions import services
from procurement.admissions.forms import AdmissionFilter, ApplicationForm, ClosingForm
from procurement.admissions.models import Admission
from procurement.admissions.rules import departments_of

APPLY = _("Hand a task down")
APPLICATION = _("The street office reviews the task; a second person admits it with its money, or sends it back.")


def money_of(admission: Admission) -> str:
    """The money that comes with the task, in words."""
    return display(admission.money_fen) if admission.money_fen else gettext("no money named")


def facts_of(admission: Admission) -> list[tuple[Any, Any]]:
    """What is decided on: the task, its reason, its money."""
    return [
        (_("Department"), link(admission.department)),
        (_("Area"), admission.area.name),
        (_("Task family"), admission.get_task_family_display()),
        (_("Why the task is handed down"), said(admission.reason)),
        (_("Money for a year"), money_of(admission)),
        (_("Where the money comes from"), said(admission.money_source) if admission.money_source else "–"),
    ]


class Admissions(ListView):
    """Tasks that departments hand down to a person's areas, or that the person's department hands down."""

    title = _("Tasks handed down")
    promise = _("No task is taken on without the money for it.")
    empty = _("No such task.")
    order = ("-applied_at", "-pk")
    filter_class = AdmissionFilter

    def rows(self, asked: dict[str, Any]) -> Any:
        """The tasks that the person may see, as filtered."""
        return Admission.objects.visible_to(self.request.user).in_state(asked.get("state", "")).with_places()

    def line(self, row: Admission) -> Line:
        """From whom, to where, with what money."""
        what = (row.department.name, row.area.name, money_of(row))
        return Line(row, reverse("admission", args=[row.pk]), row.title, what)

    def acts(self) -> list[Act]:
        """A department's officer hands a task down."""
        return [Act(APPLY, APPLICATION, reverse("apply_admission"))] if departments_of(self.request.user) else []


class AdmissionView(ActingThing):
    """One task that a department wants to hand down."""

    model = Admission

    def get_queryset(self) -> Any:
        """With everybody who has touched it."""
        return super().get_queryset().with_places().select_related("applied_by", "reviewed_by")

    def facts(self) -> list[tuple[Any, Any]]:
        """The task, and who did what."""
        task = self.object
        lines = [*facts_of(task), (_("Applied for"), f"{task.applied_by} · {moment(task.applied_at)}")]
        if task.reviewed_by:
            lines.append((_("Reviewed"), f"{task.reviewed_by} · {moment(task.reviewed_at)}"))
        if task.closing_reason:
            lines.append((_("Why it was refused or revoked"), said(task.closing_reason)))
        return lines


class ApplyAdmission(ActView):
    """A department's officer asks to hand a task down."""

    service = services.apply_admission
    title = APPLY
    promise = APPLICATION
    done = _("The street office has the task before it now.")
    asks_twice = True

    def departments(self) -> list[Organisation]:
        """The departments for which the person may speak, read once a request."""
        if not hasattr(self, "_departments"):
            own = departments_of(self.request.user)
            self._departments = list(Organisation.objects.numbered(own)) if own else []
        return self._departments

    def form(self, data: Any = None, files: Any = None) -> ApplicationForm:
        """The form with the areas of the person's departments."""
        departments = self.departments()
        areas = Area.objects.below([one.area.path for one in departments]) if departments else []
        return ApplicationForm(data, files, departments=departments, areas=areas, initial=self.initial())

    def reasons(self) -> list[Any]:
        """Only a department hands tasks down."""
        if self.departments():
            return []
        return [Reason(_("Only an officer of a department hands a task down."), denial=Denial.WRONG_ROLE)]


class DecisionView(StepOnFacts):
    """A step whose page shows the task and its money once more."""

    model = Admission

    def facts(self) -> list[tuple[Any, Any]]:
        """The task and its money."""
        task: Any = self.about()
        return facts_of(task)


class ReviewAdmission(DecisionView):
    """An officer of the street office has looked at the task."""

    step = "review"
    service = services.review_admission
    done = _("Reviewed. Now a second person decides.")


class AdmitAdmission(DecisionView):
    """A second person takes the task on with its money."""

    step = "admit"
    service = services.admit_admission
    done = _("The task is admitted. A plan item can carry it.")
    look_at = (
        _("Is it a task of the department that the community can really do?"),
        _("Does the money cover the work, and is its source named?"),
    )


class RefuseAdmission(DecisionView):
    """The task goes back to its department."""

    step = "refuse"
    service = services.refuse_admission
    form_class = ClosingForm
    asks_twice = True
    done = _("The task is sent back. The department has been told why.")


class RevokeAdmission(DecisionView):
    """An admission is taken back."""

    step = "revoke"
    service = services.revoke_admission
    form_class = ClosingForm
    asks_twice = True
    done = _("The admission is taken back. The department has been told why.")
