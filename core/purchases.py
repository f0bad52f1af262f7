"""The page of a whole purchase: every stage of its thread, with the records that the person may read."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.views.generic import TemplateView

from core.thread import STAGES, records_of, thread_of


class PurchaseView(LoginRequiredMixin, TemplateView):
    """One purchase from its need to its rating; to whoever may read none of its records it is not there."""

    template_name = "core/purchase.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The thread in the public's words, and beneath it the records stage by stage."""
        ocid = self.kwargs["ocid"]
        records = records_of(ocid, self.request.user)
        if not records:
            raise Http404
        stages = [(STAGES[place].label, records.get(place, [])) for place in sorted(STAGES)]
        heads = [one.title for place in sorted(records) if STAGES[place].is_head for one in records[place]]
        return super().get_context_data(
            heading=heads[-1] if heads else ocid, thread=thread_of(ocid), stages=stages, **kwargs
        )
