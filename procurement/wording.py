"""What a person has to say in words before a step is taken."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.kept import Kept
from core.transitions import refuse


def said(words: str, *, otherwise: object = _("Say why, in a sentence that the others can read.")) -> str:
    """Return the words without blanks around them; refuses none at all with the sentence `otherwise`."""
    spoken = words if isinstance(words, Kept) else words.strip()
    if not spoken:
        raise refuse(str(otherwise))
    return spoken
