"""Whole addresses of pages, for all that leaves the site: mails, invitations, printed documents."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.http.request import validate_host


def whole_address(path: str) -> str:
    """Return a path of the site as an address that opens anywhere."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path


@register(Tags.security, deploy=True)
def the_site_has_an_address_of_its_own(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Documents bear the address for ever, in words and as a code to be read by a phone: it has to be the right one."""
    said = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    if said.scheme == "https" and validate_host(said.hostname or "", settings.ALLOWED_HOSTS):
        return []
    hint = "Set LINLI_BASE_URL to https:// and one of ALLOWED_HOSTS: links and printed documents lead there."
    return [Error(f"The public address is {settings.WAGTAILADMIN_BASE_URL}.", hint=hint, id="core.E003")]
