"""Numbers by which a person is found: they do not belong in a text that everybody reads."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PRIVATE = re.compile(
    r"(?<!\d)(?:"
    r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"  # a mobile number
    r"|0\d{2,3}[- ]?\d{7,8}"  # a landline with its area code
    r"|\d{17}[\dXx]"  # an identity card
    r")(?![\dXx])"
    r"|(?:电话|手机|座机|微信|身份证|\btel|phone|mobile)\D{0,6}\d{7,}",  # whatever is called one
    re.IGNORECASE,
)


def without_private_numbers(text: str) -> None:
    """Refuse a text with a telephone's or an identity card's number. Raises ValidationError."""
    # Full-width digits are read as digits, and the dashes people type as one dash.
    plain = re.sub(r"[‐-―—－]", "-", unicodedata.normalize("NFKC", text))
    if PRIVATE.search(plain):
        raise ValidationError(
            _("Take out the telephone or identity card number: everybody can read this."), code="private_number"
        )
