"""Addresses of the public site that one question answers, beside those that lead through the tree."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from wagtail.views import serve

from cms import pictures, tree
from cms.deadline_file import deadline_file
from cms.desks import page_at_desk
from cms.payments_file import payments_file as every_payment
from cms.queries import needs, notices, opportunities, projects, punctuality
from core.spreadsheets import CSV_TYPE
from core.thread import thread_of
from core.words import in_words, plain_words
from procurement.needs.states import WAITING


def place(request: HttpRequest, path: str = "") -> HttpResponse:
    """A place of the tree."""
    return serve(request, path)


def opportunity(request: HttpRequest, ocid: str) -> HttpResponse:
    """The public face of a purchase. The law makes it public: it is here even where its page was taken down."""
    attempts = opportunities.attempts(ocid)
    if not attempts:
        raise Http404
    return tree.window_on_tender(attempts[0]).serve(request, attempts=attempts)


def opportunity_deadline(request: HttpRequest, ocid: str) -> HttpResponse:
    """The deadline as a file for calendars."""
    attempts = opportunities.attempts(ocid)
    if not attempts or attempts[0].deadline is None:
        raise Http404
    address = request.build_absolute_uri(request.path.removesuffix("deadline.ics"))
    answer = HttpResponse(deadline_file(attempts[0], address), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{ocid}.ics"'
    return answer


def project(request: HttpRequest, ocid: str) -> HttpResponse:
    """The public face of what is delivered under a purchase."""
    contracts = projects.of_purchase(ocid)
    if not contracts:
        raise Http404
    return tree.window_on_project(ocid, contracts[0]).serve(request, contracts=contracts)


def payments(request: HttpRequest) -> HttpResponse:
    """How punctual buyers are with their payments, beside suppliers with their deliveries."""
    shown = [pictures.payers(punctuality.payers()), pictures.deliverers(punctuality.deliverers())]
    return render(request, "cms/payments.html", {"pictures": shown})


def payments_file(request: HttpRequest) -> StreamingHttpResponse:
    """Every payment behind those figures, for whoever wants to count again."""
    answer = StreamingHttpResponse(every_payment(), content_type=CSV_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="payments.csv"'
    return answer


def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """A result as it was published, word for word."""
    found = notices.result(pk)
    if found is None:
        raise Http404
    tender, bought = found.lot.tender, found.content.get("subject", "")
    context = {
        "notice": found,
        "content": found.content,
        "heading": plain_words(tender),
        # The notice says in Chinese what was bought; its twin is that of the tender whose only lot it is.
        "subject": in_words({"zh": bought, "en": tender.title_en if bought == tender.title else ""}),
        "matrix": notices.matrix(found.content),
        "here": request.build_absolute_uri(request.path),
    }
    return render(request, "cms/notice.html", context)


def public_need(request: HttpRequest, pk: int) -> HttpResponse:
    """A need, who stands behind it, and what became of it."""
    need = needs.one(pk)
    if need is None:
        raise Http404
    purchases = needs.purchases_of(need)
    need.purchases = purchases  # type: ignore[attr-defined]
    context = {
        "need": need,
        "purchases": purchases,
        "thread": thread_of(purchases[0].ocid) if purchases else None,
        "supported": needs.supported_by(request.user, [need]),
        "waiting_states": WAITING,
        "offered": needs.open_to(request.user, [need]),
        "desk_url": page_at_desk(need) if request.user.is_authenticated else "",
    }
    return render(request, "cms/need.html", context)
