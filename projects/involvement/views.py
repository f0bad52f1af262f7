"""What a resident has said, in one place: needs, voices, comments, opinions, and what became of each."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import TemplateView

from accounts.roles import resident_of
from procurement.models import ClauseComment, Need
from projects.models import WitnessOpinion

MOST = 50  # of each kind, the newest first; nobody has said more for years


class InvolvementView(LoginRequiredMixin, TemplateView):
    """A person's own words and voices; ratings are not among them, for nobody can tell whose they are."""

    template_name = "projects/involvement/involvement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each kind, the newest first."""
        user = self.request.user
        resident = resident_of(user)
        needs = Need.objects.for_list().with_purchases()
        return super().get_context_data(
            needs=needs.proposed_by_person(user).newest()[:MOST],
            voices=needs.backed_by(resident).not_proposed_by(user).newest()[:MOST] if resident else [],
            comments=ClauseComment.objects.of_person(user)[:MOST],
            opinions=WitnessOpinion.objects.of_person(user)[:MOST],
            **kwargs,
        )
