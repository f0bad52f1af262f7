"""The answer to whoever asks too often: when to come again, for people and for machines."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MINUTE = 60
LOCK_MINUTES = 5  # as long as ACCOUNT_RATE_LIMITS counts wrong passwords, codes and second proofs for one account
CODES = ("/login/code/", "/password/reset/")


def too_many(request: HttpRequest, minutes: int = 0) -> HttpResponse:
    """429, with the time after which it is worth trying again."""
    minutes = minutes or (LOCK_MINUTES if request.path_info.endswith(CODES) else 1)
    answer = render(request, "429.html", {"minutes": minutes}, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(minutes * MINUTE)
    return answer
