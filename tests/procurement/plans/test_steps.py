"""From the draft to the tender: what moves a plan item, and what does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import translation

from accounts.models import Notification
from core.audit.models import AuditRow, OutboxMessage
from core.audit.outbox import relay
from procurement.plans import services
from procurement.plans.models import PlanItem
from procurement.plans.states import PLAN_ITEM_STATE_NAMES, BudgetSource, NegativePoint, PlanItemState
from tests.factories.admissions import AdmissionFactory
from tests.factories.needs import NeedFactory
from tests.factories.plans import CatalogueEntryFactory
from tests.procurement.cast import Cast
from tests.refusals import why

Planned = Callable[..., PlanItem]
BUDGET_FIRST = "(MOF Order 102 (purchase of services), art. 16)"
THRESHOLD_FEN = 100_000_000


def acts(thing: object) -> list[tuple[str, str, str, str]]:
    return [(row.verb, row.before, row.after, row.reason) for row in AuditRow.objects.of_thing(thing)]


def test_every_state_has_three_names() -> None:
    assert set(PLAN_ITEM_STATE_NAMES) == set(PlanItemState)


class TestApprove:
    def test_a_second_person_approves_and_the_money_is_recorded(self, cast: Cast, planned: Planned) -> None:
        item = services.approve_plan_item(planned().pk, by=cast.approver)
        assert (item.state, item.approved_by) == ("APPROVED", cast.approver)
        row = AuditRow.objects.of_thing(item).get()
        assert (row.verb, row.ocid, row.detail) == ("approve", item.ocid, {"budget_fen": 407_500_000})

    def test_without_money_by_source_nothing_starts(self, cast: Cast, planned: Planned) -> None:
        assert why(services.approve_plan_item, planned(budget={}).pk, by=cast.approver) == [
            f"No money is named. Enter the amount from each source before the item is approved. {BUDGET_FIRST}"
        ]

    @pytest.mark.parametrize("source", BudgetSource.values)
    def test_money_from_any_source_will_do(self, cast: Cast, planned: Planned, source: str) -> None:
        assert services.approve_plan_item(planned(budget={source: 1}).pk, by=cast.approver).state == "APPROVED"

    @pytest.mark.parametrize("point", NegativePoint.values)
    def test_no_point_of_the_negative_list_may_apply(self, cast: Cast, planned: Planned, point: str) -> None:
        assert why(services.approve_plan_item, planned(negative_list=[point]).pk, by=cast.approver) == [
            "The item is on the negative list: it may not be bought as a service. Take out that part, or withdraw the "
            "item. (MOF Order 102 (purchase of services), art. 10)"
        ]

    def test_every_reason_is_told_at_once(self, cast: Cast, planned: Planned) -> None:
        item = planned(budget={}, negative_list=["hiring"])
        assert len(why(services.approve_plan_item, item.pk, by=cast.approver)) == 2

    def test_the_catalogue_still_has_to_name_the_service(self, cast: Cast, planned: Planned) -> None:
        item = planned(catalogue_entry=CatalogueEntryFactory.create(in_force=False))
        assert why(services.approve_plan_item, item.pk, by=cast.approver) == [
            "The catalogue entry is no longer in force. Choose an entry of the present guidance catalogue. "
            "(MOF Order 102 (purchase of services), art. 11)"
        ]

    @pytest.mark.parametrize("state", ["PROPOSED", "SUPPORTED", "declined", "merged"])
    def test_its_needs_have_been_adopted(self, cast: Cast, planned: Planned, state: str) -> None:
        other = {"state": state} if state.isupper() else {state: True}
        needs = [
            NeedFactory.create(area=cast.community, adopted=True),
            NeedFactory.create(area=cast.community, **other),
        ]
        assert why(services.approve_plan_item, planned(needs=needs).pk, by=cast.approver) == [
            "A need of this item has not been adopted. Adopt it first, or take it out of the item."
        ]
        assert services.approve_plan_item(planned(needs=needs[:1]).pk, by=cast.approver).state == "APPROVED"

    @pytest.mark.parametrize("state", ["reviewed", "refused", "revoked"])
    def test_its_task_has_been_admitted(self, cast: Cast, planned: Planned, state: str) -> None:
        item = planned(admission=AdmissionFactory.create(area=cast.community, **{state: True}))
        assert why(services.approve_plan_item, item.pk, by=cast.approver) == [
            f"The task that this item carries is not admitted with its money. {BUDGET_FIRST}"
        ]

    def test_an_item_with_an_admitted_task_is_approved(self, cast: Cast, planned: Planned) -> None:
        item = planned(admission=AdmissionFactory.create(area=cast.community, admitted=True))
        assert services.approve_plan_item(item.pk, by=cast.approver).state == "APPROVED"


class TestThreshold:
    """From the area's threshold on only an open tender will do, and no splitting gets round it (条例§28)."""

    SENTENCE = (
        "With the buyer's other items of the year for this service, the amount reaches the threshold of the area: "
        "choose open tender. (Implementing Regulations, art. 28)"
    )

    @pytest.fixture
    def small(self, cast: Cast, planned: Planned) -> Planned:
        cast.community.tender_threshold_fen = THRESHOLD_FEN
        cast.community.save()

        def make(fen: int, **facts: object) -> PlanItem:
            return planned(**{"method": "consultation", "budget": {"FINANCE": fen}, **facts})

        return make

    def test_below_the_threshold_another_method_will_do(self, cast: Cast, small: Planned) -> None:
        assert services.approve_plan_item(small(THRESHOLD_FEN - 1).pk, by=cast.approver).state == "APPROVED"

    def test_the_threshold_itself_asks_for_an_open_tender(self, cast: Cast, small: Planned) -> None:
        (sentence,) = why(services.approve_plan_item, small(THRESHOLD_FEN).pk, by=cast.approver)
        assert sentence.startswith(self.SENTENCE.rsplit(" (", 1)[0])
        assert sentence.endswith("art. 28)")
        item = small(THRESHOLD_FEN, method="open_tender")
        assert services.approve_plan_item(item.pk, by=cast.approver).state == "APPROVED"

    @pytest.mark.parametrize("state", ["approved", "published", "used"])
    def test_the_years_other_items_for_the_service_count(self, cast: Cast, small: Planned, state: str) -> None:
        small(THRESHOLD_FEN - 1, **{state: True})
        assert len(why(services.approve_plan_item, small(1).pk, by=cast.approver)) == 1

    @pytest.mark.parametrize(
        "other",
        [
            {"year": 2027, "approved": True},
            {"service_kind": "greening", "approved": True},
            {"method": "open_tender", "approved": True},
            {"buyer": None, "approved": True},
            {"withdrawn": True},
            {},
        ],
    )
    def test_items_of_another_year_service_or_buyer_do_not(
        self, cast: Cast, small: Planned, planned: Planned, other: dict[str, object]
    ) -> None:
        if "buyer" in other:
            other = {**other, "buyer": cast.officer_elsewhere.memberships.first().organisation}
        small(THRESHOLD_FEN - 1, **other)
        assert services.approve_plan_item(small(1).pk, by=cast.approver).state == "APPROVED"

    def test_an_area_without_a_threshold_asks_for_nothing(self, cast: Cast, planned: Planned) -> None:
        item = planned(method="consultation", budget={"FINANCE": 10**12})
        assert services.approve_plan_item(item.pk, by=cast.approver).state == "APPROVED"

    def test_a_community_lies_under_the_threshold_of_its_street(self, cast: Cast, planned: Planned) -> None:
        """Buying for a community instead of the street gets round nothing: the nearest threshold above holds."""
        street = cast.community.parent
        for area, fen in ((street.parent, 10 * THRESHOLD_FEN), (street, THRESHOLD_FEN)):
            area.tender_threshold_fen = fen
            area.save()
        facts = {"method": "consultation", "budget": {"FINANCE": THRESHOLD_FEN}}
        assert len(why(services.approve_plan_item, planned(**facts).pk, by=cast.approver)) == 1
        cast.community.tender_threshold_fen = THRESHOLD_FEN + 1
        cast.community.save()
        assert services.approve_plan_item(planned(**facts).pk, by=cast.approver).state == "APPROVED"


class TestPublish:
    def test_the_supporters_of_its_needs_are_told_once(self, cast: Cast, planned: Planned) -> None:
        needs = [NeedFactory.create(area=cast.community, adopted=True, voices=2) for _ in range(2)]
        item = planned(approved=True, needs=needs, title="助餐", quarter=2)
        item = services.publish_plan_item(item.pk, by=cast.officer)
        assert (item.state, item.published_by) == ("PUBLISHED", cast.officer)
        assert list(OutboxMessage.objects.values_list("topic", flat=True)) == ["plan_item.published"]
        relay()
        behind = {voice.resident.user_id for need in needs for voice in need.supports.all()}
        assert set(Notification.objects.values_list("recipient", flat=True)) == behind | {
            need.proposed_by_id for need in needs
        }
        with translation.override("en"):
            assert {note.text for note in Notification.objects.all()} == {
                "What you asked for is in the plan: “助餐”, quarter 2 of 2026."
            }

    def test_a_draft_is_not_published(self, cast: Cast, planned: Planned) -> None:
        assert why(services.publish_plan_item, planned().pk, by=cast.officer) == [
            "“Publish” is not possible now: Draft."
        ]

    def test_a_task_whose_admission_was_taken_back_is_not_published(self, cast: Cast, planned: Planned) -> None:
        item = planned(approved=True, admission=AdmissionFactory.create(area=cast.community, revoked=True))
        assert why(services.publish_plan_item, item.pk, by=cast.officer) == [
            f"The task that this item carries is not admitted with its money. {BUDGET_FIRST}"
        ]


class TestUseAndWithdraw:
    def test_a_tender_uses_a_published_item_once(self, cast: Cast, planned: Planned) -> None:
        item = services.use_plan_item(planned(published=True).pk, by=cast.approver)
        assert (item.state, acts(item)) == ("USED", [("use", "PUBLISHED", "USED", "")])
        assert why(services.use_plan_item, item.pk, by=cast.approver) == ["“Open a tender” is not possible now: Used."]

    @pytest.mark.parametrize("state", ["approved", "withdrawn"])
    def test_no_tender_opens_on_an_item_that_is_not_published(self, cast: Cast, planned: Planned, state: str) -> None:
        name = {"approved": "Approved", "withdrawn": "Withdrawn"}[state]
        assert why(services.use_plan_item, planned(**{state: True}).pk, by=cast.approver) == [
            f"“Open a tender” is not possible now: {name}."
        ]

    @pytest.mark.parametrize(
        ("state", "news"), [("DRAFT", []), ("approved", []), ("published", ["plan_item.withdrawn"])]
    )
    def test_an_item_without_a_tender_is_withdrawn_with_a_reason(
        self, cast: Cast, planned: Planned, state: str, news: list[str]
    ) -> None:
        item = planned(**({} if state == "DRAFT" else {state: True}))
        item = services.withdraw_plan_item(item.pk, reason="预算调整", by=cast.officer)
        assert (item.state, item.withdraw_reason) == ("WITHDRAWN", "预算调整")
        assert acts(item) == [("withdraw", state.upper(), "WITHDRAWN", "预算调整")]
        assert list(OutboxMessage.objects.values_list("topic", flat=True)) == news

    def test_the_supporters_hear_of_a_withdrawal(self, cast: Cast, planned: Planned) -> None:
        need = NeedFactory.create(area=cast.community, adopted=True)
        item = planned(published=True, needs=[need], title="助餐")
        services.withdraw_plan_item(item.pk, reason="预算调整。", by=cast.officer)
        relay()
        note = Notification.objects.get()
        with translation.override("en"):
            assert (note.recipient_id, note.text) == (
                need.proposed_by_id,
                "“助餐” was taken out of the plan: 预算调整。",
            )

    def test_nothing_is_withdrawn_without_a_reason(self, cast: Cast, planned: Planned) -> None:
        assert why(services.withdraw_plan_item, planned().pk, reason="", by=cast.officer) == [
            "Say why, in a sentence that the others can read."
        ]

    def test_what_a_tender_uses_is_not_withdrawn(self, cast: Cast, planned: Planned) -> None:
        assert why(services.withdraw_plan_item, planned(used=True).pk, reason="不", by=cast.officer) == [
            "“Withdraw” is not possible now: Used."
        ]
