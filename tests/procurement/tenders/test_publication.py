"""Publication: a second person, a lawful deadline by the calendar, ready custodians, a published plan item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from core.audit.models import AuditRow, OutboxMessage
from core.rights import Denial
from core.time import SHANGHAI
from procurement.plans.models import PlanItem
from procurement.signals import tender_cancelled, tender_published
from procurement.tenders.models import Tender
from procurement.tenders.services import cancel_tender, publish_tender, return_tender, revise_tender, submit_tender
from tests.factories.custody import give_keys
from tests.factories.plans import PlanItemFactory
from tests.factories.tenders import AFTER_DEADLINE, TenderFactory
from tests.procurement.cast import Cast, by_denial
from tests.refusals import denial, why

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=SHANGHAI)
Maker = Callable[..., Tender]


def at(month: int, day: int, hour: int = 9, minute: int = 30, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def monday(clock: Callable[[datetime], None]) -> None:
    clock(NOW)


@pytest.fixture
def heard() -> Iterator[list[tuple[str, int, str]]]:
    """What later stages hear."""
    words: list[tuple[str, int, str]] = []

    def published(tender: Tender, **kwargs: object) -> None:
        assert transaction.get_connection().in_atomic_block
        words.append(("published", tender.pk, tender.state))

    def cancelled(tender: Tender, **kwargs: object) -> None:
        words.append(("cancelled", tender.pk, tender.state))

    tender_published.connect(published)
    tender_cancelled.connect(cancelled)
    yield words
    tender_published.disconnect(published)
    tender_cancelled.disconnect(cancelled)


@pytest.fixture
def ready(tender_of: Maker) -> Tender:
    """A tender in review with its custodians."""
    tender = tender_of("review")
    give_keys(tender)
    return tender


def test_a_second_person_opens_the_tender(ready: Tender, cast: Cast, heard: list[tuple[str, int, str]]) -> None:
    publish_tender(ready.pk, by=cast.approver)
    tender = Tender.objects.get(pk=ready.pk)
    assert (tender.state, tender.published_by, tender.issued_at) == ("OPEN", cast.approver, tender.published_at)
    assert tender.plan_item.state == "USED"
    assert heard == [("published", tender.pk, "OPEN")]
    told = OutboxMessage.objects.get(topic="tender.published")
    assert (told.payload["tender"], told.payload["ocid"]) == (tender.pk, tender.ocid)
    row = AuditRow.objects.get(thing_kind="procurement.Tender", thing_id=str(tender.pk), verb="publish")
    assert (row.before, row.after, row.actor_id) == ("REVIEW", "OPEN", str(cast.approver.pk))


def test_without_a_wish_the_deadline_is_the_earliest_lawful_day(ready: Tender, cast: Cast) -> None:
    # 20 days from 16 March end on 5 April, inside the Qingming holiday of 4 to 6 April.
    assert publish_tender(ready.pk, by=cast.approver).deadline == at(4, 7)


def test_the_draft_may_wish_for_a_later_day(ready: Tender, cast: Cast) -> None:
    Tender.objects.filter(pk=ready.pk).update(deadline=at(4, 20))
    assert publish_tender(ready.pk, by=cast.approver).deadline == at(4, 20)


@pytest.mark.parametrize("deadline", [at(4, 3, 23, 59), at(3, 17), at(3, 15)])
def test_too_short_a_period_is_refused_with_the_article(ready: Tender, cast: Cast, deadline: datetime) -> None:
    assert why(publish_tender, ready.pk, deadline=deadline, by=cast.approver) == [
        "The deadline leaves bidders less time than the law requires. Choose a later day. "
        "(Government Procurement Law, art. 35)"
    ]
    assert PlanItem.objects.get(pk=ready.plan_item_id).state == "PUBLISHED"


def test_days_are_counted_in_shanghai(ready: Tender, cast: Cast) -> None:
    # 16:30 UTC on 6 April is already 7 April in Shanghai.
    instant = datetime(2026, 4, 6, 16, 30, tzinfo=UTC)
    assert publish_tender(ready.pk, deadline=instant, by=cast.approver).deadline == instant


def test_a_deadline_in_a_holiday_is_refused(ready: Tender, cast: Cast) -> None:
    assert why(publish_tender, ready.pk, deadline=at(5, 1), by=cast.approver) == [
        "The deadline lies in an announced holiday. Choose the first day after it, or a later one. "
        "(MOF Order 87 (tendering), art. 85–86)"
    ]


def test_an_ordinary_weekend_is_no_holiday(ready: Tender, cast: Cast) -> None:
    assert publish_tender(ready.pk, deadline=at(4, 11), by=cast.approver).state == "OPEN"


def test_an_uncovered_year_refuses_only_this_act(ready: Tender, cast: Cast, clock: Callable[[datetime], None]) -> None:
    sentence = (
        "The deadline cannot be computed: the holidays of its year are not known yet. Import them first. "
        "(Government Procurement Law, art. 35)"
    )
    assert why(publish_tender, ready.pk, deadline=at(1, 20, year=2027), by=cast.approver) == [sentence]
    clock(at(12, 20))
    assert why(publish_tender, ready.pk, by=cast.approver) == [sentence]


def test_a_deadline_without_zone_is_refused(ready: Tender, cast: Cast) -> None:
    naive = datetime(2026, 4, 20, 9, 30)  # noqa: DTZ001 (that is the point)
    assert why(publish_tender, ready.pk, deadline=naive, by=cast.approver) == ["A deadline needs its time zone."]


def test_who_wrote_or_submitted_does_not_publish(tender_of: Maker, cast: Cast) -> None:
    tender = tender_of()
    give_keys(tender)
    revise_tender(tender.pk, title="修改后的标题", by=cast.colleague)
    submit_tender(tender.pk, by=cast.both)
    for person in (cast.officer, cast.colleague, cast.both):
        assert denial(publish_tender, tender.pk, by=person) == Denial.SAME_PERSON
    assert publish_tender(tender.pk, by=cast.approver).state == "OPEN"


def test_nobody_else_publishes(ready: Tender, cast: Cast) -> None:
    told = by_denial(cast.but("officer", "colleague", "approver", "both"), lambda by: publish_tender(ready.pk, by=by))
    inside = {"grid_worker", "finance", "supervisor"}
    assert told == {name: ("wrong_role" if name in inside else "stranger") for name in told}
    assert Tender.objects.get(pk=ready.pk).state == "REVIEW"


def test_custodians_have_to_be_ready(tender_of: Maker, cast: Cast) -> None:
    sentence = "The custodians are not ready: both groups need two keys whose custodians have shown that they open."
    tender = tender_of("review")
    assert why(publish_tender, tender.pk, by=cast.approver) == [sentence]
    give_keys(tender, proven=False)
    assert why(publish_tender, tender.pk, by=cast.approver) == [sentence]


def test_the_plan_item_has_to_be_in_the_published_plan(cast: Cast) -> None:
    item = PlanItemFactory.create(area=cast.community, buyer=cast.office, approved=True)
    tender = TenderFactory.create(plan_item=item, review=True, drafted_by=cast.officer)
    give_keys(tender)
    assert [reason.split(".")[0] for reason in why(publish_tender, tender.pk, by=cast.approver)] == [
        "The plan item is not in the published plan, or another tender holds it"
    ]


def test_after_a_failed_tender_the_used_item_is_tendered_again(cast: Cast, tender_of: Maker) -> None:
    former = tender_of("failed")
    tender = TenderFactory.create(plan_item=former.plan_item, review=True, drafted_by=cast.officer)
    give_keys(tender)
    assert publish_tender(tender.pk, by=cast.approver).ocid == former.ocid


def test_the_database_keeps_one_standing_tender_a_plan_item(tender_of: Maker) -> None:
    tender = tender_of("open")
    with pytest.raises(IntegrityError, match="one_standing_tender_a_plan_item"), transaction.atomic():
        TenderFactory.create(plan_item=tender.plan_item)


def test_the_document_is_looked_at_once_more(ready: Tender, cast: Cast) -> None:
    ready.milestones.update(percent=None)
    ready.lots.update(budget_fen=None)
    Tender.objects.filter(pk=ready.pk).update(budget_fen=None, method="")
    assert len(why(publish_tender, ready.pk, by=cast.approver)) == 4


def test_a_document_is_returned_with_its_reason(ready: Tender, cast: Cast) -> None:
    assert why(return_tender, ready.pk, reason=" ", by=cast.approver) == [
        "Say why, in a sentence that the others can read."
    ]
    tender = return_tender(ready.pk, reason="评分表需要修改。", by=cast.approver)
    assert (tender.state, tender.submitted_by, tender.submitted_at) == ("DRAFT", None, None)
    row = AuditRow.objects.get(thing_id=str(tender.pk), verb="return_to_draft")
    assert row.reason == "评分表需要修改。"


@pytest.mark.parametrize("trait", ["", "review", "public_comment", "open", "closed", "opened", "evaluating"])
def test_a_tender_is_cancelled_with_its_lots_and_its_reason(
    tender_of: Maker, cast: Cast, heard: list[tuple[str, int, str]], trait: str
) -> None:
    tender = tender_of(trait, lots=("A", "B"))
    assert why(cancel_tender, tender.pk, reason="", by=cast.approver) == [
        "Say why, in a sentence that the others can read."
    ]
    cancelled = cancel_tender(tender.pk, reason="采购任务取消。", by=cast.approver)
    assert (cancelled.state, cancelled.cancel_reason) == ("CANCELLED", "采购任务取消。")
    assert [lot.state for lot in cancelled.lots.all()] == ["CANCELLED", "CANCELLED"]
    was_published = trait in ("open", "closed", "opened", "evaluating")
    assert heard == ([("cancelled", tender.pk, "CANCELLED")] if was_published else [])
    assert OutboxMessage.objects.filter(topic="tender.cancelled").exists() == (trait not in ("", "review"))


@pytest.mark.parametrize("trait", ["decided", "concluded", "failed", "cancelled"])
def test_a_tender_with_its_end_is_not_cancelled(tender_of: Maker, cast: Cast, trait: str) -> None:
    tender = tender_of(trait)
    assert why(cancel_tender, tender.pk, reason="采购任务取消。", by=cast.approver)[0].startswith(
        "“Cancel” is not possible now"
    )


def test_only_the_buyer_cancels(tender_of: Maker, cast: Cast) -> None:
    tender = tender_of("open")
    told = by_denial(
        cast.but("officer", "colleague", "approver", "both", "left", "anonymous"),
        lambda by: cancel_tender(tender.pk, reason="采购任务取消。", by=by),
    )
    assert set(told.values()) == {"wrong_role"}


@pytest.mark.parametrize("service", [submit_tender, publish_tender])
def test_a_published_tender_takes_none_of_the_first_steps(
    tender_of: Maker, cast: Cast, service: Callable[..., Tender]
) -> None:
    tender = tender_of("open")
    by = cast.officer if service is submit_tender else cast.approver
    assert why(service, tender.pk, by=by)[0].endswith("is not possible now: Bids are accepted until the deadline..")


def test_update_moves_no_state(tender_of: Maker) -> None:
    tender = tender_of("review")
    with pytest.raises(IntegrityError, match="state moves only through its transition"), transaction.atomic():
        Tender.objects.filter(pk=tender.pk).update(state="OPEN")


def test_the_clock_of_a_later_day_moves_the_earliest_deadline(
    ready: Tender, cast: Cast, clock: Callable[[datetime], None]
) -> None:
    clock(AFTER_DEADLINE)
    assert publish_tender(ready.pk, by=cast.approver).deadline == at(4, 30)
    assert at(4, 30) - AFTER_DEADLINE < timedelta(days=20)
