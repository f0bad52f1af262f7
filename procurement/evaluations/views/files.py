"""A file of a bid for a member of the committee: under the bid's letter, as a download."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.generic.base import View

from procurement.evaluations.files import blind_files, content_of
from procurement.evaluations.views.seat import AtSeat


class BlindFileView(AtSeat, View):
    """Send one file of the technical part; who has not declared, or has stood aside, finds none."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the file under its letter and number."""
        listed = blind_files(self.evaluation, self.seat).get(kwargs["letter"], [])
        file = next((one for one in listed if one.number == kwargs["number"]), None)
        if file is None:
            raise Http404
        answer = HttpResponse(content_of(file), content_type="application/octet-stream")
        answer["X-Content-Type-Options"] = "nosniff"
        answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or ""
        return answer
