"""Pages of residents: entered and verified by the grid worker, and nobody's list but theirs."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Area, Resident, User
from accounts.roles import Role
from tests.factories.accounts import BuyerFactory, CommunityFactory, ResidentFactory, UserFactory, member
from tests.pages import Browser, queries_of


@pytest.fixture
def community(db: None) -> Area:
    return CommunityFactory.create()


@pytest.fixture
def grid_worker(community: Area) -> User:
    return member(BuyerFactory.create(area=community.parent), Role.GRID_WORKER)


def test_a_grid_worker_enters_and_verifies_a_resident_without_an_account(community: Area, grid_worker: User) -> None:
    browser = Browser(grid_worker)
    page = browser.get("register_resident")
    assert page.context["form"].initial["community_id"] == community.pk
    written = {"name": "王奶奶", "community_id": community.pk, "stratum": "ASSISTED"}
    done = browser.post("register_resident", **written)
    made = Resident.objects.get()
    assert (done.status_code, done.url) == (302, f"/en/desk/residents/{made.pk}/verify/")
    assert "王奶奶" in browser.get("verify_resident", made.pk).content.decode()
    assert not Resident.objects.get().is_verified
    assert browser.post("verify_resident", made.pk).status_code == 302
    assert Resident.objects.get().verified_by == grid_worker
    assert browser.post("verify_resident", made.pk).status_code == 409


def test_somebody_says_where_they_live_and_waits_at_the_grid_workers_desk(community: Area, grid_worker: User) -> None:
    person = UserFactory.create(name="赵桂英")
    browser = Browser(person)
    assert "/en/desk/residents/apply/" in browser.get("desk").content.decode()
    written = {"name": "赵桂英", "community_id": community.pk, "home": "3号楼401", "stratum": "SELF"}
    assert browser.post("apply_as_resident", **written).status_code == 302
    assert browser.post("apply_as_resident", **written).status_code == 409
    waits = "it waits for the grid worker"
    for page in ("desk", "propose_need", "apply_as_resident"):
        assert waits in browser.get(page).content.decode()
    assert "/en/desk/residents/apply/" not in browser.get("desk").content.decode()
    made = Resident.objects.get()
    desk = Browser(grid_worker).get("desk").content.decode()
    assert f"/en/desk/residents/{made.pk}/verify/" in desk
    page = browser.post("verify_resident", made.pk)
    assert page.status_code == 403
    assert "another role" in page.content.decode()


def test_the_grid_worker_reads_who_applies_and_may_say_no(community: Area, grid_worker: User) -> None:
    person = UserFactory.create(name="赵桂英", phone="13800138000")
    waiting = ResidentFactory.create(community=community, unverified=True, user=person, home="3号楼401")
    browser = Browser(grid_worker)
    page = browser.get("verify_resident", waiting.pk).content.decode()
    assert [words in page for words in ("3号楼401", "13800138000", f"/en/desk/residents/{waiting.pk}/refuse/")] == [
        True
    ] * 3
    assert browser.post("refuse_resident", waiting.pk).status_code == 422
    assert browser.post("refuse_resident", waiting.pk, reason="不住这里").status_code == 302
    assert not Resident.objects.exists()
    assert "/en/desk/residents/apply/" in Browser(person).get("desk").content.decode()


def test_the_list_is_the_grid_workers(community: Area, grid_worker: User) -> None:
    waiting = ResidentFactory.create(community=community, unverified=True)
    known = ResidentFactory.create(community=community)
    elsewhere = ResidentFactory.create()
    browser = Browser(grid_worker)
    page = browser.get("desk_residents").content.decode()
    assert [one.name in page for one in (waiting, known, elsewhere)] == [True, True, False]
    page = browser.get("desk_residents", query="?waiting=1").content.decode()
    assert [one.name in page for one in (waiting, known)] == [True, False]
    stranger = Browser(UserFactory.create())
    assert waiting.name not in stranger.get("desk_residents").content.decode()
    assert stranger.get("verify_resident", waiting.pk).status_code == 404


def test_nobody_else_enters_residents(community: Area) -> None:
    written = {"name": "王奶奶", "community_id": community.pk, "stratum": "SELF"}
    browser = Browser(UserFactory.create())
    assert "Only a grid worker enters residents" in browser.get("register_resident").content.decode()
    assert browser.post("register_resident", **written).status_code == 403
    assert Resident.objects.count() == 0


def test_pages_cost_the_same_at_one_and_at_three_rows(community: Area, grid_worker: User) -> None:
    first = ResidentFactory.create(community=community, unverified=True)
    pages: list[Any] = [("desk_residents", 10), ("verify_resident", 12, first.pk)]
    one = [queries_of(grid_worker, name, *args) for name, _limit, *args in pages]
    for _number in range(2):
        ResidentFactory.create(community=community, unverified=True)
    assert [queries_of(grid_worker, name, *args) for name, _limit, *args in pages] == one
    assert [(p[0], number) for p, number in zip(pages, one, strict=True) if number > p[1]] == []
