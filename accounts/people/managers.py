"""Making users: by e-mail, without a user name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import BaseUserManager

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

    def with_address(self, email: str) -> User | None:
        """Return the active user with an e-mail address, or None."""
        return self.filter(email=email.strip().lower(), is_active=True).first()

    def with_phone(self, phone: str) -> User | None:
        """Return the active user with a telephone number, or None."""
        return self.filter(phone=phone, is_active=True).first() if phone else None

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with an e-mail address; letter case does not matter."""
        return self.get(email=(username or "").strip().lower())
