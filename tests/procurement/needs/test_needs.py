"""From a proposal to its answer: what moves a need, and what does not."""

from __future__ import annotations

import pytest

from accounts.service_kinds import ServiceKind
from core.audit.models import AuditRow, OutboxMessage
from core.transitions import steps_for
from procurement.needs import guards, services
from procurement.needs.models import Need
from procurement.needs.states import NEED_STATE_NAMES, NeedState
from tests.factories.accounts import ResidentFactory
from tests.factories.needs import NeedFactory, neighbour
from tests.procurement.cast import Cast, assemble
from tests.refusals import denial, why

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


def proposed(cast: Cast, **facts: object) -> Need:
    return NeedFactory.create(area=cast.community, **facts)


def acts(thing: object) -> list[tuple[str, str, str, str]]:
    rows = AuditRow.objects.of_thing(thing)
    return [(row.verb, row.before, row.after, row.reason) for row in rows]


def told() -> list[str]:
    return sorted(OutboxMessage.objects.values_list("topic", flat=True))


def test_every_state_has_three_names() -> None:
    assert set(NEED_STATE_NAMES) == set(NeedState)


class TestPropose:
    def given(self, cast: Cast, **changed: object) -> dict[str, object]:
        facts = {"area_id": cast.community.pk, "service_kind": ServiceKind.ELDER_CARE, "title": "助餐点", "text": "要"}
        return {**facts, **changed}

    @pytest.mark.parametrize("who", ["resident", "grid_worker"])
    def test_a_resident_or_the_grid_worker_proposes(self, cast: Cast, who: str) -> None:
        by = getattr(cast, who)
        need = services.propose_need(**self.given(cast, title=" 助餐点 "), by=by)
        assert (need.state, need.title, need.proposed_by) == ("PROPOSED", "助餐点", by)
        assert acts(need) == [("propose", "", "PROPOSED", "")]

    def test_a_resident_proposes_for_the_street_too(self, cast: Cast) -> None:
        need = services.propose_need(**self.given(cast, area_id=cast.community.parent_id), by=cast.resident)
        assert need.area == cast.community.parent

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"title": "  "}, "Give the need a title."),
            ({"text": ""}, "Say in a sentence or two what is missing."),
            ({"service_kind": "weapons"}, "Choose the service from the list."),
        ],
    )
    def test_a_proposal_says_what_is_missing(self, cast: Cast, changed: dict[str, object], sentence: str) -> None:
        assert why(services.propose_need, **self.given(cast, **changed), by=cast.resident) == [sentence]


class TestSupport:
    def test_a_voice_is_counted_and_recorded(self, cast: Cast) -> None:
        need = services.support_need(proposed(cast).pk, by=cast.resident)
        assert (need.state, need.supports.count()) == ("PROPOSED", 1)
        assert acts(need) == [("give_voice", "", "", "")]

    def test_the_voice_that_reaches_the_threshold_moves_the_need(self, cast: Cast) -> None:
        need = proposed(cast, voices=8)
        assert services.support_need(need.pk, by=neighbour(cast.community)).state == "PROPOSED"
        assert services.support_need(need.pk, by=neighbour(cast.community)).state == "SUPPORTED"
        assert services.support_need(need.pk, by=neighbour(cast.community)).supports.count() == 11
        assert [row[0] for row in acts(need)] == ["give_voice", "give_voice", "support", "give_voice"]
        assert told() == ["need.supported"]

    def test_the_threshold_is_the_areas_own(self, cast: Cast) -> None:
        cast.community.support_threshold = 1
        cast.community.save()
        assert services.support_need(proposed(cast).pk, by=cast.resident).state == "SUPPORTED"

    def test_without_the_threshold_nobody_takes_the_step(self, cast: Cast) -> None:
        step = next(step for step in steps_for(cast.resident, proposed(cast, voices=9)) if step.name == "support")
        assert [reason.sentence for reason in step.reasons] == [guards.enough_residents_support_it.sentence]

    def test_everybody_has_one_voice(self, cast: Cast) -> None:
        need = services.support_need(proposed(cast).pk, by=cast.resident)
        assert why(services.support_need, need.pk, by=cast.resident) == [
            "This resident supports the need already; everybody has one voice."
        ]
        assert need.supports.count() == 1

    def test_a_proposer_supports_others_needs_only(self, cast: Cast) -> None:
        need = proposed(cast, proposed_by=cast.resident)
        assert why(services.support_need, need.pk, by=cast.resident) == [
            "You brought this need yourself; now it is for the neighbours to support it."
        ]

    @pytest.mark.parametrize("answered", ["adopted", "declined", "merged"])
    def test_an_answered_need_takes_no_voice(self, cast: Cast, answered: str) -> None:
        need = proposed(cast, **{answered: True})
        assert why(services.support_need, need.pk, by=cast.resident) == [
            "This need has been answered already; it takes no more voices."
        ]


class TestVoiceWrittenDown:
    def test_a_grid_worker_writes_down_the_voice_of_a_resident_without_account(self, cast: Cast) -> None:
        resident = ResidentFactory.create(community=cast.community, assisted=True)
        need = services.support_need(proposed(cast).pk, by=cast.grid_worker, resident_id=resident.pk)
        assert [(voice.resident, voice.given_by) for voice in need.supports.all()] == [(resident, cast.grid_worker)]

    def test_a_grid_worker_has_no_voice_of_the_own(self, cast: Cast) -> None:
        assert why(services.support_need, proposed(cast).pk, by=cast.grid_worker) == [
            "Name the resident whose voice you write down."
        ]

    def test_a_resident_with_an_account_gives_the_voice_in_person(self, cast: Cast) -> None:
        resident = cast.resident.resident
        assert why(services.support_need, proposed(cast).pk, by=cast.grid_worker, resident_id=resident.pk) == [
            "This resident has an account and gives the voice in person."
        ]

    @pytest.mark.parametrize("place", ["unverified", "elsewhere", "nowhere"])
    def test_only_verified_residents_of_the_area_count(self, cast: Cast, place: str) -> None:
        number = {
            "unverified": lambda: ResidentFactory.create(community=cast.community, assisted=True, unverified=True).pk,
            "elsewhere": lambda: ResidentFactory.create(assisted=True).pk,
            "nowhere": lambda: 0,
        }[place]()
        assert why(services.support_need, proposed(cast).pk, by=cast.grid_worker, resident_id=number) == [
            "No verified resident of this area has this number."
        ]

    def test_a_resident_does_not_write_down_a_neighbours_voice(self, cast: Cast) -> None:
        resident = ResidentFactory.create(community=cast.community, assisted=True)
        assert why(services.support_need, proposed(cast).pk, by=cast.resident, resident_id=resident.pk) == [
            "Only a grid worker of the resident's community writes down the voice."
        ]


class TestAnswer:
    def test_the_officer_adopts_a_supported_need(self, cast: Cast) -> None:
        need = services.adopt_need(proposed(cast, supported=True).pk, by=cast.officer)
        assert (need.state, acts(need), told()) == (
            "ADOPTED",
            [("adopt", "SUPPORTED", "ADOPTED", "")],
            ["need.adopted"],
        )

    def test_a_need_without_its_support_is_not_adopted(self, cast: Cast) -> None:
        assert why(services.adopt_need, proposed(cast).pk, by=cast.officer) == [
            "“Adopt” is not possible now: Proposed."
        ]

    @pytest.mark.parametrize("state", ["PROPOSED", "SUPPORTED"])
    def test_the_officer_declines_with_a_reason(self, cast: Cast, state: str) -> None:
        need = services.decline_need(proposed(cast, state=state).pk, reason=" 已有同类服务 ", by=cast.officer)
        assert (need.state, need.decline_reason) == ("DECLINED", "已有同类服务")
        assert acts(need) == [("decline", state, "DECLINED", "已有同类服务")]
        assert told() == ["need.declined"]

    def test_nothing_is_declined_without_a_reason(self, cast: Cast) -> None:
        assert why(services.decline_need, proposed(cast).pk, reason=" ", by=cast.officer) == [
            "Say why, in a sentence that the others can read."
        ]

    @pytest.mark.parametrize("answered", ["adopted", "declined", "merged"])
    def test_an_answer_is_final(self, cast: Cast, answered: str) -> None:
        need = proposed(cast, **{answered: True})
        other = proposed(cast)
        state = {"adopted": "Adopted", "declined": "Declined", "merged": "Merged"}[answered]
        assert why(services.adopt_need, need.pk, by=cast.officer) == [f"“Adopt” is not possible now: {state}."]
        assert why(services.decline_need, need.pk, reason="不", by=cast.officer) == [
            f"“Decline” is not possible now: {state}."
        ]
        assert why(services.merge_need, need.pk, into_id=other.pk, by=cast.officer) == [
            f"“Merge” is not possible now: {state}."
        ]


class TestMerge:
    def test_supporters_go_along_and_count_once(self, cast: Cast) -> None:
        one, other = proposed(cast, voices=2), proposed(cast, voices=3)
        services.support_need(one.pk, by=cast.resident)
        services.support_need(other.pk, by=cast.resident)
        merged = services.merge_need(one.pk, into_id=other.pk, by=cast.officer)
        assert (merged.state, merged.merged_into, other.supports.count()) == ("MERGED", other, 6)
        assert told() == ["need.merged"]

    def test_the_voices_that_come_along_may_reach_the_threshold(self, cast: Cast) -> None:
        one, other = proposed(cast, voices=5), proposed(cast, voices=5)
        services.merge_need(one.pk, into_id=other.pk, by=cast.officer)
        assert Need.objects.get(pk=other.pk).state == "SUPPORTED"
        assert told() == ["need.merged", "need.supported"]

    def test_the_proposer_of_the_other_need_gets_no_second_voice(self, cast: Cast) -> None:
        one, other = proposed(cast), proposed(cast, proposed_by=cast.resident)
        services.support_need(one.pk, by=cast.resident)
        services.merge_need(one.pk, into_id=other.pk, by=cast.officer)
        assert other.supports.count() == 0

    def test_a_voice_from_outside_the_other_area_does_not_count_there(self, cast: Cast) -> None:
        one = NeedFactory.create(area=cast.community.parent)
        services.support_need(one.pk, by=cast.resident_next_door)
        other = proposed(cast)
        services.merge_need(one.pk, into_id=other.pk, by=cast.officer)
        assert other.supports.count() == 0

    def test_a_need_does_not_go_on_in_itself(self, cast: Cast) -> None:
        need = proposed(cast)
        assert why(services.merge_need, need.pk, into_id=need.pk, by=cast.officer) == [
            "Choose another need: this one cannot go on in itself."
        ]

    @pytest.mark.parametrize("ended", ["declined", "merged"])
    def test_a_need_does_not_go_on_in_one_that_has_ended(self, cast: Cast, ended: str) -> None:
        other = proposed(cast, **{ended: True})
        assert why(services.merge_need, proposed(cast).pk, into_id=other.pk, by=cast.officer) == [
            "The other need goes no further. Choose one that is waiting or adopted."
        ]

    def test_only_needs_for_the_same_service_merge(self, cast: Cast) -> None:
        other = proposed(cast, service_kind=ServiceKind.GREENING)
        assert why(services.merge_need, proposed(cast).pk, into_id=other.pk, by=cast.officer) == [
            "The two needs ask for different services. Merge only needs for the same service."
        ]

    def test_the_officer_needs_the_right_for_both(self, cast: Cast) -> None:
        other = NeedFactory.create()
        assert denial(services.merge_need, proposed(cast).pk, into_id=other.pk, by=cast.officer) == "wrong_role"

    def test_a_need_that_is_not_there_is_named(self, cast: Cast) -> None:
        with pytest.raises(Need.DoesNotExist):
            services.merge_need(proposed(cast).pk, into_id=0, by=cast.officer)
