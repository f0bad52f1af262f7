"""People: who logs in, for whom they act, and where they live."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.areas.models import Area
from accounts.organisations.models import Organisation
from accounts.people.managers import UserManager
from accounts.people.queries import MembershipQuerySet, ResidentQuerySet
from accounts.roles import Role


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account; what they may do follows from their memberships."""

    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=100)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the site's administration"), default=False)
    date_joined = models.DateTimeField(_("since"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        app_label = "accounts"
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=True) | Q(email=Lower("email")), name="user_email_is_lower"
            ),
            models.CheckConstraint(condition=~Q(email="") & ~Q(phone=""), name="user_without_address_is_null"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; addresses are kept in small letters, and an empty one as none."""
        self.email = (self.email or "").strip().lower() or None
        self.phone = (self.phone or "").strip() or None
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """The name, as the site's administration asks for it."""
        return self.name

    def get_short_name(self) -> str:
        """The name, as the site's administration asks for it."""
        return self.name


class Membership(models.Model):
    """A person's role in an organisation, from one day to another; one person may hold several."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    since = models.DateField(_("since"))
    # The last day; empty while nobody has set one.
    until = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("membership")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since") - 1), name="membership_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(until__isnull=True),
                name="one_open_membership_a_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.organisation}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let everybody's roles be read anew."""
        super().save(*args, **kwargs)
        roles.forget()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and let everybody's roles be read anew."""
        deleted = super().delete(*args, **kwargs)
        roles.forget()
        return deleted


class Stratum(models.TextChoices):
    """Whether a resident rates without help; the strata of every rating."""

    SELF = "SELF", _("By oneself")
    ASSISTED = "ASSISTED", _("With help")


class Resident(models.Model):
    """Somebody who lives in a community; a grid worker has verified it or still has to."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="resident"
    )
    name = models.CharField(_("name"), max_length=100)
    community = models.ForeignKey(Area, models.PROTECT, related_name="people", verbose_name=_("community"))
    # Where, as the person says; for the grid worker who verifies it, and gone as soon as it is verified.
    home = models.CharField(_("address of the home"), max_length=120, blank=True, default="")
    stratum = models.CharField(_("rates"), max_length=10, choices=Stratum.choices, default=Stratum.SELF)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="registered_residents"
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="verified_residents"
    )
    verified_at = models.DateTimeField(null=True, blank=True)

    objects = ResidentQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("resident")
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="resident_verified_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(verified_by__isnull=True) | ~Q(user=F("verified_by")),
                name="resident_verified_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let everybody's roles be read anew."""
        super().save(*args, **kwargs)
        roles.forget()

    @property
    def is_verified(self) -> bool:
        """Whether a grid worker has verified that this person lives here."""
        return self.verified_at is not None
