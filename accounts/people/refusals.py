"""What a grid worker does with an application that does not hold."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Resident
from core.audit.outbox import announce
from core.audit.record import record
from core.transitions import check, refuse

RIGHT = "accounts.verify_resident"


@transaction.atomic
def refuse_resident(resident_id: int, *, reason: str, by: Any) -> Resident:
    """Take an application away with a reason, which the person is told; they may apply again. Raises Refused."""
    rows = Resident.objects.select_for_update(of=("self",)).select_related("community")
    resident = rows.get(pk=resident_id)
    check(RIGHT, by=by, thing=resident)
    if resident.is_verified:
        raise refuse(_("The resident has been verified already."))
    record(resident, verb="refuse", by=by, role=RIGHT, reason=reason)
    told = {"user_id": resident.user_id, "number": resident.pk, "reason": reason}
    announce("resident.refused", str(resident.pk), **told)
    resident.delete()
    return resident
