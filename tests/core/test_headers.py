"""What the browser is told to refuse; the walk over every address is in tests/web."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page

from accounts.models import User

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db


def policy_of(answer: object) -> dict[str, list[str]]:
    """The content security policy, part by part."""
    parts = answer.headers["Content-Security-Policy"].split("; ")  # type: ignore[attr-defined]
    return {part.split()[0]: part.split()[1:] for part in parts}


@pytest.fixture
def operator(django_user_model: type[User]) -> Client:
    """Somebody who keeps the site."""
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("operator@example.org", "", name="Operator"))
    return client


def test_a_page_runs_and_styles_only_what_the_site_itself_serves(client: Client) -> None:
    policy = policy_of(client.get("/accounts/login/"))
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'none'"]


# What a page says to its script as data runs nowhere.
INLINE = re.compile(
    r"""\sstyle=["']|\son[a-z]+=["']|<style|<script(?![^>]*\s(?:src=|type="application/json"))|javascript:"""
)


def test_no_template_of_ours_writes_code_or_style_into_a_page() -> None:
    folders = ("accounts", "cms", "core", "demo", "payments", "procurement", "projects")
    templates = [path for folder in folders for path in (ROOT / folder).rglob("templates/**/*.html")]
    assert len(templates) > 100
    pages = [path for path in templates if path.name != "mail.html"]  # a mail is no page: it has no sheet to link to
    assert {path.name: found for path in pages if (found := INLINE.findall(path.read_text(encoding="utf-8")))} == {}


def test_a_file_is_put_in_a_sandbox(client: Client) -> None:
    policy = policy_of(client.get("/health/"))
    assert policy["sandbox"] == []
    assert "script-src" not in policy


def test_the_admin_has_its_own_policy_and_loads_nothing_from_elsewhere(operator: Client) -> None:
    policy = policy_of(operator.get("/admin/"))
    assert policy["script-src"] == policy["style-src"] == ["'self'", "'unsafe-inline'"]
    assert policy["default-src"] == ["'none'"]
    assert policy["connect-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'self'"]


def test_an_editor_sees_a_page_in_a_frame_under_the_policy_of_the_site(operator: Client) -> None:
    call_command("site_tree", verbosity=0)
    page = Page.objects.filter(depth=2).last()
    answer = operator.get(f"/admin/pages/{page.pk}/view_draft/")
    policy = policy_of(answer)
    assert answer.status_code == 200
    assert policy["script-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'self'"]


@pytest.mark.parametrize(("site", "status"), [("same-origin", 302), ("cross-site", 403), (None, 403)])
def test_a_form_without_referrer_counts_only_where_the_browser_says_it_is_ours(site: str | None, status: int) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/")
    headers = {"origin": "null"} | ({"sec-fetch-site": site} if site else {})
    form = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post("/accounts/logout/", form, headers=headers).status_code == status


def test_without_its_token_no_form_counts(client: Client) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/")
    headers = {"origin": "null", "sec-fetch-site": "same-origin"}
    assert client.post("/accounts/logout/", {}, headers=headers).status_code == 403
