"""Where whoever keeps a register finds it from the desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.rules import keeps_some_register
from core.desk import Place, places


@places()
def registers(user: Any) -> Iterator[Place]:
    """The site administration, for its keepers."""
    if keeps_some_register(user):
        what = _("The catalogue, organisations, experts, areas and holidays; from and into a spreadsheet.")
        yield Place(reverse("wagtailadmin_home"), _("Registers"), what)
