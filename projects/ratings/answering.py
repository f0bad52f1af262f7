"""The resident's page: one question, five faces, no account; a GET changes nothing, for messengers fetch links."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic.base import View

from core.time import core_now
from core.transitions import Refused
from procurement.tenders.words import lot_in_words
from projects.ratings import collecting
from projects.ratings.forms import RatingForm, ReceiptForm
from projects.ratings.frame import beneficiary_of, effective_ballot_of, fate_of
from projects.ratings.models import Ballot, Beneficiary
from projects.ratings.states import Channel, RatingRoundState


# The secret link is the proof, no cookie is: nobody else's page can send this form, and it works without cookies.
@method_decorator(csrf_exempt, name="dispatch")
class OfToken(View):
    """A page behind a person's own link; an unknown link is not found."""

    http_method_names = ["get", "post", "head"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the person."""
        found = beneficiary_of(kwargs["token"])
        if found is None:
            return self._known_to_nobody(request)
        self.person = found
        answer = super().dispatch(request, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex"
        return answer

    def _known_to_nobody(self, request: HttpRequest) -> HttpResponse:
        """A link that was cut off, mistyped or never given out: what to do, in large words."""
        answer = render(request, "projects/ratings/unknown.html", status=HTTPStatus.NOT_FOUND)
        answer["X-Robots-Tag"] = "noindex"
        return answer

    @property
    def is_open(self) -> bool:
        """Whether answers are taken now."""
        rating_round = self.person.round
        return rating_round.state == RatingRoundState.OPEN and core_now() < rating_round.closes_at

    def page(self, name: str, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
        """Render a page with what is asked about."""
        return render(
            self.request, f"projects/ratings/{name}.html", {**self.subject(self.person), **more}, status=status
        )

    def closed(self, status: int = HTTPStatus.OK) -> HttpResponse:
        """Say that the time is over, and where the result stands as soon as there is one."""
        rating_round = self.person.round
        has_result = rating_round.state == RatingRoundState.PUBLISHED and rating_round.contract.published_at is not None
        return self.page("closed", status, has_result=has_result)

    def subject(self, person: Beneficiary) -> dict[str, Any]:
        """What the question is about, in the public's words."""
        contract = person.round.contract
        service = lot_in_words(contract.lot)
        return {"service": service, "supplier": contract.supplier, "round": person.round, "token": self.kwargs["token"]}


class Rate(OfToken):
    """The question."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the question, or that the round is closed."""
        if not self.is_open:
            return self.closed()
        return self.page("rate", form=RatingForm(), has_answered=effective_ballot_of(self.person) is not None)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Take the answer; it replaces an earlier one."""
        form = RatingForm(request.POST)
        if not form.is_valid():
            return self.page("rate", HTTPStatus.UNPROCESSABLE_ENTITY, form=form, has_answered=False)
        channel = Channel.QR if request.GET.get("via") == "qr" else Channel.LINK
        try:
            collecting.rate(token, **form.cleaned_data, channel=channel)
        except Refused as refused:
            if not self.is_open:
                return self.closed(HTTPStatus.CONFLICT)
            return self.page("rate", HTTPStatus.CONFLICT, form=form, reasons=list(refused.reasons), has_answered=False)
        return redirect("rate_thanks", token=token)


class Thanks(OfToken):
    """What happens next, and the receipt; never what was answered."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Thank whoever has answered; others are asked."""
        ballot = effective_ballot_of(self.person)
        if ballot is None:
            return redirect("rate", token=token)
        return self.page("thanks", receipt=ballot.receipt, is_open=self.is_open)


@method_decorator(never_cache, name="dispatch")
class Counted(View):
    """What became of the answer behind a receipt; a receipt never shows what was answered."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the receipt."""
        return self.page(ReceiptForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer for a receipt that was written down."""
        form = ReceiptForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        ballot = Ballot.objects.by_receipt(form.cleaned_data["receipt"])
        if ballot is None:
            form.add_error("receipt", _("This receipt is not known. Compare it with the page of thanks."))
            return self.page(form, status=HTTPStatus.NOT_FOUND)
        return self.page(form, fate=fate_of(ballot), state=ballot.beneficiary.round.names.public)

    def page(self, form: ReceiptForm, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
        """Render the page."""
        return render(self.request, "projects/ratings/counted.html", {"form": form, **more}, status=status)
