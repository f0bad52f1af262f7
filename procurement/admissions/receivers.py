"""Who hears what became of an admission: the person who applied for it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.notifications.services import notify
from accounts.notifications.texts import say
from core.audit.outbox import handles
from procurement.admissions.models import Admission

say("admission.admitted", _("“%(title)s” was admitted with its money."))
say("admission.refused", _("“%(title)s” was sent back: %(reason)s"))
say("admission.revoked", _("The admission of “%(title)s” was taken back: %(reason)s"))


@handles("admission.admitted")
@handles("admission.refused")
@handles("admission.revoked")
def tell_the_applicant(payload: dict[str, Any]) -> None:
    """Tell the department's officer who applied."""
    admission = Admission.objects.get(pk=payload["admission_id"])
    notify(
        [admission.applied_by_id],
        f"admission.{payload['became']}",
        admission_id=admission.pk,
        title=admission.title,
        reason=admission.closing_reason,
    )
