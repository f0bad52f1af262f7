"""How people come in: they log in by e-mail, and nobody signs up without having been registered."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class ClosedSignup(DefaultAccountAdapter):
    """Accounts are made by the register (organisations, grid workers), never by a public sign-up form."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Whether anybody may make an account: no."""
        return False
