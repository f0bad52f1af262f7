"""The large edition (长辈版): larger words and targets in one column, kept in a cookie of the reader's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

KEPT = timedelta(days=365)


def reads_large(request: HttpRequest) -> bool:
    """Whether the reader has chosen the large edition."""
    return request.COOKIES.get(settings.ELDER_COOKIE_NAME) == "1"


def elder_edition(request: HttpRequest) -> dict[str, Any]:
    """Tell every page which edition it is read in."""
    return {"elder": reads_large(request)}


@csrf_exempt  # how large the words are is nobody's secret; a token in every page would keep pages from being cached
@require_POST
def choose_edition(request: HttpRequest) -> HttpResponseBase:
    """Keep the choice, and go back to the page on which it was made."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    answer = redirect(back)
    if request.POST.get("large") == "1":
        secure = request.is_secure() or settings.SESSION_COOKIE_SECURE
        answer.set_cookie(settings.ELDER_COOKIE_NAME, "1", max_age=KEPT, samesite="Lax", secure=secure, httponly=True)
    else:
        answer.delete_cookie(settings.ELDER_COOKIE_NAME, samesite="Lax")
    return answer
