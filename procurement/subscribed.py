"""What procurement tells those who have subscribed: only what everybody may read by now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.notifications.choosing import tell_subscribers
from accounts.notifications.models_delivery import Subject
from accounts.notifications.texts import say
from core.audit.outbox import handles
from core.time import SHANGHAI
from procurement.needs.models import Need
from procurement.tenders.models import Tender

say(
    "subscribed.tender.published", _("New tender in %(place)s: “%(title)s”. Bids are taken until %(deadline)s (UTC+8).")
)
say("subscribed.tender.comments_asked", _("A draft in %(place)s is open for your comments: “%(title)s”."))
say("subscribed.need.supported", _("A need in %(place)s has found enough support: “%(title)s”."))
say("subscribed.need.adopted", _("The street office has taken up a need in %(place)s: “%(title)s”."))


@handles("tender.published")
def tell_of_tender(payload: dict[str, Any]) -> None:
    """Tell of a new tender: its title, area and deadline."""
    tender = Tender.objects.for_list().get(pk=payload["tender"])
    _of_tender(Subject.TENDERS, "tender.published", tender, deadline=_written(tender.deadline))


@handles("tender.comments_asked")
def tell_of_draft(payload: dict[str, Any]) -> None:
    """Tell of a draft that residents may comment."""
    tender = Tender.objects.for_list().get(pk=payload["tender"])
    if tender.was_public:
        _of_tender(Subject.NEEDS, "tender.comments_asked", tender)


@handles("need.supported")
def tell_of_support(payload: dict[str, Any]) -> None:
    """Tell that enough residents stand behind a need."""
    _of_need("need.supported", payload["need_id"])


@handles("need.adopted")
def tell_of_adoption(payload: dict[str, Any]) -> None:
    """Tell that a need is taken up."""
    _of_need("need.adopted", payload["need_id"])


def _written(instant: datetime | None) -> str:
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if instant else "–"


def _of_need(topic: str, need_id: int) -> None:
    need = Need.objects.select_related("area").get(pk=need_id)
    tell_subscribers(
        Subject.NEEDS,
        topic,
        area=need.area,
        service_kind=need.service_kind,
        key=str(need.pk),
        need_id=need.pk,
        title=need.title,
        place=need.area.name_zh,
    )


def _of_tender(subject: Subject, topic: str, tender: Tender, **facts: Any) -> None:
    tell_subscribers(
        subject,
        topic,
        area=tender.plan_item.area,
        service_kind=tender.plan_item.service_kind,
        key=str(tender.pk),
        tender_id=tender.pk,
        ocid=tender.ocid,
        title=tender.title,
        place=tender.plan_item.area.name_zh,
        **facts,
    )
