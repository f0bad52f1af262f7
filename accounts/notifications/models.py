"""Notifications: what a person has been told inside the system."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import Channel, MessageKind, kind_of
from accounts.notifications.models_delivery import Delivery, DeliveryState, MessageChoice, Subscription
from accounts.notifications.queries import NotificationQuerySet
from accounts.notifications.texts import text_of

__all__ = ["Delivery", "DeliveryState", "MessageChoice", "Notification", "Subscription"]


class Notification(models.Model):
    """One thing told to one person; the same key is told once, however often the word arrives."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications")
    topic = models.CharField(max_length=80)
    key = models.CharField(max_length=160)
    payload = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("notification")
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="notification_told_once")]
        indexes = [models.Index(fields=["recipient", "-created_at"], name="notification_newest")]

    def __str__(self) -> str:
        return f"{self.topic} → {self.recipient_id}"

    @property
    def kind(self) -> MessageKind:
        """What it is to its reader."""
        return kind_of(self.topic)

    @property
    def ways(self) -> list[tuple[str, str, bool]]:
        """How it went beyond the site: the channel, how far it has come, and whether that is a failure."""
        told = []
        for one in self.deliveries.all():
            if one.channel != Channel.SITE:
                state = DeliveryState((one.digest or one).state)
                told.append((str(Channel(one.channel).label), str(state.label), state == DeliveryState.FAILED))
        return told

    @property
    def text(self) -> str:
        """What it says, in the reader's language."""
        return text_of(self.topic, self.payload)
