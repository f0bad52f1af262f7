"""Files that belong to a thing, as papers, evidence and invoices: checked when they come in, kept out of the web."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _

from core.transitions import Refused
from core.uploads import safe_name, why_not

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
MOST = 10  # files at once
KINDS = (".pdf", ".jpg", ".jpeg", ".png", ".xlsx", ".zip", ".ofd")
ACCEPT = ",".join(KINDS)
HINT = _("PDF, JPG, PNG, XLSX, ZIP or OFD, at most 10 MB a file.")


@dataclass(frozen=True)
class Kept:
    """One file that was taken in: its name as the sender knows it, where it lies, its size and fingerprint."""

    name: str
    path: str
    size: int
    sha256: str

    def as_record(self) -> dict[str, Any]:
        """The plain values that go into a row."""
        return asdict(self)


def storage() -> Storage:
    """Return where files lie: outside everything that the web server gives out by itself."""
    return storages["papers"]


def keep(upload: UploadedFile, folder: str) -> Kept:
    """Write an upload into a folder under a place that nobody guesses."""
    name = safe_name(upload.name or "")
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    path = storage().save(f"{folder}/{uuid4().hex}/{name}", upload)
    return Kept(name, path, upload.size or 0, digest.hexdigest())


def forget(kept: Iterable[Kept]) -> None:
    """Throw files away whose act was refused."""
    for one in kept:
        storage().delete(one.path)


@contextmanager
def kept_for(upload: UploadedFile, folder: str) -> Iterator[Kept]:
    """Keep an upload for an act; an act that is refused leaves no file behind."""
    kept = keep(upload, folder)
    try:
        yield kept
    except Refused:
        forget([kept])
        raise


def name_of(paper: Any) -> str:
    """Return the name of a file, kept by us or only named."""
    return str(paper.get("name") or "") if isinstance(paper, dict) else PurePosixPath(str(paper)).name


def path_of(paper: Any) -> str:
    """Return where a file lies, or "" where only its name is known."""
    path = str(paper.get("path") or "") if isinstance(paper, dict) else str(paper)
    return path if "/" in path and storage().exists(path) else ""


def give_out(paper: Any) -> FileResponse:
    """Answer with a file, always as a download; 404 where only its name is known."""
    path = path_of(paper)
    if not path:
        raise Http404
    answer = FileResponse(storage().open(path), as_attachment=True, filename=name_of(paper))
    answer["Content-Type"] = "application/octet-stream"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def faults_of(upload: UploadedFile) -> list[Any]:
    """Return what is wrong with an upload, as sentences."""
    name = safe_name(upload.name or "")
    if (upload.size or 0) > LARGEST:
        return [_("“%(name)s” is larger than 10 MB. Send a smaller file.") % {"name": name}]
    if PurePosixPath(name).suffix not in KINDS:
        return [_("“%(name)s” is of a kind that is not taken. Send PDF, JPG, PNG, XLSX, ZIP or OFD.") % {"name": name}]
    fault = why_not(upload, name)
    return [fault] if fault else []


class PaperField(forms.FileField):
    """One file of a kind and size that is taken."""

    widget = forms.FileInput(attrs={"accept": ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Check kind and size."""
        upload = super().clean(data, initial)
        faults = faults_of(upload) if upload else []
        if faults:
            raise forms.ValidationError(faults)
        return upload


class ManyFiles(forms.FileInput):
    """A file box that takes several."""

    allow_multiple_selected = True


class PapersField(forms.FileField):
    """Several files, each of a kind and size that is taken; cleans to a list."""

    widget = ManyFiles(attrs={"accept": ACCEPT, "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Check each file and how many there are."""
        uploads = [super(PapersField, self).clean(one, initial) for one in data or []]
        if self.required and not uploads:
            raise forms.ValidationError(self.error_messages["required"])
        if len(uploads) > MOST:
            raise forms.ValidationError(_("At most 10 files at once. Put the others into one ZIP file."))
        faults = [fault for one in uploads for fault in faults_of(one)]
        if faults:
            raise forms.ValidationError(faults)
        return uploads
