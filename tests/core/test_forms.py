"""The look of forms: every widget in the class whose style shows what was chosen."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.organisations.forms import FactsForm
from accounts.people.door import SignUpForm
from accounts.people.forms import ResidentForm
from cms.filters import FilterForm
from cms.registers.forms import AreaForm, CatalogueForm, ExpertForm, OrganisationForm
from core.forms import Form, MoneyField, OneLineFields
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


class Named(Form):
    name = forms.CharField(max_length=20)
    number = forms.CharField(required=False, widget=forms.NumberInput)
    story = forms.CharField(required=False, widget=forms.Textarea)
    signed = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    secret = forms.CharField(required=False, strip=False, widget=forms.PasswordInput)
    price = MoneyField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["added"] = forms.CharField(required=False)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("李秀兰", "李秀兰"),
        ("Li  Xiulan", "Li  Xiulan"),
        ("Li\r\nXiulan", "Li Xiulan"),
        ("Li \t\n Xiulan\n", "Li Xiulan"),
        ("Li\u2028Xiulan\u2029", "Li Xiulan"),
        ("Li\x0b\x0c\x1c\x85Xiulan", "Li Xiulan"),
        ("Li\x01\x08\x1b\x7f\x9fXiulan", "LiXiulan"),
        ("\u202eLi\u202c\u2066\u2069\u200e\u200f\u061c\ufeff\u200b", "Li"),
        ("𠮷田・Ãé‍", "𠮷田・Ãé‍"),
        ("长" * 19 + "\n\n\n長", None),
        ("\n" * 30 + "a" + "\u200b" * 30, "a"),
        ("\u200b\n\u202e", None),
        ("a\0b", None),
    ],
)
def test_a_box_of_one_line_takes_one_line(written: str, kept: str | None) -> None:
    form = Named({"name": written, "added": written})
    assert form.is_valid() == (kept is not None)
    if kept is not None:
        assert (form.cleaned_data["name"], form.cleaned_data["added"]) == (kept, kept)


def test_what_is_long_or_hidden_or_secret_comes_as_it_was_given() -> None:
    lines = "a\r\nb\t\u200e"
    given = {"name": "Li", "story": lines + "c", "signed": lines, "secret": lines, "price": "¥1,000\t"}
    form = Named(given)
    assert form.is_valid(), form.errors
    assert [form.cleaned_data[name] for name in ("story", "signed", "secret")] == [lines + "c", lines, lines]
    assert form.cleaned_data["price"] == 100_000


def test_a_form_is_read_twice_alike() -> None:
    form = Named({"name": "Li\nXiulan"})
    assert form.is_valid()
    form.full_clean()
    assert form.cleaned_data["name"] == "Li Xiulan"
    assert form.has_changed()


FORMS = (SignUpForm, OrganisationForm, ExpertForm, AreaForm, CatalogueForm, FactsForm, ResidentForm, FilterForm)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_with_names_reads_them_so(form: type[forms.BaseForm]) -> None:
    assert issubclass(form, OneLineFields)


@pytest.mark.django_db
def test_a_name_given_at_sign_up_is_one_line(client: Client) -> None:
    password = "a quiet river runs"
    given = {"name": "Li\nXiulan\u202e", "email": "li@example.org", "password1": password, "password2": password}
    client.post(reverse("account_signup"), given)
    assert User.objects.get(email="li@example.org").name == "Li Xiulan"
