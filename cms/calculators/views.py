"""The calculators' pages: a question in the address, its answer beneath the form; nothing is kept."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cms.calculators.forms import CALCULATORS
from core.law.refusals import LawError


def calculators(request: HttpRequest) -> HttpResponse:
    """All of them."""
    return render(request, "cms/calculators.html", {"calculators": CALCULATORS.values()})


def calculator(request: HttpRequest, key: str) -> HttpResponse:
    """One calculator; a long question is sent as POST, which changes nothing either."""
    found = CALCULATORS.get(key)
    if found is None:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    is_asked = found.form_class.is_asked(asked)
    form = found.form_class(asked) if is_asked else found.form_class(initial=asked.dict())
    answer: Any = None
    sentences: list[str] = []
    status = HTTPStatus.OK
    if is_asked and form.is_valid():
        try:
            answer = found.work_out(form.cleaned_data)
        except LawError as refused:
            sentences = [str(refused)]
    if is_asked and answer is None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {
        "calculator": found,
        "calculators": CALCULATORS.values(),
        "form": form,
        "answer": answer,
        "sentences": sentences,
    }
    return render(request, "cms/calculator.html", context, status=status)
