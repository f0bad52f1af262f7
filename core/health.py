"""Two questions of whoever watches over the server: does it live, and can it do its work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.urls import resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_deny
from django.views.decorators.http import require_safe

from core.time import offset

ADDRESSES = ("/health/", "/ready/")


class Watchers:
    """Answers whoever watches, before anything looks at the name under which we are asked, a session or a language.

    They ask from inside, by the number of a machine, which is none of the names of the site.
    """

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        """Answer the two addresses here, hand on all others."""
        if request.path_info not in ADDRESSES:
            return self.get_response(request)
        request.resolver_match = match = resolve(request.path_info)
        return match.func(request)


@xframe_options_deny
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Say that the process answers; asks nothing else of anybody."""
    return JsonResponse({"status": "ok"})


@xframe_options_deny
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers and is migrated, and how many seconds the clock is off; 503 if not ready."""
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        shift = offset().total_seconds() if not waiting else 0.0
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": False}, status=503)
    answer = {"database": True, "migrations_waiting": waiting, "clock_offset_seconds": shift}
    if waiting:
        return JsonResponse({"status": "unavailable", **answer}, status=503)
    return JsonResponse({"status": "ok", **answer})
