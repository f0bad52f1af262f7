"""Two voices at the same time: the one that reaches the threshold is not lost."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from procurement.needs import services
from procurement.needs.models import Need
from procurement.needs.queries import NeedQuerySet
from tests.factories.accounts import CommunityFactory
from tests.factories.needs import NeedFactory, neighbour
from tests.procurement.cast import assemble
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def need() -> Need:
    return NeedFactory.create(area=CommunityFactory.create(support_threshold=2))


def voices(need: Need) -> list[Callable[[], Need]]:
    people = [neighbour(need.area) for _ in range(2)]
    return [lambda by=person: services.support_need(need.pk, by=by) for person in people]


def outcome(need: Need) -> tuple[str, int]:
    need = Need.objects.get(pk=need.pk)
    return need.state, need.supports.count()


def test_with_the_lock_off_two_voices_miss_each_other(need: Need, monkeypatch: pytest.MonkeyPatch) -> None:
    both_have_counted = threading.Barrier(2)
    count = services.enough_residents_support_it

    def count_and_wait(counted: Need) -> bool:
        answer = count(counted)
        both_have_counted.wait(10)
        return answer

    monkeypatch.setattr(NeedQuerySet, "select_for_update", lambda self, **given: self.all())
    monkeypatch.setattr(services, "enough_residents_support_it", count_and_wait)
    at_once(*voices(need))
    assert outcome(need) == ("PROPOSED", 2)


def test_with_the_lock_on_the_second_voice_moves_the_need(need: Need) -> None:
    at_once(*voices(need))
    assert outcome(need) == ("SUPPORTED", 2)


def test_merges_across_each_other_do_not_wait_for_ever(need: Need) -> None:
    other = NeedFactory.create(area=need.area)
    officer = assemble(need.area).officer
    at_once(
        lambda: services.merge_need(need.pk, into_id=other.pk, by=officer),
        lambda: services.merge_need(other.pk, into_id=need.pk, by=officer),
    )
    assert sorted([outcome(need)[0], outcome(other)[0]]) == ["MERGED", "PROPOSED"]
