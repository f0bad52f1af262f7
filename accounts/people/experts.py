"""Experts: what they know, for whom they work, and whom they are close to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.areas.models import Area
from accounts.organisations.models import Organisation
from accounts.people.queries import CloseQuerySet, ExpertQuerySet
from accounts.service_kinds import ServiceKind


class Expert(models.Model):
    """Somebody whom the register of experts offers to every draw in their specialities."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="expert", verbose_name=_("person")
    )
    title = models.CharField(_("title"), max_length=100, blank=True)
    specialities = ArrayField(
        models.CharField(max_length=20, choices=ServiceKind.choices), verbose_name=_("specialities"), default=list
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="experts", verbose_name=_("area"))
    is_active = models.BooleanField(_("may be drawn"), default=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        constraints = [
            models.CheckConstraint(condition=Q(specialities__len__gt=0), name="expert_has_a_speciality"),
        ]

    def __str__(self) -> str:
        return self.user.name

    def reasons_to_recuse(self, organisation_ids: Iterable[int], day: date) -> list[ExpertEmployment | ExpertTie]:
        """Return what binds the expert to one of the organisations within the recusal period before a day (I9)."""
        near = list(organisation_ids)
        return [*self.employments.near(near, day), *self.ties.near(near, day)]


class ExpertEmployment(models.Model):
    """Where an expert works or has worked."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="employments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="expert_employments")
    position = models.CharField(_("position"), max_length=100, blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = CloseQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("employment of an expert")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="employment_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.expert} {self.organisation}"


class TieKind(models.TextChoices):
    """What binds an expert to an organisation beside employment (I9)."""

    BOARD = "BOARD", _("Director or supervisor of it")
    CONTROL = "CONTROL", _("Controlling holder of it")
    KINSHIP = "KINSHIP", _("Kin of its head")
    OTHER = "OTHER", _("Another tie that may hurt fairness")


class ExpertTie(models.Model):
    """What binds an expert to an organisation beside employment."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="ties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="expert_ties")
    kind = models.CharField(_("kind"), max_length=10, choices=TieKind.choices)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = CloseQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("tie of an expert")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="expert_tie_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.expert} {self.kind} {self.organisation}"
