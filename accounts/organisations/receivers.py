"""Words about organisations, told to the people who act for them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.notifications.services import notify
from accounts.notifications.texts import say
from accounts.people.models import Membership
from core.audit.outbox import handles
from core.time import today

say("organisation.verified", _("%(name)s has been verified: you may act for it now."))
say("organisation.suspended", _("%(name)s has been suspended: %(reason)s"))
say("organisation.reinstated", _("%(name)s may take part again."))
say("organisation.barred", _("%(name)s is barred from public purchases until %(until)s: %(reason)s"))
say("organisation.more_asked", _("The registrar asks for more before %(name)s is verified: %(reason)s"))
say("organisation.application_refused", _("The registration of %(name)s has been refused: %(reason)s"))
say("organisation.bar_ended", _("The bar on %(name)s has ended."))


def _teller(topic: str) -> None:
    @handles(topic)
    def tell_members(payload: dict[str, Any]) -> None:
        organisation_id, at = payload["organisation_id"], payload["at"]
        people = [*Membership.objects.people([organisation_id], day=today()), payload.get("applicant")]
        notify(people, topic, key=f"{organisation_id}:{at}", **payload)


for told in ("verified", "suspended", "reinstated", "barred", "bar_ended", "more_asked", "application_refused"):
    _teller(f"organisation.{told}")
