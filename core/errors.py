"""What people read where a request goes wrong: a page in the site's look that says what to do next."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template import loader

from core.logs import number_of_request


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what cannot be understood; what is too large is told apart, because a person can make it smaller."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what broke with the number under which the log tells of it; asks nothing of what may be broken itself."""
    page = loader.get_template("500.html").render({"number": number_of_request()})
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def not_found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Close an address of a package: it is not there, for nobody."""
    raise Http404


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose proof of origin is missing or old: nothing was done, and it can be sent again."""
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)


class NoNul:
    """Refuses a sign that no text has and that PostgreSQL does not keep, wherever it stands in a query or a form."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        """Hand on; what was sent is looked at once the page is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Raise BadRequest."""
        if _has_nul(request.GET) or _has_nul(request.POST):
            raise BadRequest("A NUL in a query or a form.")


def _has_nul(sent: QueryDict) -> bool:
    return any("\0" in text for name, values in sent.lists() for text in (name, *values))


class MethodNotAllowedPage:
    """Gives the bare answer to a method that an address does not take the site's look."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        """Keep the answer's header, which names the methods that are taken."""
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
        page["Allow"] = response["Allow"]
        return page
