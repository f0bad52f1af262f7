"""The gallery shows every component: one that nobody sees there is one that nobody looks after."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.test.signals import template_rendered
from django.utils import translation

from core.gallery import Gallery

COMPONENTS = settings.BASE_DIR / "core" / "templates" / "components"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_component_is_shown(language: str) -> None:
    request = RequestFactory().get(f"/{language}/design/")
    request.user = AnonymousUser()
    shown: set[str] = set()

    def note(template: object, **kwargs: object) -> None:
        shown.add(str(getattr(template, "name", "")))

    template_rendered.connect(note)
    try:
        with translation.override(language):
            page = Gallery.as_view()(request).render().content.decode()
    finally:
        template_rendered.disconnect(note)
    ours = {f"components/{path.name}" for path in Path(COMPONENTS).glob("*.html")}
    assert len(ours) > 15
    assert ours - shown == set(), "show it in core/templates/core/design.html"
    assert "style=" not in page
