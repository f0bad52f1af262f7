"""What waits on people among the needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.desk import Waiting, waits
from core.views import thing_url
from procurement.needs.models import Need

MOST = 50  # lines a desk shows of one kind; the list behind it shows all


@waits(Role.BUYER_OFFICER)
def to_answer(user: Any) -> Iterator[Waiting]:
    """Needs that enough residents stand behind and the officer's street office has to answer."""
    for need in Need.objects.to_answer_by(user).select_related("area").order_by("pk")[:MOST]:
        yield Waiting(f"{need.title} · {need.area}", _("Answer the residents' need"), thing_url(need))
