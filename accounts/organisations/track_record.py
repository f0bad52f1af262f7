"""The track record: what an organisation has delivered, written by ratings and read by later evaluations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.organisations.kinds import TrackRecordKind
from accounts.organisations.models import Organisation
from accounts.organisations.queries import TrackRecordQuerySet
from core.database.promises import AppendOnly

__all__ = ["TrackRecordEntry", "TrackRecordKind"]


class TrackRecordEntry(AppendOnly):
    """One line of what an organisation has delivered; later purchases may read it, nobody rewrites it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="track_record")
    ocid = models.CharField(max_length=60, db_index=True)
    lot = models.CharField(max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=TrackRecordKind.choices)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    period = models.CharField(_("period"), max_length=60, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    objects = TrackRecordQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("line of a track record")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "ocid", "lot", "kind", "period"], name="one_track_record_line_a_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.kind} {self.value} {self.period}"
