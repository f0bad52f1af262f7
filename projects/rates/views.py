"""The page of the loan prime rate: what stands, what stood before, and who recorded each."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core.acts import denied
from core.time import today
from core.views import ActView
from projects.rates.forms import PrimeRateForm
from projects.rates.models import PrimeRate
from projects.rates.rules import reads_rates, records_rates
from projects.rates.services import record_prime_rate

MOST = 60  # rates of five years, one a month


class PrimeRatesView(LoginRequiredMixin, TemplateView):
    """Every rate, the latest first."""

    template_name = "projects/rates/rates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rates, and whether the person may record one."""
        if not reads_rates(self.request.user):
            raise PermissionDenied(_("This page belongs to those who have to do with payments."))
        rates = list(PrimeRate.objects.newest_first()[:MOST])
        return super().get_context_data(
            rates=rates,
            standing=next((one for one in rates if one.valid_from <= today()), None),
            may_record=records_rates(self.request.user),
            **kwargs,
        )


class RecordPrimeRate(ActView):
    """The supervisor records a rate."""

    form_class = PrimeRateForm
    service = record_prime_rate
    title = _("Record the loan prime rate")
    promise = _(
        "An agreed overdue interest of a small or medium supplier may not lie below the rate that stood when the "
        "contract was made. The rates before stay on record."
    )
    asks_twice = True
    done = _("Recorded, with your name and the time.")

    def reasons(self) -> list[Any]:
        """Why this person may not."""
        return denied(self.request.user, "projects.record_prime_rate", None)

    def onward(self, outcome: Any) -> str:
        """To all the rates."""
        return reverse("prime_rates")
