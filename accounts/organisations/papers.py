"""The papers of a registration: its certificate and whatever else a registrar wants to see; never public."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.organisations.kinds import PaperKind
from accounts.organisations.models import Organisation
from accounts.organisations.queries import OrganisationPaperQuerySet


class OrganisationPaper(models.Model):
    """One file about an organisation, as its people have handed it in."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="papers")
    kind = models.CharField(_("what it is"), max_length=12, choices=PaperKind.choices)
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=300)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = OrganisationPaperQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        ordering = ["pk"]
        verbose_name = _("paper of an organisation")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=PaperKind.values), name="organisation_paper_kind")
        ]

    def __str__(self) -> str:
        return self.name

    def where(self) -> dict[str, Any]:
        """Its name and place, as whoever gives it out needs them."""
        return {"name": self.name, "path": self.path}
