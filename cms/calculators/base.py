"""What every calculator's form has: the rules as they stood on a day."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.forms import DayField, Form


class CalculatorForm(Form):
    """Every calculator can be asked for the rules as they stood on a day."""

    on = DayField(label=_("By the rules as they stood on"), required=False)

    field_order: list[str] = []

    @classmethod
    def is_asked(cls, given: Any) -> bool:
        """Whether the address or the sent form holds a question."""
        return any(name in given for name in cls.base_fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "on"])
