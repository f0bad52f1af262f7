"""What awards hear: a signed report proposes its first candidate; letters go to the people they are for."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.notifications.services import notify
from accounts.notifications.texts import say
from core.audit.outbox import handles
from procurement.awards.services import propose_award
from procurement.evaluations.models import Evaluation
from procurement.signals import evaluation_reported
from procurement.telling import named, project_of

TOLD = {
    "award.proposed": _("The evaluation of “%(project)s” is reported: confirm the winner within five working days."),
    "award.confirmed": _(
        "The winner of “%(project)s” is confirmed: a second person publishes it within two working days."
    ),
    "award.letter": _("You have won “%(project)s”: sign the contract within 30 days."),
    "award.loser_letter": _("The result of “%(project)s” is published: read your points, your rank and the reason."),
    "award.final": _("The award of “%(project)s” is final."),
}


def _teller(topic: str) -> None:
    @handles(topic)
    def tell(payload: dict[str, Any]) -> None:
        key = f"{payload['award']}:{payload.get('bid', '')}"
        facts = {name: payload[name] for name in payload if name != "people"}
        letter = reverse("result_letter", args=[payload["bid"]]) if "bid" in payload else ""
        notify(payload["people"], topic, key=key, url=letter, **facts, project=project_of(payload["ocid"]))


for topic, sentence in TOLD.items():
    say(topic, sentence, worded=named)
    _teller(topic)


@receiver(evaluation_reported, dispatch_uid="procurement.awards.propose")
def propose_the_first(sender: Any, evaluation: Evaluation, by: Any, **kwargs: Any) -> None:
    """Propose the best placed bid of a signed report."""
    first = evaluation.lines.ranked().select_related("bid").first()
    if first is not None:
        propose_award(evaluation, first, by=by, role="procurement.sign_report")
