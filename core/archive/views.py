"""Pages of the archive: what a document is and how to check it; the file for whoever may read its record."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.generic import TemplateView
from django.views.generic.base import View

from core.archive.models import ArchivedDocument


class Document(TemplateView):
    """Whoever holds a document finds here when it was archived, and its fingerprints; nothing of its words."""

    template_name = "core/archive/document.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The document, the newer edition if there is one, and whether this person may have the file."""
        documents = ArchivedDocument.objects.defer("data")
        document = get_object_or_404(documents, token=self.kwargs["token"])
        readable = documents.readable_by(self.request.user)
        editions = list(readable.editions_of(document))
        return super().get_context_data(
            document=document,
            may_read=document in editions,
            newer=editions[-1] if editions and editions[-1].edition > document.edition else None,
            **kwargs,
        )


class DocumentFile(View):
    """The file itself."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Send it, to those who may read the record; not there for anybody else, nor before it is made."""
        document = ArchivedDocument.objects.readable_by(request.user).by_token(token)
        if document is None or document.data is None:
            raise Http404
        answer = HttpResponse(bytes(document.data), content_type="application/pdf")
        answer["X-Content-Type-Options"] = "nosniff"
        answer["ETag"] = f'"{document.sha256}"'
        answer.headers["Content-Disposition"] = (
            content_disposition_header(as_attachment=True, filename=document.file_name) or ""
        )
        return answer
