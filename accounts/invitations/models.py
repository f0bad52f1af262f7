"""Invitations: to act for an organisation in one role, or to an account alone; a link works once, and not for long."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.invitations.queries import InvitationQuerySet
from accounts.notifications.models_delivery import DeliveryState
from accounts.organisations.models import Organisation
from accounts.roles import Role


class Invitation(models.Model):
    """One invitation to one address; the link is made of its handle and the site's secret, and kept nowhere."""

    # Empty, with the role, where only an account is offered.
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations", null=True, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    # The inviter's: in it the link goes to somebody who has no account and so no language of their own.
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, blank=True)
    handle = models.CharField(max_length=32, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitations_made")
    invited_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="invitations_accepted"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("invitation")
        constraints = [
            models.CheckConstraint(condition=~Q(email="", phone=""), name="invitation_has_an_address"),
            models.CheckConstraint(condition=Q(email="") | Q(phone=""), name="invitation_has_one_address"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_is_lower"),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True, accepted_at__isnull=True)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="invitation_accepted_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True), name="invitation_ends_one_way"
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=True, role="") | (Q(organisation__isnull=False) & ~Q(role="")),
                name="invitation_to_a_role_or_to_an_account",
            ),
            models.UniqueConstraint(
                fields=["invited_by", "email", "phone"],
                condition=Q(organisation__isnull=True, accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_to_an_account",
            ),
            models.UniqueConstraint(
                fields=["organisation", "role", "email", "phone"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_a_role_and_address",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def could_not_be_sent(self) -> bool:
        """Whether the sending of its link was given up."""
        delivery = getattr(self, "delivery", None)
        return delivery is not None and delivery.state == DeliveryState.FAILED

    @property
    def address(self) -> str:
        """Where the link was sent."""
        return self.email or self.phone
