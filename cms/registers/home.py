"""The first page of the site administration: the registers that the person keeps, and the way back to the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.urls import reverse
from wagtail.admin.ui.components import Component


class RegistersPanel(Component):
    """One entrance a register."""

    name = "registers"
    template_name = "cms/registers/home.html"
    order: ClassVar[int] = 10

    def __init__(self, models: Sequence[Any]) -> None:
        self.models = models

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The registers that the person enters."""
        user = parent_context["request"].user
        kept = [model.snippet_viewset for model in self.models]
        return {
            "registers": [
                {"url": reverse(one.get_url_name("list")), "label": one.menu_label, "icon": one.icon}
                for one in kept
                if one.permission_policy.user_has_permission(user, "view")
            ]
        }
