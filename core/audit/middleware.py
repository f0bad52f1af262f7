"""Rings the sequencer after a request that may have written, so that the chain grows even where no worker runs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core.audit.chain import sequence

READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class SequenceAfterWrite:
    """After a write, link the rows that wait; never waits for another sequencer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in READING:
            sequence()
        return response
