"""The steps of a tender, one page each."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.forms import Form
from core.law.refusals import LawError
from core.time import SHANGHAI
from core.views import StepView
from procurement.tenders import services
from procurement.tenders.forms.steps import DeadlineForm, ReasonForm, UntilForm
from procurement.tenders.guards import earliest_day
from procurement.tenders.models import Tender

HOUR = time(9, 30)  # what is proposed on the earliest lawful day


class TenderStep(StepView):
    """A step of a tender; its guards look at the whole document."""

    model = Tender

    def things(self) -> Any:
        """With the document."""
        return super().things().with_document()


class SubmitTender(TenderStep):
    """The officer hands the document to a second person."""

    step = "submit"
    service = services.submit_tender
    done = _("The document is in review. A colleague who wrote no word of it publishes it.")


class ReturnTender(TenderStep):
    """The document goes back to its officer."""

    step = "return_to_draft"
    service = services.return_tender
    form_class = ReasonForm
    done = _("The document is a draft again; its officer has been told why.")


class AskPublic(TenderStep):
    """The draft goes before the residents."""

    step = "ask_public"
    service = services.ask_public
    form_class = UntilForm
    asks_twice = True
    done = _("The draft is public. Residents of the area may comment on each clause.")


class SettleTender(TenderStep):
    """The draft comes back with every comment answered."""

    step = "settle"
    service = services.settle_tender
    done = _("The comments are settled; the document is in review.")


class PublishTender(TenderStep):
    """The second person opens the tender for bids."""

    asks_who = True
    step = "publish"
    service = services.publish_tender
    form_class = DeadlineForm
    asks_twice = True
    done = _("The tender is published. Bids are accepted until the deadline.")
    look_at = (
        _("Can everybody understand what is bought, and measure whether it was delivered?"),
        _("Is every supplier let in, whatever its size, seat or legal form?"),
        _("Does every line of the scoring sheet ask for what the service needs?"),
        _("Has every comment of the residents been answered and taken into the text?"),
        _("Are instalments and deposits lawful and fair?"),
    )
    template_name = "procurement/tenders/publish.html"

    def act(self, form: Form) -> Tender:
        """An empty deadline is the earliest lawful one."""
        by: Any = self.request.user
        return services.publish_tender(self.kwargs["pk"], deadline=form.cleaned_data["deadline"] or None, by=by)

    def initial(self) -> dict[str, Any]:
        """The draft's deadline, else 09:30 on the earliest lawful day."""
        return {"deadline": self.about().deadline or self.earliest()}

    def earliest(self) -> datetime | None:
        """The earliest lawful deadline if the tender is published now; None where it cannot be computed."""
        try:
            return datetime.combine(earliest_day(self.about()), HOUR, tzinfo=SHANGHAI)
        except LawError:
            return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the law allows."""
        return super().get_context_data(earliest=self.earliest(), **kwargs)


class CancelTender(TenderStep):
    """The purchase ends here."""

    step = "cancel"
    service = services.cancel_tender
    form_class = ReasonForm
    asks_twice = True
    done = _("The tender is cancelled.")


class DecideTender(TenderStep):
    """Every lot has its result."""

    step = "decide"
    service = services.decide_tender
    done = _("Noted: every lot has its result.")


class ConcludeTender(TenderStep):
    """The procedure is at its end."""

    step = "conclude"
    service = services.conclude_tender
    done = _("The tender is concluded.")
