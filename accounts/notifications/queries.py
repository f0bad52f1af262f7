"""Questions about notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.notifications.kinds import DIGEST, Channel
from core.time import CoreNow

if TYPE_CHECKING:
    from accounts.areas.models import Area
    from accounts.notifications.models import Notification  # noqa: F401 (named in the types below)
    from accounts.notifications.models_delivery import Delivery, Subscription  # noqa: F401


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Questions about notifications."""

    def visible_to(self, user: Any) -> NotificationQuerySet:
        """One's own, newest first."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        return self.filter(recipient_id=user.pk).order_by("-created_at", "-pk")

    def for_list(self) -> NotificationQuerySet:
        """Without the daily mails, which repeat what is here, and with the way of each."""
        return self.exclude(topic=DIGEST).prefetch_related("deliveries__digest")

    def unread(self) -> NotificationQuerySet:
        """Those that nobody has read yet, without the daily mails."""
        return self.filter(read_at__isnull=True).exclude(topic=DIGEST)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Questions about deliveries."""

    def due(self) -> DeliveryQuerySet:
        """What goes out now, the earliest first."""
        return self.filter(state="WAITING", due_at__lte=CoreNow()).order_by("due_at", "pk")

    def collected(self) -> DeliveryQuerySet:
        """What waits for a daily mail that has not taken it along yet."""
        return self.filter(state="COLLECTED", digest=None, channel=Channel.EMAIL)

    def of_person(self, person_id: int) -> DeliveryQuerySet:
        """What goes to one person, the oldest first."""
        rows = self.filter(notification__recipient=person_id).select_related("notification")
        return rows.order_by("notification__created_at", "pk")

    def mails_to_come(self) -> DeliveryQuerySet:
        """Mails that have not gone yet, those in a daily mail that has not; it goes itself with what it carries."""
        by_themselves = Q(state="WAITING") & ~Q(notification__topic=DIGEST)
        in_daily = Q(state="COLLECTED", digest=None) | Q(state="COLLECTED", digest__state="WAITING")
        return self.filter(by_themselves | in_daily, channel=Channel.EMAIL)

    def people(self) -> list[int]:
        """The ids of the people these go to."""
        found = self.order_by().values_list("notification__recipient", flat=True).distinct()
        return sorted(found)

    def undelivered(self) -> DeliveryQuerySet:
        """What was given up, for those who keep the site; no word of it but topic and channel, and no address."""
        return self.filter(state="FAILED").select_related("notification")


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Questions about subscriptions."""

    def of(self, person: Any) -> SubscriptionQuerySet:
        """One's own, the oldest first."""
        return self.filter(person=person).select_related("area").order_by("pk")

    def hearing(self, subject: str, area: Area, service_kind: str) -> SubscriptionQuerySet:
        """Those that a piece of news concerns: of this area or one that it lies in, of this service or any."""
        return self.filter(subject=subject, area__in=area.line, service_kind__in=["", service_kind])

    def people(self) -> list[int]:
        """The ids of the people who subscribed, each once."""
        return list(self.order_by("person").values_list("person", flat=True).distinct())
