"""Files that editors bring into the site: looked into like every other, whatever their name says."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from core.uploads import BEGINS, NO_PICTURE, safe_name, why_not

UNKNOWN = _("Files of this kind are not taken here. Save it as a PDF and send that.")


def checked(upload: Any) -> Any:
    """Return an upload under a safe name; raises ValidationError where it is a bomb or not what its name says."""
    if upload is None or not hasattr(upload, "content_type"):  # nothing new was sent
        return upload
    upload.name = safe_name(upload.name or "")
    fault = why_not(upload, upload.name) if PurePosixPath(upload.name).suffix in BEGINS else UNKNOWN
    if fault:
        raise ValidationError(fault)
    return upload


class PictureField(WagtailImageField):
    """A picture's file, looked into before anything unpacks it."""

    def to_python(self, data: Any) -> Any:
        """Refuse a bomb, then read the picture; one that was cut off is none."""
        upload = checked(data)
        try:
            return super().to_python(upload)
        except (OSError, SyntaxError, ValueError) as broken:
            raise ValidationError(NO_PICTURE % {"name": upload.name}) from broken


class PictureForm(BaseImageForm):
    """A picture."""

    file = PictureField(label=_("File"))


class DocumentForm(BaseDocumentForm):
    """A document."""

    def clean_file(self) -> Any:
        """Look into it."""
        return checked(self.cleaned_data.get("file"))
