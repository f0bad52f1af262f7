"""What the pages of evaluations cost: the same at one row and at three."""

from __future__ import annotations

from tests.factories.evaluations import CommitteeMemberFactory, EvaluationFactory
from tests.pages import queries_of
from tests.procurement.evaluations.world import World


class TestQueries:
    LIMITS = {"evaluations": 10, "evaluation": 12, "committees": 10, "committee": 15}

    def test_lists_and_desks_cost_the_same_at_one_and_at_three_rows(self, world: World) -> None:
        evaluation = world.scoring()
        seat = world.seats()[1]
        pages = [
            (world.officer, "evaluations", ()),
            (world.supervisor, "evaluations", ()),
            (world.officer, "evaluation", (evaluation.pk,)),
            (world.officer, "desk", ()),
            (seat.user, "committees", ()),
            (seat.user, "committee", (evaluation.pk,)),
            (seat.user, "desk", ()),
        ]
        frozen = EvaluationFactory.create(frozen=True, lot__tender__buyer=world.tender.buyer)
        CommitteeMemberFactory.create(evaluation=frozen, expert=seat.expert, draw_position=99, declared=True)
        one = [queries_of(person, name, *args) for person, name, args in pages]
        for _number in range(2):
            more = EvaluationFactory.create(frozen=True, lot__tender__buyer=world.tender.buyer)
            CommitteeMemberFactory.create(evaluation=more, expert=seat.expert, draw_position=99, declared=True)
        assert [queries_of(person, name, *args) for person, name, args in pages] == one
        over = [(name, n) for (_p, name, _a), n in zip(pages, one, strict=True) if n > self.LIMITS.get(name, n)]
        assert over == []
