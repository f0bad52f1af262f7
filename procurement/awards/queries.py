"""Questions about awards and notices, as words of the QuerySet."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.roles import BUYER_ROLES, Role, organisations_of, supervised_paths
from procurement.awards.states import AwardState
from procurement.bids.states import RECEIVED, BidState

if TYPE_CHECKING:
    from procurement.awards.models import Award, ResultNotice


# Who gets a letter with the result: everybody whose bid was opened.
TOLD = RECEIVED - {BidState.SEALED, BidState.RETURNED}


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

    def run_by(self, user: Any) -> AwardQuerySet:
        """Awards of the user's buyers and of the areas that the user supervises."""
        ways = [Q(lot__tender__buyer__in=organisations_of(user, *BUYER_ROLES))]
        ways += [Q(lot__tender__plan_item__area__path__startswith=path) for path in supervised_paths(user)]
        return self.filter(reduce(or_, ways))

    def decided_by(self, user: Any) -> AwardQuerySet:
        """Awards of the buyers for whom the user decides."""
        return self.filter(lot__tender__buyer__in=organisations_of(user, *BUYER_ROLES))

    def supervised_by(self, user: Any) -> AwardQuerySet:
        """Awards of the areas that the user supervises."""
        ways = [Q(lot__tender__plan_item__area__path__startswith=path) for path in supervised_paths(user)]
        return self.filter(reduce(or_, ways)) if ways else self.none()

    def not_confirmed_by(self, user: Any) -> AwardQuerySet:
        """Awards that somebody else confirmed."""
        return self.exclude(confirmed_by=user.pk)

    def undecided(self) -> AwardQuerySet:
        """Awards that the buyer has still to confirm or to publish."""
        return self.filter(state__in=[AwardState.PROPOSED, AwardState.CONFIRMED])

    def for_list(self) -> AwardQuerySet:
        """With what a line of a list, a right and a page's head need."""
        return self.select_related(
            "lot__tender__plan_item__area", "lot__tender__buyer", "bid__supplier", "evaluation", "confirmed_by"
        )

    def published(self) -> AwardQuerySet:
        """Awards that everybody may read of."""
        return self.filter(published_at__isnull=False)

    def by_key(self, key: int) -> Award | None:
        """The award of a key, if it is among these."""
        return self.filter(pk=key).first()


class ResultNoticeQuerySet(models.QuerySet["ResultNotice"]):
    """Words for notices of results."""

    def visible_to(self, user: Any) -> ResultNoticeQuerySet:
        """Notices that `user` may read: all, they are public."""
        return self.all()

    def of_award(self, key: int) -> ResultNotice | None:
        """The notice of an award, with what its page shows."""
        rows = self.filter(award=key).select_related(
            "award__bid__supplier", "award__evaluation", "lot__tender__plan_item"
        )
        return rows.first()

    def told_to(self, user: Any) -> ResultNoticeQuerySet:
        """Notices of the lots on which a supplier of the user's handed in a bid, with `bid_id`, their letter."""
        mine = Q(lot__bids__supplier__in=organisations_of(user, Role.SUPPLIER), lot__bids__state__in=TOLD)
        rows = self.filter(mine).exclude(award__state=AwardState.REVOKED)
        return rows.annotate(bid_id=models.F("lot__bids")).select_related("award", "lot__tender__plan_item")
