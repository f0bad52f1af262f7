"""What every answer tells the browser to refuse: foreign code, frames, caches, and telling addresses to others."""

from __future__ import annotations

from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers

# What stands in an address and opens a door: such an address is told to nobody, not even to ourselves.
SECRETS = frozenset({"token", "uidb36"})
PAGE = "text/html"


class Headers(CSPMiddleware):
    """The headers of the site: its own policy for pages, a narrower one for files, a wider one for Wagtail's admin."""

    def process_request(self, request: HttpRequest) -> None:
        """A page that tells no referrer sends "Origin: null" with its forms, which the guard of forms refuses.

        Then Sec-Fetch-Site, which no page can forge, says whether the form is ours; its token is asked for as always.
        """
        if request.META.get("HTTP_ORIGIN") == "null" and request.headers.get("Sec-Fetch-Site") == "same-origin":
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Write every header that the view has not written itself."""
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if has_secret(request):
            response.headers["Referrer-Policy"] = "no-referrer"
        if is_private(request):
            add_never_cache_headers(response)
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The policy by what is answered."""
        parts: PolicyParts = super().get_policy_parts(request, response, report_only)
        if report_only or parts.config is not None:
            return parts
        if is_file(response):
            parts.config = settings.FILE_SECURITY_POLICY
        elif getattr(request, "is_preview", False):  # an editor looks at a page of the site, in a frame of the admin
            parts.replace = {"frame-ancestors": ["'self'"]}
        elif request.path_info.startswith("/admin/"):
            parts.config = settings.ADMIN_SECURITY_POLICY
        return parts


def is_file(response: HttpResponseBase) -> bool:
    """Whether an answer is a file and no page."""
    kept = response.headers.get("Content-Disposition", "")
    return kept.startswith("attachment") or not response.headers.get("Content-Type", PAGE).startswith(PAGE)


def has_secret(request: HttpRequest) -> bool:
    """Whether the address itself opens a door."""
    match = request.resolver_match
    return match is not None and not SECRETS.isdisjoint(match.kwargs)


def is_private(request: Any) -> bool:
    """Whether an answer is meant for one person: signed in, or on the way in, or holding a secret link."""
    user = getattr(request, "user", None)
    is_somebody = user is not None and user.is_authenticated
    return is_somebody or has_secret(request) or request.path_info.startswith(("/accounts/", "/admin/"))
