"""The look of every form of ours: one renderer, one template a field, errors at the field and in a summary."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from core.instants import moment
from core.money import NotMoney, fen

CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.Textarea, "govuk-textarea"),
    (forms.FileInput, "govuk-file-upload"),
    # Before the radios, of which Django makes it a kind: dressed as one it would show no tick.
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Select, "govuk-select"),
    (forms.widgets.Input, "govuk-input"),
]
AS_GIVEN = (forms.Textarea, forms.HiddenInput, forms.PasswordInput)
BREAKS = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]+")
# Other controls (but NUL, which is refused), marks that turn the direction of letters, and signs without a width.
UNSEEN = re.compile(r"[\x01-\x08\x0e-\x1b\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Renderer(TemplatesSetting):
    """Our own templates for a form and its fields."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


def one_line(text: str) -> str:
    """Return a text on one line: a break or tab becomes a space; what turns, hides or steers letters goes."""
    if BREAKS.search(text):
        text = " ".join(filter(None, (part.strip() for part in BREAKS.split(text))))
    return UNSEEN.sub("", text)


class OneLineFields(forms.BaseForm):
    """A form whose boxes of one line take one line: names end in tables, mails and documents."""

    def full_clean(self) -> None:
        """Read every such box as one line, also those that a form has added to itself."""
        for field in self.fields.values():
            # Not what is hidden or secret: that has to come back as it was given.
            if isinstance(field, forms.CharField) and not isinstance(field.widget, AS_GIVEN):
                field.to_python = _OneLine(field)  # type: ignore[method-assign]
        super().full_clean()


class _OneLine:
    """Reads a field's value as one line before the field reads it."""

    def __init__(self, field: forms.CharField) -> None:
        self.read = type(field).to_python
        self.field = field

    def __call__(self, value: Any) -> Any:
        return self.read(self.field, one_line(value) if isinstance(value, str) else value)


class Form(OneLineFields, forms.Form):
    """A form in the site's look."""

    default_renderer = Renderer()
    use_required_attribute = False  # the server says what is missing, in a sentence, with what was written kept
    is_of_draft = False  # saved unfinished; what is empty is asked for in the end, so no field is called optional
    may_stay_empty: tuple[str, ...] = ()  # the fields of a draft that are never asked for
    one_of: tuple[str, ...] = ()  # fields of which one is asked for, so none is called optional

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)

    def answers(self) -> list[tuple[str, str]]:
        """What was written, field by field, as a person reads it; for the page that asks once more."""
        return [(str(self.fields[name].label or name), self._said(name)) for name in self.fields]

    def _said(self, name: str) -> str:
        field, value = self.fields[name], self.cleaned_data.get(name)
        if value in (None, "", []):
            return "–"
        if isinstance(field, MoneyField):
            return field.display(value)
        if isinstance(value, datetime):
            return moment(value)
        if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
            return "、".join(str(dict(_flat(field)).get(str(getattr(one, "pk", one)), one)) for one in value)
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            return str(dict(_flat(field)).get(str(self[name].value()), value))  # as chosen, not as coerced
        if isinstance(field, forms.BooleanField):
            return str(_("Yes")) if value else str(_("No"))
        return str(value)


def _flat(field: Any) -> list[tuple[str, str]]:
    return [(str(key), str(label)) for key, label in field.choices]


def dress(form: forms.BaseForm) -> None:
    """Give every widget of a form its class, and every field words that say what to do where it is empty."""
    for field in form.fields.values():
        if field.error_messages.get("required") is forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = _missing(field)
        for kind, name in CLASSES:
            if isinstance(field.widget, kind):
                field.widget.attrs["class"] = f"{name} {field.widget.attrs.get('class', '')}".strip()
                break


def _missing(field: forms.Field) -> Any:
    if isinstance(field, forms.BooleanField):
        return _("Tick the box.")
    if isinstance(field, forms.FileField):
        return _("Choose a file.")
    return _("Choose one.") if isinstance(field, forms.ChoiceField) else _("Fill this in.")


class MoneyField(forms.CharField):
    """An amount in yuan, written as people write it (4,075,000.00 or ¥4075000); cleans to integer minor units."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "class": "govuk-input--width-10", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        """Show minor units as yuan; what a person wrote stays as it was written."""
        return f"{Decimal(value) / 100:.2f}" if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Return minor units, or None for an empty field that may be empty."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return fen(text.replace(",", "").replace("，", "").replace("¥", "").replace("￥", "").strip())
        except NotMoney as wrong:
            sentence = _("Write an amount in yuan with at most two decimals, as 4075000.00.")
            raise forms.ValidationError(sentence) from wrong

    @staticmethod
    def display(value: int) -> str:
        """The amount as a person reads it."""
        return f"¥{Decimal(value) / 100:,.2f}"


class DayField(forms.DateField):
    """A day in Shanghai, picked with the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d")


class MomentField(forms.DateTimeField):
    """An instant, written in Asia/Shanghai."""

    widget = forms.DateTimeInput(
        attrs={"type": "datetime-local", "class": "govuk-input--width-20"}, format="%Y-%m-%dT%H:%M"
    )
