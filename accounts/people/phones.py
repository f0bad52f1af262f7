"""Telephone numbers as people write them, and as they are kept: a mainland mobile number in eleven digits."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_ADDRESS = 254  # letters of an e-mail address, as long as a mail server takes
MOBILE = re.compile(r"1[3-9]\d{9}")
PREFIX = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)")


def plain_number(written: str) -> str:
    """Return a number without the marks people put into it, and without the country's code."""
    wide = str.maketrans("０１２３４５６７８９＋", "0123456789+")
    return PREFIX.sub("", re.sub(r"[\s\-()（）.]", "", written.translate(wide)))


class PhoneField(forms.CharField):
    """A mainland mobile number; cleans to eleven digits."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Mobile number"))
        super().__init__(**{"max_length": 30, **kwargs})

    def clean(self, value: Any) -> str:
        """Return the number, or refuse it with a sentence."""
        number = plain_number(super().clean(value))
        if number and not MOBILE.fullmatch(number):
            raise forms.ValidationError(_("Write a mobile number of eleven digits, as 13800138000."))
        return number
