"""How a message reaches a person: its way by each channel, what the person wants, and what they have subscribed to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import DEFAULT_MAIL, MANDATORY, Channel, MessageKind, When
from accounts.notifications.queries import DeliveryQuerySet, SubscriptionQuerySet
from accounts.service_kinds import ServiceKind


class DeliveryState(models.TextChoices):
    """How far a message has come on one channel."""

    WAITING = "WAITING", _("waits")
    COLLECTED = "COLLECTED", _("waits for the daily mail")
    SENT = "SENT", _("sent")
    SKIPPED = "SKIPPED", _("not sent: read or switched off before")
    FAILED = "FAILED", _("could not be delivered")


class Delivery(models.Model):
    """One message on one channel, or the link of one invitation, whose reader may have no account yet."""

    notification = models.ForeignKey("accounts.Notification", models.CASCADE, related_name="deliveries", null=True)
    invitation = models.OneToOneField("accounts.Invitation", models.CASCADE, related_name="delivery", null=True)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    state = models.CharField(max_length=9, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    # The kind of failure only: what a mail server answers may name the person.
    last_error = models.CharField(max_length=80, blank=True)
    # The daily mail that has taken it along.
    digest = models.ForeignKey("self", models.CASCADE, null=True, related_name="collected")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("delivery")
        constraints = [
            models.UniqueConstraint(fields=["notification", "channel"], name="delivered_once_a_channel"),
            models.CheckConstraint(
                condition=Q(notification__isnull=True) ^ Q(invitation__isnull=True), name="delivery_of_one_thing"
            ),
            models.CheckConstraint(condition=Q(state="SENT") ^ Q(sent_at__isnull=True), name="delivery_sent_and_when"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="delivery_waiting", condition=Q(state="WAITING")),
            models.Index(fields=["state"], name="delivery_collected", condition=Q(state="COLLECTED")),
            models.Index(fields=["-due_at"], name="delivery_failed", condition=Q(state="FAILED")),
        ]

    def __str__(self) -> str:
        return f"{self.notification_id or self.invitation} {self.channel} {self.state}"


class MessageChoice(models.Model):
    """In which language and on which ways a person wants to be told; without a row the usual holds."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="message_choice")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    mail = models.JSONField(default=dict, blank=True)  # kind: when
    sms = models.JSONField(default=list, blank=True)  # kinds

    class Meta:
        app_label = "accounts"
        verbose_name = _("choice of messages")

    def __str__(self) -> str:
        return f"{self.person_id} {self.language}"

    def mail_of(self, kind: str) -> When:
        """When messages of a kind go out by e-mail; what is mandatory at once, whatever is written here."""
        usual = DEFAULT_MAIL[MessageKind(kind)]
        return usual if kind in MANDATORY else When(self.mail.get(kind, usual))

    def is_sent_by_sms(self, kind: str, *, has_mail: bool) -> bool:
        """Whether messages of a kind go out as text messages; what is mandatory also where there is no e-mail."""
        return kind in self.sms or (kind in MANDATORY and not has_mail)


class Subject(models.TextChoices):
    """What can be subscribed to."""

    TENDERS = "TENDERS", _("Tenders")
    NEEDS = "NEEDS", _("Needs and drafts open for comment")
    PROJECTS = "PROJECTS", _("Projects: contracts, acceptances, ratings")


class Subscription(models.Model):
    """A person wants to hear what is new of a subject, in an area with all below it, of one kind of service or any."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscriptions")
    subject = models.CharField(_("subject"), max_length=8, choices=Subject.choices)
    service_kind = models.CharField(_("service"), max_length=20, choices=ServiceKind.choices, blank=True)
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    since = models.DateTimeField()

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("subscription")
        constraints = [
            models.UniqueConstraint(fields=["person", "subject", "service_kind", "area"], name="subscribed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} · {self.get_service_kind_display() or _('any service')} · {self.area}"


def choice_of(person: Any) -> MessageChoice:
    """Return what a person has chosen; an unsaved row with the usual where nothing was."""
    return MessageChoice.objects.filter(person=person).first() or MessageChoice(person=person)
