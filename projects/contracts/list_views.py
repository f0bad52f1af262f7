"""The list of contracts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.lists import Line, ListView
from core.money import display
from core.views import thing_url
from procurement.tenders.words import lot_in_words
from projects.contracts.models import Contract


class Contracts(ListView):
    """The contracts of a person's organisations and areas, the newest first."""

    title = _("Contracts")
    promise = _("What was agreed, with whom, for how much, and how far it has come.")
    empty = _("No contract yet. The buyer offers one after the result is published.")
    searched = ("lot__tender__title", "lot__tender__title_en", "lot__title", "supplier__name", "purchase_ocid")
    machine = Contract

    def rows(self, asked: dict[str, Any]) -> Any:
        """Those of either side, and those that the person supervises."""
        return Contract.objects.of_concern_to(self.request.user).with_parties()

    def line(self, row: Contract) -> Line:
        """The lot, the other side, the amount."""
        return Line(row, thing_url(row), lot_in_words(row.lot), (row.supplier, display(row.amount_fen)))
