"""Whom the outbox tells what: one topic, the organisation in its payload, the roles there, one sentence.

The purchase is named by its title, for which its number stands in the payload.
"""

from __future__ import annotations

from typing import Any

from accounts.models import Membership
from accounts.notifications.services import notify
from accounts.notifications.texts import Text, say
from core.audit.outbox import handles
from core.time import today
from procurement.telling import named, project_of


def tell(topic: str, whom: tuple[str, ...], sentence: Text) -> None:
    """Let the people with roles `whom[1:]` in the organisation `payload[whom[0]]` read `sentence`, once a message."""
    side, *roles = whom
    say(topic, sentence, worded=named)

    def told(payload: dict[str, Any]) -> None:
        people = Membership.objects.people([payload[side]], *roles, day=today())
        notify(people, topic, **payload, project=project_of(payload["ocid"]))

    handles(topic)(told)
