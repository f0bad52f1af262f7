"""Questions to tenders, lots, questions and comments, as words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.areas.queries import within
from accounts.roles import organisations_of, supervised_paths
from core.time import CoreNow
from procurement.plans.models import PlanItem
from procurement.plans.states import PlanItemState
from procurement.tenders.states import OVER_WITHOUT_RESULT, PUBLIC_STATES, TenderState

if TYPE_CHECKING:
    from procurement.tenders.models import Lot, Tender  # noqa: F401 (named in the types below)
    from procurement.tenders.models_talk import ClauseComment, Question  # noqa: F401


def public(prefix: str = "") -> Q:
    """Return the condition that a tender (at a lookup prefix) may be read by everybody."""
    state, published, asked = f"{prefix}state", f"{prefix}published_at__isnull", f"{prefix}comment_until__isnull"
    return Q(**{f"{state}__in": sorted(PUBLIC_STATES)}) | (
        Q(**{state: TenderState.CANCELLED}) & (Q(**{published: False}) | Q(**{asked: False}))
    )


def visible(user: Any, prefix: str = "") -> Q:
    """Return the condition that `user` may read a tender: public, or of the own office, mandate or supervised area."""
    own = organisations_of(user)
    return (
        public(prefix)
        | Q(**{f"{prefix}buyer__in": own})
        | Q(**{f"{prefix}agency__in": own})
        | within(supervised_paths(user), f"{prefix}plan_item__area")
    )


class TenderQuerySet(models.QuerySet["Tender"]):
    """Questions to tenders."""

    def visible_to(self, user: Any) -> TenderQuerySet:
        """The tenders that `user` may read; the twin of `can_see_tender`."""
        return self.filter(visible(user))

    def public(self) -> TenderQuerySet:
        """The tenders that everybody may read."""
        return self.filter(public())

    def standing(self) -> TenderQuerySet:
        """Tenders that still hold their plan item: neither cancelled nor failed."""
        return self.exclude(state__in=sorted(OVER_WITHOUT_RESULT))

    def past_deadline(self) -> TenderQuerySet:
        """Open tenders whose deadline has passed by the database's clock."""
        return self.filter(state=TenderState.OPEN, deadline__lte=CoreNow())

    def closing_before(self, instant: datetime) -> TenderQuerySet:
        """Open tenders whose deadline lies before an instant."""
        return self.filter(state=TenderState.OPEN, deadline__lt=instant)

    def with_document(self) -> TenderQuerySet:
        """Tenders with everything that the document's guards look at, in a fixed number of queries."""
        return self.select_related("plan_item", "buyer").prefetch_related(
            "lots", "milestones", "sections__items", "plan_item__budget_lines"
        )


class LotQuerySet(models.QuerySet["Lot"]):
    """Questions to lots."""

    def visible_to(self, user: Any) -> LotQuerySet:
        """The lots of the tenders that `user` may read."""
        return self.filter(visible(user, "tender__"))


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions to the questions."""

    def visible_to(self, user: Any) -> QuestionQuerySet:
        """Questions and answers are as public as their tender."""
        return self.filter(visible(user, "tender__"))

    def unanswered(self) -> QuestionQuerySet:
        """Questions that wait for an answer."""
        return self.filter(answered_at=None)


class ClauseCommentQuerySet(models.QuerySet["ClauseComment"]):
    """Questions to the residents' comments."""

    def visible_to(self, user: Any) -> ClauseCommentQuerySet:
        """Comments and what became of them are as public as their tender."""
        return self.filter(visible(user, "tender__"))

    def unanswered(self) -> ClauseCommentQuerySet:
        """Comments without an outcome."""
        return self.filter(answered_at=None)


def waiting_for_tender(buyer_name: str, service_kind: str) -> models.QuerySet[PlanItem]:
    """Published plan items of a buyer for a kind of service on which no tender stands."""
    return (
        PlanItem.objects.filter(
            state=PlanItemState.PUBLISHED, buyer__name=buyer_name, service_kind=service_kind, tenders=None
        )
        .select_related("drafted_by")
        .order_by("ocid")
    )
