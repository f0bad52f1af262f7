"""Questions to tenders, lots, questions and comments, as words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, NullIf

from accounts.areas.queries import within
from accounts.organisations.kinds import OrganisationKind
from accounts.roles import Role, organisations_of, paths_of, supervised_paths
from core.search import holding, text_of
from core.time import CoreNow
from core.words import TitleColumn
from procurement.buyers import BUYING
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


def title_of_lot(lot: str) -> Any:
    """Return the expression of what a lot (at a lookup prefix) is called: by its own title, else by its tender's."""
    tender = TitleColumn(f"{lot}tender__title", f"{lot}tender__title_en")
    own = NullIf(NullIf(f"{lot}title", Value("")), f"{lot}tender__title")
    return Coalesce(own, tender)


def unanswered(name: str) -> models.QuerySet[Any]:
    """Return what was said to an outer tender and waits for its answer: questions or comments."""
    said: Any = apps.get_model("procurement", name)
    return said.objects.filter(tender=models.OuterRef("pk"), answered_at=None)


SEARCHED = text_of("title", "title_en")  # what `tender_bigrams` indexes


class TenderQuerySet(models.QuerySet["Tender"]):
    """Questions to tenders."""

    def visible_to(self, user: Any) -> TenderQuerySet:
        """The tenders that `user` may read; the twin of `can_see_tender`."""
        return self.filter(visible(user))

    def public(self) -> TenderQuerySet:
        """The tenders that everybody may read."""
        return self.filter(public())

    def called(self, words: str) -> TenderQuerySet:
        """Tenders whose title, in either language, holds every one of the words."""
        return self.filter(holding(SEARCHED, words))

    def standing(self) -> TenderQuerySet:
        """Tenders that still hold their plan item: neither cancelled nor failed."""
        return self.exclude(state__in=sorted(OVER_WITHOUT_RESULT))

    def past_deadline(self) -> TenderQuerySet:
        """Open tenders whose deadline has passed by the database's clock."""
        return self.filter(state=TenderState.OPEN, deadline__lte=CoreNow())

    def closing_before(self, instant: datetime) -> TenderQuerySet:
        """Open tenders whose deadline lies before an instant."""
        return self.filter(state=TenderState.OPEN, deadline__lt=instant)

    def in_custody_of(self, user: Any) -> TenderQuerySet:
        """The tenders that `user` may read or keeps a key of: the twin of `can_see_custody`."""
        keeps = within(paths_of(user, Role.CUSTODIAN, kind=OrganisationKind.SUPERVISOR), "plan_item__area")
        return self.filter(visible(user) | keeps)

    def kept_by(self, user: Any) -> TenderQuerySet:
        """The tenders of which the person keeps a key."""
        return self.filter(custodian_keys__custodian=user.pk)

    def run_by(self, user: Any) -> TenderQuerySet:
        """The tenders of the buyers that the person works for, and of those that have mandated their agency."""
        return self.filter(
            Q(buyer__in=organisations_of(user, *BUYING)) | Q(agency__in=organisations_of(user, Role.AGENT))
        )

    def written_by(self, user: Any) -> TenderQuerySet:
        """The tenders whose document the person writes, for the buyer or for the agency it has mandated."""
        return self.filter(
            Q(buyer__in=organisations_of(user, Role.BUYER_OFFICER)) | Q(agency__in=organisations_of(user, Role.AGENT))
        )

    def drafts(self) -> TenderQuerySet:
        """Documents that are being written."""
        return self.filter(state=TenderState.DRAFT)

    def with_open_comments(self) -> TenderQuerySet:
        """Drafts before the residents, with comments that wait for their outcome."""
        return self.filter(models.Exists(unanswered("ClauseComment")), state=TenderState.PUBLIC_COMMENT)

    def to_settle(self) -> TenderQuerySet:
        """Drafts before the residents whose time is over, with every comment answered."""
        over = self.filter(state=TenderState.PUBLIC_COMMENT, comment_until__lte=CoreNow())
        return over.filter(~models.Exists(unanswered("ClauseComment")))

    def with_open_questions(self) -> TenderQuerySet:
        """Open tenders with questions that wait for an answer, the first of them since `first_asked_at`."""
        first = unanswered("Question").order_by("asked_at").values("asked_at")[:1]
        asked = self.annotate(first_asked_at=models.Subquery(first))
        return asked.filter(state=TenderState.OPEN, first_asked_at__isnull=False)

    def waiting_for_second_person(self, user: Any) -> TenderQuerySet:
        """Documents in review at the person's office of which they wrote no word."""
        return self.filter(state=TenderState.REVIEW, buyer__in=organisations_of(user, *BUYING)).exclude(
            Q(writers__contains=[user.pk]) | Q(drafted_by=user.pk) | Q(submitted_by=user.pk)
        )

    def waiting_for_keys(self, user: Any) -> TenderQuerySet:
        """Tenders before their publication of which the person is to hold a key and has none that is proven."""
        keeps = within(paths_of(user, Role.CUSTODIAN, kind=OrganisationKind.SUPERVISOR), "plan_item__area")
        mine = Q(buyer__in=organisations_of(user, Role.CUSTODIAN)) | keeps
        states = (TenderState.REVIEW, TenderState.PUBLIC_COMMENT)
        return self.filter(mine, state__in=states).exclude(
            custodian_keys__custodian=user.pk, custodian_keys__proven_at__isnull=False
        )

    def open_for_comments(self, areas: Sequence[int]) -> TenderQuerySet:
        """Drafts that take comments now, for one of these areas."""
        return self.filter(state=TenderState.PUBLIC_COMMENT, comment_until__gt=CoreNow(), plan_item__area__in=areas)

    def of_purchase(self, ocid: str) -> Tender | None:
        """The last tender of a purchase."""
        return self.filter(plan_item__ocid=ocid).order_by("-pk").first()

    def by_key(self, key: int) -> Tender | None:
        """The tender of a key, if it is among these."""
        return self.filter(pk=key).first()

    def for_list(self) -> TenderQuerySet:
        """With what a line of a list shows."""
        return self.select_related("plan_item__area", "buyer")

    def with_text(self) -> TenderQuerySet:
        """Tenders with everything that a reader of the document sees, and the instant `read_at` of the reading."""
        read = self.annotate(read_at=CoreNow()).select_related("plan_item__area", "buyer", "agency")
        return read.prefetch_related("lots", "milestones", "sections__items")

    def with_document(self) -> TenderQuerySet:
        """Tenders with everything that the document's guards look at, in a fixed number of queries."""
        return self.with_text().prefetch_related("plan_item__budget_lines")


class LotQuerySet(models.QuerySet["Lot"]):
    """Questions to lots."""

    def visible_to(self, user: Any) -> LotQuerySet:
        """The lots of the tenders that `user` may read."""
        return self.filter(visible(user, "tender__"))

    def with_tender(self) -> LotQuerySet:
        """With the tender and what its rights ask about."""
        return self.select_related("tender__plan_item__area", "tender__buyer")


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions to the questions."""

    def visible_to(self, user: Any) -> QuestionQuerySet:
        """Questions and answers are as public as their tender."""
        return self.filter(visible(user, "tender__"))

    def of_tender(self, tender: Tender) -> QuestionQuerySet:
        """The questions to a tender, those that wait first, then the newest."""
        return self.filter(tender=tender).order_by(models.F("answered_at").asc(nulls_first=True), "-asked_at", "-pk")

    def said_to(self, tender: Tender) -> QuestionQuerySet:
        """The questions to a tender, for their list."""
        return self.filter(tender=tender)

    def with_tender(self) -> QuestionQuerySet:
        """With the tender and what its rights ask about."""
        return self.select_related("tender__plan_item__area", "tender__buyer")

    def unanswered(self) -> QuestionQuerySet:
        """Questions that wait for an answer."""
        return self.filter(answered_at=None)


class ClauseCommentQuerySet(models.QuerySet["ClauseComment"]):
    """Questions to the residents' comments."""

    def visible_to(self, user: Any) -> ClauseCommentQuerySet:
        """Comments and what became of them are as public as their tender."""
        return self.filter(visible(user, "tender__"))

    def of_tender(self, tender: Tender) -> ClauseCommentQuerySet:
        """The comments on a draft, those that wait first, then the newest."""
        return self.filter(tender=tender).order_by(models.F("answered_at").asc(nulls_first=True), "-at", "-pk")

    def of_person(self, user: Any) -> ClauseCommentQuerySet:
        """What a person said to drafts, the newest first, with the tender."""
        return self.filter(by=user).select_related("tender").order_by("-at", "-pk")

    def said_to(self, tender: Tender) -> ClauseCommentQuerySet:
        """The comments on a draft, for their list."""
        return self.filter(tender=tender)

    def with_tender(self) -> ClauseCommentQuerySet:
        """With the tender and what its rights ask about."""
        return self.select_related("tender__plan_item__area", "tender__buyer")

    def unanswered(self) -> ClauseCommentQuerySet:
        """Comments without an outcome."""
        return self.filter(answered_at=None)


def tenderless(user: Any) -> models.QuerySet[PlanItem]:
    """Published plan items of the person's buyers on which no tender stands."""
    standing = apps.get_model("procurement", "Tender")._default_manager.filter(plan_item=models.OuterRef("pk"))
    return (
        PlanItem.objects.ready_for_tender()
        .filter(~models.Exists(standing.exclude(state__in=sorted(OVER_WITHOUT_RESULT))))
        .filter(buyer__in=organisations_of(user, Role.BUYER_OFFICER))
        .order_by("ocid")
    )


def begins_again(tender: Tender, user: Any) -> bool:
    """Whether a person may begin anew what this tender did not bring about."""
    return tender.state in OVER_WITHOUT_RESULT and tenderless(user).filter(pk=tender.plan_item_id).exists()


def waiting_for_tender(buyer_name: str, service_kind: str) -> models.QuerySet[PlanItem]:
    """Published plan items of a buyer for a kind of service on which no tender stands."""
    return (
        PlanItem.objects.filter(
            state=PlanItemState.PUBLISHED, buyer__name=buyer_name, service_kind=service_kind, tenders=None
        )
        .select_related("drafted_by")
        .order_by("ocid")
    )
