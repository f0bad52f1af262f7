"""The buyer's check of the suppliers, one bid after another, and its end."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.acts import StepOnFacts, denied, said
from core.money import display
from core.views import ActView, thing_url
from procurement.bids import qualification
from procurement.bids.forms import DisqualifyForm
from procurement.bids.models import Bid
from procurement.tenders.models import Lot


def lot_url(bid: Any) -> str:
    """Return the page of a bid's lot."""
    return thing_url(bid.lot)


class CheckStep(StepOnFacts):
    """A step of the check; it leads back to the lot with its other bids."""

    model = Bid

    def things(self) -> Any:
        """With the names."""
        return super().things().named()

    def facts(self) -> list[tuple[Any, Any]]:
        """Who bids, for how much, and the conditions."""
        bid: Any = self.about()
        conditions = "\n".join(str(condition.get("zh") or "") for condition in bid.lot.tender.qualification)
        return [
            (_("Supplier"), said(bid.supplier)),
            (_("Price"), display(bid.price_fen) if bid.price_fen else "–"),
            (_("Conditions"), said(conditions or "–")),
        ]


class QualifyBid(CheckStep):
    """The supplier meets the conditions."""

    step = "qualify"
    service = qualification.qualify_bid
    done = _("Noted: the supplier qualifies.")

    def onward(self, outcome: Any) -> str:
        """Back to the lot."""
        return lot_url(outcome)


class DisqualifyBid(CheckStep):
    """The supplier does not meet a condition."""

    step = "disqualify"
    service = qualification.disqualify_bid
    form_class = DisqualifyForm
    asks_twice = True
    done = _("Noted: the supplier does not qualify. It is told why.")

    def onward(self, outcome: Any) -> str:
        """Back to the lot."""
        return lot_url(outcome)


class FinishQualification(ActView):
    """The check of a lot's suppliers is at its end."""

    service = qualification.finish_qualification
    title = _("Finish the check of the suppliers")
    promise = _("Every supplier is checked. With fewer qualified ones than the law asks, the lot fails.")
    done = _("The check of the suppliers is finished.")

    def things(self) -> Any:
        """Lots that the person may see."""
        return Lot.objects.visible_to(self.request.user).with_tender()

    def given(self) -> dict[str, Any]:
        """The lot's number."""
        return {"lot_id": self.about().pk}

    def reasons(self) -> list[Any]:
        """Only an officer of the buyer checks."""
        return list(denied(self.request.user, "procurement.finish_qualification", self.about()))
