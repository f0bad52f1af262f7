"""Writing the scale of one line of the scoring sheet."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from procurement.tenders import services
from procurement.tenders.facts import warnings_of_scale
from procurement.tenders.forms.scale import NoteForm, Scale, ScaleRows, with_scale
from procurement.tenders.models import ScoringItem
from procurement.tenders.views.document import PartView, lines_of


class ScaleView(PartView):
    """How the points of one line are earned; it saves itself as the other parts do."""

    @cached_property
    def item(self) -> ScoringItem:
        """The line of the address."""
        found = dict(lines_of(self.tender())).get(self.kwargs["line"])
        if found is None:
            raise Http404
        return found

    def forms(self, data: Any = None) -> tuple[Any, Any]:
        """The remark and the entries."""
        self.__dict__.pop("item", None)  # a save writes the lines anew
        note = NoteForm(data, initial={"note": self.item.note})
        return note, Scale(data, initial=ScaleRows.entries(self.item), prefix="rows")

    def save(self, form: Any, rows: Any) -> None:
        """Rewrite the sheet with this scale."""
        sections = with_scale(self.tender(), self.kwargs["line"], rows.scale(), form.cleaned_data["note"])
        services.revise_tender(self.tender().pk, sections=sections, by=self.person())

    def onward(self) -> str:
        """Back to the sheet."""
        return reverse("tender_part", args=[self.tender().pk, "sheet"])

    def more(self) -> dict[str, Any]:
        """Which line it is, and what has to be weighed in what is saved."""
        item = self.item
        raw = {"name_zh": item.name_zh, "kind": item.kind, "scale": item.scale, "note_zh": item.note}
        return {
            "title": _("Scale: %(item)s") % {"item": item.name_zh},
            "what": _("Which condition earns which part of the points. Every factor has to be quantified."),
            "button": _("Save and go back to the sheet"),
            "weighed": warnings_of_scale(raw),
        }
