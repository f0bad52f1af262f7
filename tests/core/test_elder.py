"""The large edition is a choice of the reader: sent, kept in a cookie, and never a way to another site."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse


def chosen(large: str, back: str = "/en/counted/") -> tuple[Client, str]:
    """Choose an edition; return the reader and where they are led."""
    reader = Client(enforce_csrf_checks=True)
    answer = reader.post(reverse("elder"), {"large": large, "next": back})
    assert answer.status_code == 302
    return reader, answer.url


@pytest.mark.django_db
def test_the_choice_is_kept_and_taken_back() -> None:
    reader, back = chosen("1")
    assert back == "/en/counted/"
    assert reader.cookies["elder"].value == "1"
    assert reader.cookies["elder"]["max-age"] == 365 * 24 * 3600
    assert 'class="govuk-template elder"' in reader.get(back).content.decode()
    reader.post(reverse("elder"), {"large": "0", "next": back})
    assert 'class="govuk-template"' in reader.get(back).content.decode()


@pytest.mark.django_db
def test_every_page_has_the_entrance() -> None:
    page = Client().get("/en/counted/").content.decode()
    assert f'action="{reverse("elder")}"' in page
    assert "Larger" in page


@pytest.mark.django_db
@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "", "javascript:alert(1)"])
def test_the_way_back_stays_on_the_site(back: str) -> None:
    _reader, led = chosen("1", back)
    assert led == "/"


@pytest.mark.django_db
def test_a_look_chooses_nothing() -> None:
    answer = Client().get(reverse("elder"))
    assert answer.status_code == 405
    assert "elder" not in answer.cookies
