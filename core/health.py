"""Two questions of whoever watches over the server: does it live, and can it do its work."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.time import offset


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Say that the process answers; asks nothing else of anybody."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
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
