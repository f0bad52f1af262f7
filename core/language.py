"""The reader's language on pages whose address names none: that of the last page that did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_from_path, get_language_from_request

KEPT = 60 * 60 * 24 * 365


class RememberLanguage:
    """Whoever reads in English signs in in English, whatever the browser asks for by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        """Keep the language of the address, where the browser would be answered in another without one."""
        response = self.get_response(request)
        language = get_language_from_path(request.path_info)
        if language and language != get_language_from_request(request):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=KEPT,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            )
        return response
