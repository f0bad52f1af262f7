"""The end of a tender: decided with its lots, concluded with their notices, failed when none is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from core.transitions import CLOCK, Refused, move
from procurement.tenders.models import Lot, Tender
from procurement.tenders.services import (
    cancel_tender,
    conclude_tender,
    decide_tender,
    fail_tender_if_due,
    notice_lot,
)
from tests.factories.tenders import AFTER_DEADLINE, WHILE_OPEN, LotFactory
from tests.procurement.cast import Cast, by_denial
from tests.refusals import why

pytestmark = pytest.mark.django_db
Maker = Callable[..., Tender]
Clock = Callable[[datetime], None]


@pytest.fixture
def evaluating(tender_of: Maker) -> Tender:
    """A tender in evaluation without lots."""
    return tender_of("evaluating", lots=())


def lot(tender: Tender, code: str, state: str) -> Lot:
    return LotFactory.create(tender=tender, code=code, state=state, budget_fen=100)


def test_time_alone_closes_tender_and_lots(tender_of: Maker, cast: Cast, clock: Clock) -> None:
    tender = tender_of("open")
    (part,) = tender.lots.all()
    clock(WHILE_OPEN)
    for thing in (tender, part):
        assert why(move, thing.close, by=CLOCK)[0].startswith("The deadline has not passed yet.")
    clock(AFTER_DEADLINE)
    assert why(move, tender.close, by=cast.officer) == ["Time alone takes this step."]
    for thing in (part, tender):
        move(thing.close, by=CLOCK)
        assert thing.state == "CLOSED"


def test_a_tender_is_decided_when_every_lot_has_its_result(evaluating: Tender, cast: Cast) -> None:
    lot(evaluating, "A", "AWARDED")
    late = lot(evaluating, "B", "EVALUATING")
    assert why(decide_tender, evaluating.pk, by=cast.approver) == [
        "A lot has no result yet: each is awarded, failed or cancelled first."
    ]
    move(late.fail, by=CLOCK, failed_reason="有效投标不足三家。")
    assert decide_tender(evaluating.pk, by=cast.approver).state == "DECIDED"
    assert Lot.objects.get(pk=late.pk).failed_reason == "有效投标不足三家。"


def test_a_tender_without_any_award_is_not_decided_but_fails(evaluating: Tender, cast: Cast) -> None:
    lot(evaluating, "A", "FAILED")
    assert why(decide_tender, evaluating.pk, by=cast.approver) == ["No lot is awarded; then the tender fails instead."]
    assert fail_tender_if_due(evaluating.pk).state == "FAILED"
    assert fail_tender_if_due(evaluating.pk).state == "FAILED"


def test_a_tender_stands_while_one_lot_stands(evaluating: Tender) -> None:
    lot(evaluating, "A", "FAILED")
    standing = lot(evaluating, "B", "EVALUATING")
    assert fail_tender_if_due(evaluating.pk).state == "EVALUATING"
    assert why(move, evaluating.fail, by=CLOCK)[0].startswith("A lot still has a supplier or is on its way")
    move(standing.fail, by=CLOCK)
    assert fail_tender_if_due(evaluating.pk).state == "FAILED"


def test_when_nobody_signs_the_awarded_lot_fails_and_the_tender_with_it(tender_of: Maker, cast: Cast) -> None:
    tender = tender_of("decided")
    (part,) = tender.lots.all()
    move(part.fail_unsigned, by=cast.approver, failed_reason="候选人均放弃。")
    assert fail_tender_if_due(tender.pk).state == "FAILED"


def test_a_tender_is_concluded_when_every_award_is_public(tender_of: Maker, cast: Cast) -> None:
    tender = tender_of("decided", lots=())
    awarded = lot(tender, "A", "AWARDED")
    lot(tender, "B", "FAILED")
    assert [reason.split(".")[0] for reason in why(conclude_tender, tender.pk, by=cast.approver)] == [
        "The result of a lot is not published yet"
    ]
    noticed = notice_lot(awarded.pk, by=cast.approver).noticed_at
    assert notice_lot(awarded.pk, by=cast.approver).noticed_at == noticed
    assert conclude_tender(tender.pk, by=cast.approver).state == "CONCLUDED"


def test_an_awarded_lot_keeps_its_tender_from_being_cancelled(evaluating: Tender, cast: Cast) -> None:
    lot(evaluating, "A", "AWARDED")
    lot(evaluating, "B", "EVALUATING")
    assert [
        reason.split(".")[0] for reason in why(cancel_tender, evaluating.pk, reason="不需要了。", by=cast.approver)
    ] == ["A lot is awarded already"]


@pytest.mark.parametrize(
    ("trait", "step"),
    [("opened", "start_evaluation"), ("evaluating", "award"), ("decided", "fail_unsigned"), ("evaluating", "cancel")],
)
def test_lots_are_moved_by_the_buyer_alone(tender_of: Maker, cast: Cast, trait: str, step: str) -> None:
    (part,) = tender_of(trait).lots.all()
    others = cast.but("officer", "colleague", "approver", "both", "left", "anonymous")
    told = by_denial(others, lambda by: move(getattr(part, step), by=by))
    assert set(told.values()) == {"wrong_role"}
    with pytest.raises(Refused):
        move(getattr(part, step), by=CLOCK)
    move(getattr(part, step), by=cast.officer)


@pytest.mark.parametrize("service", [decide_tender, conclude_tender])
def test_only_the_buyer_ends_a_tender(evaluating: Tender, cast: Cast, service: Callable[..., Tender]) -> None:
    others = cast.but("officer", "colleague", "approver", "both", "left", "anonymous")
    assert set(by_denial(others, lambda by: service(evaluating.pk, by=by)).values()) == {"wrong_role"}


def test_the_evaluation_starts_after_the_opening(tender_of: Maker, cast: Cast) -> None:
    tender = tender_of("opened")
    move(tender.start_evaluation, by=cast.officer)
    assert tender.state == "EVALUATING"
    assert why(move, tender_of("closed").start_evaluation, by=cast.officer)[0].startswith(
        "“Start the evaluation” is not possible now"
    )
