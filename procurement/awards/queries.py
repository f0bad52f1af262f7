"""Questions about awards and notices, as words of the QuerySet."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.roles import BUYER_ROLES, organisations_of, supervised_paths
from procurement.awards.states import AwardState

if TYPE_CHECKING:
    from procurement.awards.models import Award, ResultNotice  # noqa: F401 (named in the types below)


class AwardQuerySet(models.QuerySet["Award"]):
    """Words for awards."""

    def visible_to(self, user: Any) -> AwardQuerySet:
        """Published awards for everybody; before that, for the buyer's people and the supervisors of the area."""
        ways = [Q(published_at__isnull=False)]
        if user.pk is not None and user.is_active:
            ways.append(Q(lot__tender__buyer__in=organisations_of(user, *BUYER_ROLES)))
            ways += [Q(lot__tender__plan_item__area__path__startswith=path) for path in supervised_paths(user)]
        return self.filter(reduce(or_, ways))

    def standing(self) -> AwardQuerySet:
        """Awards that are not revoked: at most one a lot."""
        return self.exclude(state=AwardState.REVOKED)

    def revoked(self) -> AwardQuerySet:
        """Awards that were revoked."""
        return self.filter(state=AwardState.REVOKED)

    def waiting_for_confirmation(self) -> AwardQuerySet:
        """Awards that the buyer has to confirm."""
        return self.filter(state=AwardState.PROPOSED)

    def waiting_for_publication(self) -> AwardQuerySet:
        """Awards that a second person has to publish."""
        return self.filter(state=AwardState.CONFIRMED)

    def unchallenged_on(self, day: date) -> AwardQuerySet:
        """Published awards whose window for challenges is over on a day."""
        return self.filter(state=AwardState.PUBLISHED, challenge_until__lt=day)


class ResultNoticeQuerySet(models.QuerySet["ResultNotice"]):
    """Words for notices of results."""

    def visible_to(self, user: Any) -> ResultNoticeQuerySet:
        """Notices that `user` may read: all, they are public."""
        return self.all()
