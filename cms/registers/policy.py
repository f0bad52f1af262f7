"""Who enters a register in the site administration, as Wagtail asks it; rules decide, not its groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.permission_policies.base import BasePermissionPolicy

from accounts.models import User
from core.acts import may


class RegisterPolicy(BasePermissionPolicy):
    """Nobody deletes; who keeps the register enters it, and changes what the right of the register lets them."""

    def __init__(self, model: Any, *, keeps: Callable[[Any], bool], right: str, is_written_by_hand: bool) -> None:
        super().__init__(model)
        self.keeps, self.right = keeps, right
        self.actions = {"view", "add", "change"} if is_written_by_hand else {"view"}

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether the person may do it with some of the rows."""
        return action in self.actions and self.keeps(user)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Whether the person may do it with this row."""
        if not self.user_has_permission(user, action):
            return False
        return action == "view" or may(user, self.right, instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        """Whether the person may do any of it with this row."""
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def users_with_any_permission(self, actions: Any) -> Any:
        """Nobody is listed: who keeps a register follows from memberships, day by day."""
        return User.objects.none()
