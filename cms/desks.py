"""The way from a public page to the desk, for people who have one."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch

from core.views import thing_url


def page_at_desk(thing: Any) -> str:
    """The page of a thing at the desk, or "" where there is none."""
    try:
        return thing_url(thing)
    except NoReverseMatch:
        return ""
