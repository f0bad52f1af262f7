"""Whose word about a visitor's address is believed: that of the proxies in front of us, and nobody else's."""

from __future__ import annotations

from typing import Any

from allauth import app_settings
from allauth.core.internal.httpkit import clean_client_ip, get_client_ip
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured


def address_of(request: Any) -> str | None:
    """Return the visitor's address; where fewer proxies have spoken than stand in front, the last hop's."""
    try:
        return get_client_ip(request)
    except ImproperlyConfigured:
        return clean_client_ip(request.META.get("REMOTE_ADDR", ""))


@register(Tags.security, deploy=True)
def proxies_are_counted(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A proxy that is not counted makes one visitor of all: five wrong passwords would lock everybody out."""
    count = app_settings.TRUSTED_PROXY_COUNT
    if settings.SECURE_PROXY_SSL_HEADER and count == 0:
        hint = "Set LINLI_PROXIES to how many proxies stand in front; each has to write X-Forwarded-For."
        return [Error("There is a proxy in front, but none is counted.", hint=hint, id="core.E002")]
    return []
