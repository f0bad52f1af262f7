"""Questions about invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.shortcuts import get_object_or_404

from accounts.areas.queries import within
from accounts.roles import Role, organisations_of, paths_of
from core.time import CoreNow

if TYPE_CHECKING:
    from accounts.invitations.models import Invitation


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def open(self) -> InvitationQuerySet:
        """Those that nobody has accepted or revoked; some may have run out."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def running(self) -> InvitationQuerySet:
        """Those whose link still works."""
        return self.open().filter(ends_at__gt=CoreNow())

    def of_organisation(self, organisation_id: int) -> InvitationQuerySet:
        """Those of one organisation, the newest first."""
        return self.filter(organisation_id=organisation_id).order_by("-invited_at", "-pk")

    def with_delivery(self) -> InvitationQuerySet:
        """Each with how far its link has come."""
        return self.select_related("delivery")

    def to_an_account(self, inviter: Any) -> InvitationQuerySet:
        """Those of one person that offer an account and no role, the newest first."""
        return self.filter(organisation__isnull=True, invited_by=inviter).order_by("-invited_at", "-pk")

    def to(self, *, email: str, phone: str) -> InvitationQuerySet:
        """Those to one address."""
        return self.filter(email=email, phone=phone)

    def touching(self, person: Any) -> InvitationQuerySet:
        """Those that a person has made, and those made to the person's addresses."""
        mine = Q(invited_by=person)
        if person.email:
            mine |= Q(email=person.email)
        if person.phone:
            mine |= Q(phone=person.phone)
        return self.filter(mine)

    def with_handle(self, handle: str) -> Invitation | None:
        """The invitation with this handle, with all that its page shows."""
        rows = self.select_related("organisation__area", "invited_by")
        return rows.filter(handle=handle).first()

    def seen_by_or_404(self, user: Any, number: int) -> Invitation:
        """The invitation with this number; raises Http404 where the user may not see it."""
        return get_object_or_404(self.visible_to(user).select_related("organisation__area"), pk=number)

    def visible_to(self, user: Any) -> InvitationQuerySet:
        """Those of one's organisations, of the area whose register one keeps, and the accounts one has offered."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self.all()
        own = Q(organisation_id__in=organisations_of(user)) | Q(organisation__isnull=True, invited_by=user)
        return self.filter(own | within(paths_of(user, Role.REGISTRAR), "organisation__area"))
