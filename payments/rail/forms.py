"""What people write about differences with the card provider."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form


class NoteForm(Form):
    """How a difference was settled."""

    note = forms.CharField(
        label=_("How it was settled"), widget=forms.Textarea(attrs={"rows": 3, "lang": "zh-Hans"}), max_length=1000
    )
