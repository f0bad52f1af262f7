"""What people say to a tender: questions of suppliers, comments of residents, and the answers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procurement.tenders.queries import ClauseCommentQuerySet, QuestionQuerySet


class Clause(models.TextChoices):
    """The clauses of a document that a resident may comment on."""

    OBJECTIVE = "objective", _("Objective")
    REQUIREMENTS = "requirements", _("Requirements")
    TERM = "term", _("Term")
    SCOPE = "scope", _("Scope")
    EXPECTED_EFFECT = "expected_effect", _("Expected effect")
    SCORING = "scoring", _("Scoring sheet")
    PAYMENT = "payment", _("Milestones and payment")
    OTHER = "other", _("Something else")


class CommentOutcome(models.TextChoices):
    """What became of a comment."""

    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Partly accepted")
    DECLINED = "declined", _("Declined")


class Question(models.Model):
    """A supplier's question. Question and answer are public; who asked is not, before the opening."""

    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="questions")
    asker = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    text = models.TextField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="question_answered_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="question_says_something"),
        ]
        verbose_name = _("question")

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def ocid(self) -> str:
        """The purchase that was asked about."""
        return self.tender.ocid

    def audit_confinement(self) -> tuple[str, str]:
        """Who asked may bid: until the opening only the asker reads the rows that name them."""
        return f"tender:{self.tender_id}", str(self.asker_id or "")


class ClauseComment(models.Model):
    """A resident's comment on one clause of a draft, and what became of it."""

    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="comments")
    clause = models.CharField(max_length=20, choices=Clause.choices)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=CommentOutcome.choices, blank=True)
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ClauseCommentQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", reason="", answered_by=None, answered_at=None)
                | (~Q(outcome="") & ~Q(reason="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="comment_answered_with_reason_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
        ]
        verbose_name = _("resident's comment")

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def ocid(self) -> str:
        """The purchase that was commented on."""
        return self.tender.ocid
