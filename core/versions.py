"""Two windows on one form: a save that would write over what another window has saved is stopped, and shows both."""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _

from core.transitions import Reason

FIELD = "version"  # the hidden field that carries what stood there when the page was opened


def version_of(*parts: forms.BaseForm | BaseFormSet | None) -> str:
    """Return a mark of what stands saved behind some forms; it changes with any of it."""
    standing = [part.initial for part in parts if part is not None]
    text = json.dumps(standing, default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_stale(known: str, *parts: forms.BaseForm | BaseFormSet | None) -> bool:
    """Whether something else was saved since the page was opened, and this save would write over it."""
    if not known or known == version_of(*parts):
        return False
    return any(part is not None and part.has_changed() for part in parts)


def version_shown(asked: Any, status: int, *parts: forms.BaseForm | BaseFormSet | None) -> str:
    """Return the mark that a page carries: a form that comes back with errors keeps the one that it was opened with."""
    return str(asked.POST.get(FIELD, "")) if status == HTTPStatus.UNPROCESSABLE_ENTITY else version_of(*parts)


def stale_reason() -> Reason:
    """Say what has happened, and that nothing is lost."""
    return Reason(
        _(
            "Another window has changed this part since you opened it. What you wrote is still here; what is saved "
            "stands beneath. Take over what you need, then save again: your version then stands."
        )
    )


def saved_elsewhere(*parts: forms.BaseForm | BaseFormSet | None) -> list[tuple[str, str]]:
    """Return what is saved now wherever it differs from what was written: (label, text)."""
    found = []
    for part in parts:
        if isinstance(part, BaseFormSet):
            for place, row in enumerate(part.forms, 1):
                found += [(f"{label} {place}", text) for label, text in _differing(row)]
        elif part is not None:
            found += _differing(part)
    return found


def _differing(form: forms.BaseForm) -> list[tuple[str, str]]:
    lines = []
    for name in form.changed_data:
        bound = form[name]
        if not bound.is_hidden:
            value = bound.field.prepare_value(form.get_initial_for_field(bound.field, name))
            lines.append((str(bound.label), "–" if value in (None, "") else str(value)))
    return lines
