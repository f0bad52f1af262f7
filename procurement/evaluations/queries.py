"""Questions about evaluations, as words of the QuerySet. Suppliers never meet a member or a score."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.roles import BUYER_ROLES, Role, organisations_of, supervised_paths
from procurement.bids.states import BidState
from procurement.evaluations.states import OPEN_AMONG_MEMBERS, EvaluationState
from procurement.tenders.states import LotState

if TYPE_CHECKING:
    from procurement.evaluations.models import CommitteeMember, Evaluation
    from procurement.evaluations.models_results import LowPriceQuery, ResultLine  # noqa: F401

# The buyer's people who run an evaluation.


def run_by(user: Any, evaluation: str = "") -> Q:
    """Evaluations of the user's buyers and of the areas the user supervises; `evaluation` is the path to them."""
    tender = f"{evaluation}lot__tender__"
    ways = [Q(**{f"{tender}buyer__in": organisations_of(user, *BUYER_ROLES)})]
    ways += [Q(**{f"{tender}plan_item__area__path__startswith": path}) for path in supervised_paths(user)]
    competes = Q(**{f"{evaluation}lot__bids__supplier__in": organisations_of(user, Role.SUPPLIER)})
    return reduce(or_, ways) & ~competes


def sits_in(user: Any, evaluation: str = "") -> Q:
    """Evaluations in whose committee the user sits."""
    return Q(**{f"{evaluation}members__user": user.pk, f"{evaluation}members__recused_at": None})


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    """Words for evaluations."""

    def visible_to(self, user: Any) -> EvaluationQuerySet:
        """Evaluations that `user` may know of: the buyer's people, supervisors of the area, sitting members."""
        if user.pk is None or not user.is_active:
            return self.none()
        members = self.model.objects.filter(sits_in(user)).values("pk")
        return self.filter(run_by(user) | Q(pk__in=members))

    def standing(self) -> EvaluationQuerySet:
        """Evaluations that are not void: at most one a lot."""
        return self.exclude(state=EvaluationState.VOID)

    def run_by(self, user: Any) -> EvaluationQuerySet:
        """Evaluations of the user's buyers and of the areas that the user supervises."""
        return self.filter(run_by(user))

    def sat_in_by(self, user: Any) -> EvaluationQuerySet:
        """Evaluations in whose committee the user sits."""
        return self.filter(pk__in=self.model.objects.filter(sits_in(user)).values("pk"))

    def of_officer(self, user: Any) -> EvaluationQuerySet:
        """Evaluations of the buyers for whom the user is an officer."""
        return self.filter(lot__tender__buyer__in=organisations_of(user, Role.BUYER_OFFICER))

    def to_draw(self) -> EvaluationQuerySet:
        """Evaluations whose committee is not drawn yet."""
        return self.filter(state=EvaluationState.FORMING, drawn_at=None)

    def to_form_anew(self) -> EvaluationQuerySet:
        """Void evaluations of lots that are still in evaluation and have no other."""
        others = self.model.objects.exclude(state=EvaluationState.VOID).values("lot")
        latest = self.model.objects.filter(lot=models.OuterRef("lot")).order_by("-attempt").values("pk")[:1]
        void = self.filter(state=EvaluationState.VOID, lot__state=LotState.EVALUATING, pk=models.Subquery(latest))
        return void.exclude(lot__in=others)

    def for_list(self) -> EvaluationQuerySet:
        """With what a line of a list, a right and a page's head need."""
        return self.select_related("lot__tender__plan_item__area", "lot__tender__buyer")

    def by_key(self, key: int) -> Evaluation | None:
        """The evaluation of a key, if it is among these."""
        return self.filter(pk=key).first()


class CommitteeMemberQuerySet(models.QuerySet["CommitteeMember"]):
    """Words for members of committees."""

    def visible_to(self, user: Any) -> CommitteeMemberQuerySet:
        """Members of the committees that `user` may know of; suppliers never meet them here."""
        evaluations = self.model._meta.get_field("evaluation").related_model.objects.visible_to(user)  # type: ignore[union-attr]
        return self.filter(evaluation__in=evaluations)

    def sitting(self) -> CommitteeMemberQuerySet:
        """Members who have not been recused."""
        return self.filter(recused_at=None)

    def at_work(self) -> CommitteeMemberQuerySet:
        """Members of committees whose work is not over."""
        return self.sitting().exclude(evaluation__state__in=[EvaluationState.REPORTED, EvaluationState.VOID])

    def seats_at_work(self, user: Any) -> CommitteeMemberQuerySet:
        """The user's seats in committees whose work is not over, with what a desk shows of them."""
        seats = self.at_work().filter(user=user.pk)
        return seats.select_related("evaluation__lot__tender__plan_item").order_by("evaluation__review_on", "pk")

    def on_record(self) -> CommitteeMemberQuerySet:
        """Everybody who was given a seat, experts in the order of the draw, then the buyer's representatives."""
        return self.select_related("user").order_by(models.F("draw_position").asc(nulls_last=True), "pk")

    def by_key(self, key: int) -> CommitteeMember | None:
        """The seat of a key, if it is among these."""
        return self.filter(pk=key).first()


class OfBidQuerySet(models.QuerySet[Any]):
    """Words for points of bids."""

    def with_letters(self, evaluation: Evaluation) -> OfBidQuerySet:
        """Each row with `letter`, the name of its bid in an evaluation; in the order of letters and items."""
        return (
            self.filter(bid__blind_names__evaluation=evaluation)
            .annotate(letter=models.F("bid__blind_names__letter"))
            .select_related("item")
            .order_by("letter", "item__section__order", "item__order", "pk")
        )


class ScoreQuerySet(OfBidQuerySet):
    """Words for scores."""

    def visible_to(self, user: Any) -> ScoreQuerySet:
        """A member's own scores; those of others only once every member has frozen."""
        if user.pk is None or not user.is_active:
            return self.none()
        evaluation = self.model._meta.get_field("member").related_model._meta.get_field("evaluation").related_model
        opened = evaluation.objects.visible_to(user).filter(state__in=OPEN_AMONG_MEMBERS)
        return self.filter(Q(member__user=user.pk, member__recused_at=None) | Q(member__evaluation__in=opened))

    def counting(self) -> ScoreQuerySet:
        """Scores of sitting members; a recused member's opinion is void."""
        return self.filter(member__recused_at=None)

    def of_member(self, member: CommitteeMember) -> ScoreQuerySet:
        """What one member gave."""
        return self.filter(member=member)

    def compared(self, evaluation_ids: Any) -> ScoreQuerySet:
        """Counting scores of the valid bids of some evaluations, with what outliers are found from."""
        valid = self.counting().filter(member__evaluation__in=evaluation_ids, bid__state=BidState.VALID)
        return valid.select_related("item", "member", "explanation").order_by("pk")


class LowPriceQueryQuerySet(models.QuerySet["LowPriceQuery"]):
    """Words for questions about low prices."""

    def visible_to(self, user: Any) -> LowPriceQueryQuerySet:
        """Questions of the evaluations that `user` may know of, and those put to the user's own supplier."""
        if user.pk is None or not user.is_active:
            return self.none()
        evaluations = self.model._meta.get_field("evaluation").related_model.objects.visible_to(user)  # type: ignore[union-attr]
        return self.filter(Q(evaluation__in=evaluations) | Q(bid__supplier__in=organisations_of(user, Role.SUPPLIER)))

    def with_letters(self) -> LowPriceQueryQuerySet:
        """Questions with `letter`, the name under which the committee knows the bid."""
        return (
            self.filter(bid__blind_names__evaluation=models.F("evaluation"))
            .annotate(letter=models.F("bid__blind_names__letter"))
            .select_related(
                "bid__supplier",
                "bid__lot__tender",
                "evaluation__lot__tender__plan_item__area",
                "evaluation__lot__tender__buyer",
            )
            .order_by("letter")
        )

    def to_answer_by(self, user: Any) -> LowPriceQueryQuerySet:
        """Questions that wait for an explanation of one of the user's suppliers."""
        mine = self.filter(bid__supplier__in=organisations_of(user, Role.SUPPLIER), answered_at=None, accepted=None)
        return mine.order_by("due_at", "pk")

    def undecided(self) -> LowPriceQueryQuerySet:
        """Questions on which the committee has not decided."""
        return self.filter(accepted=None)

    def by_key(self, key: int) -> LowPriceQuery | None:
        """The question of a key, if it is among these."""
        return self.filter(pk=key).first()


class ResultLineQuerySet(models.QuerySet["ResultLine"]):
    """Words for results."""

    def visible_to(self, user: Any) -> ResultLineQuerySet:
        """Lines of the evaluations that `user` may know of; suppliers read theirs in the letter of the result."""
        evaluations = self.model._meta.get_field("evaluation").related_model.objects.visible_to(user)  # type: ignore[union-attr]
        return self.filter(evaluation__in=evaluations)

    def ranked(self) -> ResultLineQuerySet:
        """Lines of bids that were ranked, in the order of their places."""
        return self.filter(place__isnull=False).order_by("place")

    def with_names(self) -> ResultLineQuerySet:
        """Lines with supplier and `letter`, the ranked ones first."""
        return (
            self.filter(bid__blind_names__evaluation=models.F("evaluation"))
            .annotate(letter=models.F("bid__blind_names__letter"))
            .select_related("bid__supplier")
            .order_by(models.F("place").asc(nulls_last=True), "pk")
        )
