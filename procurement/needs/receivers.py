"""Whom the news of a need concerns: those behind it, and the officers who have to answer it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.notifications.services import notify
from accounts.notifications.texts import say
from accounts.organisations.kinds import OrganisationKind
from accounts.roles import Role
from core.audit.outbox import handles
from core.time import today
from procurement.needs.models import Need

say("need.supported", _("“%(title)s” has the support it needs. Adopt it, merge it with a like need, or say why not."))
say("need.adopted", _("The street office has taken up “%(title)s”."))
say("need.declined", _("“%(title)s” was not taken up: %(reason)s"))
say("need.merged", _("“%(title)s” goes on together with “%(into)s”; your support goes with it."))


@handles("need.supported")
def ask_the_officers(payload: dict[str, Any]) -> None:
    """Tell the officers of the area's buyers that a need waits for their answer."""
    need = Need.objects.select_related("area").get(pk=payload["need_id"])
    officers = Membership.objects.on(today()).filter(
        role=Role.BUYER_OFFICER,
        organisation__kind=OrganisationKind.BUYER,
        organisation__area__in=need.area.line,
    )
    notify(officers.values_list("person", flat=True), "need.supported", need_id=need.pk, title=need.title)


@handles("need.adopted")
@handles("need.declined")
@handles("need.merged")
def tell_those_behind_it(payload: dict[str, Any]) -> None:
    """Tell the proposer and the supporters what has become of the need."""
    need = Need.objects.select_related("merged_into").get(pk=payload["need_id"])
    notify(
        Need.objects.filter(pk=need.pk).people_behind(),
        f"need.{need.state.lower()}",
        need_id=need.pk,
        title=need.title,
        reason=need.decline_reason,
        into=need.merged_into.title if need.merged_into else "",
    )
