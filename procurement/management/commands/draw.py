"""Replays the draw of a committee, so that anybody can see that it was not chosen."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from procurement.evaluations.draw import Replay, replay
from procurement.evaluations.models import DrawSeed, Evaluation
from procurement.evaluations.states import MemberKind


class Command(BaseCommand):
    """`draw verify ID`: exit 0 when commitment, order and seats can be recomputed, 1 when something differs."""

    help = "Replay the draw of an evaluation's committee from its seed and the register's snapshot."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("evaluation", type=int, help="number of the evaluation")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        evaluation = Evaluation.objects.filter(pk=options["evaluation"]).first()
        if evaluation is None:
            raise CommandError(f"There is no evaluation {options['evaluation']}.", returncode=2)
        if evaluation.drawn_at is None:
            raise CommandError(f"The committee of evaluation {evaluation.pk} has not been drawn yet.", returncode=2)
        found = replay_of(evaluation)
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {
                        "ok": found.is_ok,
                        "evaluation": evaluation.pk,
                        "commitment": evaluation.seed_commitment,
                        "order": evaluation.draw_order,
                        "differences": list(found.differences),
                    }
                )
            )
        elif found.is_ok:
            self.stdout.write(
                f"ok: evaluation {evaluation.pk}, commitment {evaluation.seed_commitment}, "
                f"{len(evaluation.draw_order)} experts in the order of their tickets"
            )
        if not found.is_ok:
            raise CommandError("The draw does not stand: " + "; ".join(found.differences), returncode=1)


def replay_of(evaluation: Evaluation) -> Replay:
    """Recompute an evaluation's draw; the commitment is compared with the one made before the bids, too."""
    seated = evaluation.members.filter(kind=MemberKind.EXPERT).order_by("draw_position")
    found = replay(
        seed=evaluation.seed,
        commitment=evaluation.seed_commitment,
        evaluation_id=evaluation.pk,
        snapshot=evaluation.register_snapshot,
        order=evaluation.draw_order,
        passed_over=[row["expert"] for row in evaluation.passed_over],
        seated=list(seated.values_list("expert_id", flat=True)),
    )
    first = DrawSeed.objects.filter(lot=evaluation.lot_id, attempt=evaluation.attempt).first()
    if first is None or first.commitment != evaluation.seed_commitment:
        earlier = first.commitment if first else "none"
        return Replay((*found.differences, f"commitment: made before the bids was {earlier}, recorded is another"))
    return found
