"""Where a resident finds what they have said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import RESIDENT
from core.desk import Place, places


@places(RESIDENT, at=20)
def said(user: Any) -> Iterator[Place]:
    """Everything that the person has said, in one place."""
    what = _("Your needs, your voices, your comments and opinions, and what became of each.")
    yield Place(reverse("involvement"), _("What I have said"), what)
