"""Who has the page of an opening open just now. It is a courtesy to the two custodians; nothing is decided by it.

A row and not a cache: the custodians' devices may be answered by different web processes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.time import CoreNow, core_now

LASTS = timedelta(seconds=20)  # after the last sign
COUNTS_BEFORE = timedelta(hours=1)  # the deadline; who has the page open earlier is not there for the opening


class OpeningPresenceQuerySet(models.QuerySet["OpeningPresence"]):
    """Signs of presence in words."""

    def show_up(self, tender_id: int, person: Any) -> None:
        """Note that a person has the page open; one row a person and opening, whatever the number of signs."""
        sign = self.model(tender_id=tender_id, person_id=person.pk, seen_at=core_now())
        self.bulk_create([sign], update_conflicts=True, unique_fields=["tender", "person"], update_fields=["seen_at"])

    def present(self, tender_id: int, people: Iterable[int]) -> set[int]:
        """Return those of the people who have the page open."""
        fresh = self.filter(tender=tender_id, person__in=list(people), seen_at__gt=CoreNow() - LASTS)
        return set(fresh.values_list("person_id", flat=True))


class OpeningPresence(models.Model):
    """The last sign of one person on the page of one opening."""

    tender = models.ForeignKey("procurement.Tender", models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = OpeningPresenceQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        constraints = [models.UniqueConstraint(fields=["tender", "person"], name="one_presence_a_person")]
        verbose_name = _("presence at an opening")

    def __str__(self) -> str:
        return f"{self.person_id} {self.seen_at:%H:%M:%S}"
