"""Pages of needs: what residents miss, who stands behind it, and what the buyer answered."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from core.forms import Form
from core.views import ActView, StepView, ThingView
from procurement.needs import services
from procurement.needs.forms import ProposalForm, ReasonForm
from procurement.needs.models import Need


class NeedView(ThingView):
    """One need at the desk."""

    model = Need

    def facts(self) -> list[tuple[Any, Any]]:
        """What is missing, where, and who stands behind it."""
        return [
            (_("Service"), self.object.get_service_kind_display()),
            (_("Area"), self.object.area),
            (_("In their words"), self.object.text),
            (_("Residents behind it"), self.object.supports.count()),
        ]


class ProposeNeed(ActView):
    """A resident says what is missing in their community."""

    service = services.propose_need
    form_class = ProposalForm
    title = _("Say what is missing")
    promise = _("The need is public at once; neighbours can stand behind it, and the street office answers.")
    done = _("Your need is published. Now your neighbours can stand behind it.")

    def given(self) -> dict[str, Any]:
        """The area of the address."""
        return {"area_id": get_object_or_404(Area, pk=self.kwargs["area"]).pk}


class SupportNeed(StepView):
    """A resident gives a need their voice."""

    model = Need
    step = "support"
    service = services.support_need
    title = _("Stand behind this need")
    done = _("Your voice is counted.")

    def reasons(self) -> list[Any]:
        """The service answers: a voice is not yet the transition, which needs enough of them."""
        return []


class AdoptNeed(StepView):
    """The buyer takes a need up."""

    model = Need
    step = "adopt"
    service = services.adopt_need
    done = _("The need is taken up. Its supporters have been told.")


class DeclineNeed(StepView):
    """The buyer answers that a need is not taken up."""

    model = Need
    step = "decline"
    service = services.decline_need
    form_class = ReasonForm
    asks_twice = True


class MergeForm(Form):
    """Which need the other goes on in."""


class MergeNeed(StepView):
    """The buyer lets a need go on in a like one."""

    model = Need
    step = "merge"
    service = services.merge_need
