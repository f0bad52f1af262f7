"""The scoring sheet and the planned milestones of a tender: what earns points, and what earns money."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ItemKind(models.TextChoices):
    """How the points of an item come about."""

    PRICE = "price", _("Price, by the formula")
    OBJECTIVE = "objective", _("Objective, the same for every member")
    SUBJECTIVE = "subjective", _("Judged by each member alone")


class ScoringSection(models.Model):
    """One section of the sheet; its items add up to its weight, the sections to 100."""

    tender = models.ForeignKey("procurement.Tender", models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    weight = models.DecimalField(
        max_digits=10, decimal_places=6, null=True, blank=True, help_text=_("Points of 100; empty until it is known.")
    )

    class Meta:
        app_label = "procurement"
        ordering = ["tender_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "order"], name="one_section_a_place"),
            models.CheckConstraint(condition=Q(weight=None) | Q(weight__gt=0), name="section_weight_above_zero"),
        ]
        verbose_name = _("section of the scoring sheet")

    def __str__(self) -> str:
        return f"{self.name_zh} ({self.weight})"


class ScoringItem(models.Model):
    """One line of the sheet. `scale` is the printed scale: entries with part, mode, condition and points in percent."""

    section = models.ForeignKey(ScoringSection, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    weight = models.DecimalField(
        max_digits=10, decimal_places=6, null=True, blank=True, help_text=_("Points of 100; empty until it is known.")
    )
    kind = models.CharField(
        max_length=10, choices=ItemKind.choices, blank=True, help_text=_("Empty until it is known.")
    )
    scale = models.JSONField(default=list, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        app_label = "procurement"
        ordering = ["section_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["section", "order"], name="one_item_a_place"),
            models.CheckConstraint(condition=Q(weight=None) | Q(weight__gt=0), name="item_weight_above_zero"),
            models.CheckConstraint(
                condition=Q(kind__in=["", "price", "objective", "subjective"]), name="item_kind_is_known"
            ),
        ]
        verbose_name = _("item of the scoring sheet")

    def __str__(self) -> str:
        return f"{self.name_zh} ({self.weight})"


class PlannedMilestone(models.Model):
    """One instalment: what is delivered by when, and which percent of the price it earns."""

    tender = models.ForeignKey("procurement.Tender", models.CASCADE, related_name="milestones")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    percent = models.DecimalField(
        max_digits=10, decimal_places=6, null=True, blank=True, help_text=_("Of the contract; empty until it is known.")
    )
    due_after_days = models.PositiveIntegerField(
        default=0, help_text=_("Calendar days after the start of the contract.")
    )
    outputs = models.JSONField(default=list, blank=True, help_text=_('KPIs: list of {"zh", "en", "target", "unit"}.'))

    class Meta:
        app_label = "procurement"
        ordering = ["tender_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "order"], name="one_milestone_a_place"),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__gt=0, percent__lte=100), name="milestone_percent_is_a_share"
            ),
        ]
        verbose_name = _("planned milestone")

    def __str__(self) -> str:
        return f"{self.title} ({self.percent} %)"
