"""The look of forms: every widget in the class whose style shows what was chosen."""

from __future__ import annotations

import pytest
from django import forms

from core.forms import Form
from core.templatetags.linli import first_box

CHOICES = [("a", "A"), ("b", "B")]


class Every(Form):
    one_of = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    several_of = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    tick = forms.BooleanField()
    chosen = forms.ChoiceField(choices=CHOICES)
    line = forms.CharField()
    text = forms.CharField(widget=forms.Textarea)


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("one_of", "govuk-radios__input"),
        ("several_of", "govuk-checkboxes__input"),
        ("tick", "govuk-checkboxes__input"),
        ("chosen", "govuk-select"),
        ("line", "govuk-input"),
        ("text", "govuk-textarea"),
    ],
)
def test_a_widget_is_dressed_as_what_it_is(field: str, name: str) -> None:
    assert Every().fields[field].widget.attrs["class"] == name


@pytest.mark.parametrize("field", list(Every.base_fields))
def test_the_summary_of_errors_leads_to_what_takes_the_focus(field: str) -> None:
    form = Every({})
    assert f'id="{first_box(form[field])}"' in str(form[field]), "nothing on the page is called so"


class Coerced(Form):
    agrees = forms.TypedChoiceField(
        choices=[("yes", "Yes, I do"), ("no", "No, I do not")], coerce=lambda said: said == "yes"
    )
    number = forms.TypedChoiceField(choices=[(7, "Seven")], coerce=int, required=False, empty_value=None)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ({"agrees": "yes", "number": "7"}, ["Yes, I do", "Seven"]),
        ({"agrees": "no", "number": ""}, ["No, I do not", "–"]),
    ],
)
def test_answers_are_shown_in_the_words_that_were_chosen(written: dict[str, str], shown: list[str]) -> None:
    form = Coerced(written)
    assert form.is_valid()
    assert [words for _label, words in form.answers()] == shown
