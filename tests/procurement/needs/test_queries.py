"""Questions about needs."""

from __future__ import annotations

import pytest

from accounts.service_kinds import ServiceKind
from procurement.needs.models import Need
from tests.factories.accounts import CommunityFactory, ResidentFactory
from tests.factories.needs import NeedFactory, NeedSupportFactory

pytestmark = pytest.mark.django_db


def test_an_area_holds_the_needs_of_the_areas_below_it() -> None:
    community = CommunityFactory.create()
    here, street = NeedFactory.create(area=community), NeedFactory.create(area=community.parent)
    NeedFactory.create()
    assert set(Need.objects.in_area(community.parent)) == {here, street}
    assert list(Need.objects.in_area(community)) == [here]


def test_waiting_and_adopted() -> None:
    proposed, supported = NeedFactory.create(), NeedFactory.create(supported=True)
    adopted = NeedFactory.create(adopted=True)
    NeedFactory.create(declined=True)
    assert set(Need.objects.waiting()) == {proposed, supported}
    assert list(Need.objects.adopted()) == [adopted]


@pytest.mark.parametrize("rows", [1, 3])
def test_support_is_counted_in_one_query(rows: int, django_assert_num_queries: object) -> None:
    for voices in range(rows):
        NeedFactory.create(voices=voices)
    with django_assert_num_queries(1):
        assert [need.support_count for need in Need.objects.with_support().order_by("pk")] == list(range(rows))


def test_like_needs_nearby_come_most_alike_first() -> None:
    community = CommunityFactory.create()
    need = NeedFactory.create(area=community, title="社区老年人助餐点建设")
    same = NeedFactory.create(area=community, title="社区老年人助餐点")
    near = NeedFactory.create(area=community.parent, title="老年人助餐点")
    NeedFactory.create(area=community, title="社区老年人助餐点", service_kind=ServiceKind.CULTURE)
    NeedFactory.create(area=community, title="社区老年人助餐点", declined=True)
    NeedFactory.create(area=community, title="楼道照明")
    NeedFactory.create(area=CommunityFactory.create(parent=community.parent), title="社区老年人助餐点")
    assert list(Need.objects.alike(need)) == [same, near]


def test_behind_a_need_stand_its_proposer_and_its_supporters_with_an_account() -> None:
    need = NeedFactory.create(voices=2)
    silent = ResidentFactory.create(community=need.area, assisted=True)
    NeedSupportFactory.create(need=need, resident=silent, given_by=need.proposed_by)
    voices = {voice.resident.user_id for voice in need.supports.all()} - {None}
    assert Need.objects.filter(pk=need.pk).people_behind() == {need.proposed_by_id, *voices}
    assert len(voices) == 2
