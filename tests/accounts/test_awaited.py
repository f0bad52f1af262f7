"""While nothing waits, the desk tells each role what will stand there."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.awaited import AWAITED, awaited_by
from accounts.roles import EXPERT, RESIDENT, Role


def test_every_role_has_a_sentence_of_its_own() -> None:
    assert set(AWAITED) == {RESIDENT, EXPERT, *Role.values}
    assert len(set(map(str, AWAITED.values()))) == len(AWAITED)
    assert awaited_by([Role.FINANCE]) == [AWAITED[Role.FINANCE]]


@pytest.mark.django_db
def test_an_empty_desk_says_it(client: Any, django_user_model: Any) -> None:
    client.force_login(django_user_model.objects.create(email="nobody@example.org", name="无"))
    page = client.get("/en/desk/").content.decode()
    assert ("Nothing waits on you now." in page, "what you have to do, and by when" in page) == (True, True)
