"""Gives out the pictures of the site from wherever they lie; documents and papers have doors of their own."""

from __future__ import annotations

import mimetypes
from posixpath import normpath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

# What editors put on public pages; nothing else of the storage is anybody's business.
FOLDERS = ("images/", "original_images/")
KINDS = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})
A_YEAR = 365 * 24 * 60 * 60  # seconds; a picture that changes gets another name


@require_safe
def picture(request: HttpRequest, path: str) -> FileResponse:
    """Answer with a picture; 404 for everything else that lies there."""
    kind = mimetypes.guess_type(path)[0]
    # An address that climbs out of its folder could name a document.
    if normpath(path) != path or not path.startswith(FOLDERS) or kind not in KINDS:
        raise Http404
    try:
        file = default_storage.open(path)
    except (OSError, SuspiciousFileOperation, ValueError) as error:
        raise Http404 from error
    answer = FileResponse(file, content_type=kind)
    answer["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return answer
