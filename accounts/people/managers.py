"""Making users: by e-mail, without a user name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import BaseUserManager
from django.db.models import Exists, OuterRef, QuerySet

if TYPE_CHECKING:
    from accounts.people.models import User


class UserManager(BaseUserManager["User"]):
    """Makes users and finds them by e-mail, in whatever letter case it was typed."""

    use_in_migrations = True

    def create_user(self, email: str | None = None, password: str | None = None, **facts: Any) -> User:
        """Return a new user; without a password nobody can log in as them."""
        user = self.model(email=email, **facts)
        user.set_password(password)
        user.save(using=self._db)
        if user.email:  # whoever makes the account knows the person: nobody proves this address again
            EmailAddress.objects.using(self._db).create(user=user, email=user.email, verified=True, primary=True)
        return user

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> User:
        """Return a new operator, who may enter the site's administration and starts an empty register."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **facts)

    def unproven(self) -> QuerySet[User]:
        """Sign-ups whose address nobody has proven: anybody may have made them. Nobody has come in by one yet."""
        said, proven = (EmailAddress.objects.filter(user=OuterRef("pk"), verified=done) for done in (False, True))
        return self.filter(Exists(said), ~Exists(proven), phone=None, last_login=None, is_staff=False)

    def with_address(self, email: str) -> User | None:
        """Return the active user with an e-mail address that is proven to be theirs, or None."""
        known = self.exclude(pk__in=self.unproven().values("pk"))
        return known.filter(email=email.strip().lower(), is_active=True).first()

    def forget_unproven(self, email: str | None) -> None:
        """Forget a sign-up with an address that nobody has proven, where its owner is about to have an account."""
        self.unproven().filter(email=(email or "").strip().lower()).delete()

    def with_phone(self, phone: str) -> User | None:
        """Return the active user with a telephone number, or None."""
        return self.filter(phone=phone, is_active=True).first() if phone else None

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with an e-mail address; letter case does not matter."""
        return self.get(email=(username or "").strip().lower())
