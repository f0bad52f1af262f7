"""What the buyer, the members and a bidder write in an evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from core.forms import DayField, Form
from procurement.evaluations.sheet import named, plain
from procurement.tenders.models import ScoringItem

AREA = {"rows": 4}


class ReviewDayForm(Form):
    """The day on which the committee sits."""

    review_on = DayField(
        label=_("Day of the review"),
        help_text=_("The committee is drawn at most two working days before it."),
    )


class RepresentativesForm(Form):
    """The buyer's people who sit beside the experts."""

    representatives = forms.TypedMultipleChoiceField(
        label=_("Who represents the buyer in the committee?"),
        help_text=_("Nobody has to: experts may hold every seat. Whoever opened the bids does not stand here."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, people: Iterable[Any], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most
        choices: Any = self.fields["representatives"]
        choices.choices = [(person.pk, person.name) for person in people]

    def clean_representatives(self) -> list[int]:
        """Experts hold at least two thirds of the seats."""
        chosen: list[int] = self.cleaned_data["representatives"]
        if len(chosen) > self.most:
            raise forms.ValidationError(now_in_words("Choose at most %(most)s.") % {"most": self.most})
        return chosen


class WhyForm(Form):
    """Why something ends or is replaced."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs=AREA), max_length=1000)


class InterestForm(Form):
    """Whether a member has an interest in one of the bidders."""

    interest = forms.TypedChoiceField(
        label=_("Have you an interest in one of these bidders?"),
        help_text=_(
            "You worked for one within three years, are related to its people, own a part of it, or have any other "
            "tie that may keep you from a fair judgement."
        ),
        choices=[("no", _("No, in none of them")), ("yes", _("Yes; I stand aside"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Which interest"),
        help_text=_("Only where you have one."),
        widget=forms.Textarea(attrs=AREA),
        max_length=1000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Whoever stands aside says why."""
        written: dict[str, Any] = super().clean() or {}
        if written.get("interest") and not written.get("reason", "").strip():
            self.add_error("reason", now_in_words("Say which interest you have."))
        return written


class PointsField(forms.DecimalField):
    """Points from 0 to an item's weight."""

    def __init__(self, item: ScoringItem, **kwargs: Any) -> None:
        weight = item.weight or Decimal(0)
        words = now_in_words("Points for “%(item)s”") % {"item": named(item)}
        said = now_in_words("Write a number from 0 to %(most)s with at most two decimals.") % {"most": plain(weight)}
        super().__init__(
            label=words,
            min_value=Decimal(0),
            max_value=weight,
            decimal_places=2,
            max_digits=8,
            required=False,
            error_messages=dict.fromkeys(
                ("invalid", "min_value", "max_value", "max_decimal_places", "max_digits", "max_whole_digits"), said
            ),
            widget=forms.TextInput(
                attrs={"inputmode": "decimal", "autocomplete": "off", "class": "score-input", "size": 6}
            ),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """Show points without zeros at their end; what a person wrote stays."""
        return plain(value) if isinstance(value, Decimal) else value


class ScoreForm(Form):
    """What a member gives one bid: points and a note an item."""

    def __init__(
        self,
        *args: Any,
        items: Iterable[ScoringItem],
        own: Mapping[int, Decimal],
        notes: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        self.own, self.notes = own, notes
        for item in self.items:
            points, note = f"points_{item.pk}", f"note_{item.pk}"
            self.initial.update({points: own.get(item.pk), note: notes.get(item.pk, "")})
            self.fields[points] = PointsField(item)
            self.fields[note] = forms.CharField(
                label=now_in_words("Note on “%(item)s”") % {"item": named(item)},
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[points].widget.attrs["class"] = "govuk-input score-input"
            self.fields[note].widget.attrs["class"] = "govuk-textarea"

    def clean(self) -> dict[str, Any]:
        """A saved number can be changed, not taken back; a note belongs to a number."""
        written: dict[str, Any] = super().clean() or {}
        for item in self.items:
            points, note = f"points_{item.pk}", f"note_{item.pk}"
            if points in self.errors or written.get(points) is not None:
                continue
            if item.pk in self.own:
                self.add_error(points, now_in_words("A saved number can be changed, not taken back. Write a number."))
            elif written.get(note):
                self.add_error(points, now_in_words("Write the points that the note is about."))
        return written

    def changed(self) -> dict[int, tuple[Decimal, str]]:
        """The lines that are sound and differ from what is saved: points and note by item."""
        found = {}
        for item in self.items:
            points = self.cleaned_data.get(f"points_{item.pk}")
            note = self.cleaned_data.get(f"note_{item.pk}", self.notes.get(item.pk, ""))
            if points is not None and (points, note) != (self.own.get(item.pk), self.notes.get(item.pk, "")):
                found[item.pk] = (points, note)
        return found


class ObjectiveForm(Form):
    """Objective points of one bid that the register did not know."""

    def __init__(self, *args: Any, items: Iterable[ScoringItem], given: Mapping[int, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            field = PointsField(item, initial=given.get(item.pk))
            field.required = True
            field.error_messages["required"] = field.help_text = field.error_messages["invalid"]
            field.widget.attrs["class"] = "govuk-input govuk-input--width-5 score-input"
            self.fields[f"points_{item.pk}"] = field
        self.fields["source"] = forms.CharField(
            label=now_in_words("What the points rest on"),
            help_text=now_in_words("Contracts, certificates, pages of the bid. Everybody in the committee reads it."),
            widget=forms.Textarea(attrs={**AREA, "class": "govuk-textarea"}),
            max_length=1000,
        )

    def points(self) -> dict[int, Decimal]:
        """The points by item."""
        return {item.pk: self.cleaned_data[f"points_{item.pk}"] for item in self.items}


class NoteForm(Form):
    """Why a score stands apart."""

    text = forms.CharField(
        label=_("Why you scored so"),
        help_text=_("The score itself stays. The note goes into the report."),
        widget=forms.Textarea(attrs=AREA),
        max_length=1000,
    )


class AskLowPriceForm(Form):
    """How long a bidder has to explain a price that the committee doubts."""

    minutes = forms.IntegerField(
        label=_("Minutes to answer"),
        help_text=_("At least 30."),
        min_value=30,
        max_value=24 * 60,
        initial=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )


class ExplainForm(Form):
    """How a very low price covers the costs."""

    text = forms.CharField(
        label=_("How your price covers the costs"),
        help_text=_("Wages, insurance, materials, taxes; what you save and how. You answer once."),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=5000,
    )


class DecideLowPriceForm(Form):
    """What the committee makes of an explanation."""

    accepted = forms.TypedChoiceField(
        label=_("Does the explanation show that the price covers the costs?"),
        choices=[("yes", _("Yes; the bid stays valid")), ("no", _("No; the bid is invalid"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("The committee's reason"), widget=forms.Textarea(attrs=AREA), max_length=2000)


class SignForm(Form):
    """A signature under the report, with a dissent where there is one."""

    dissent = forms.CharField(
        label=_("Your dissent"),
        help_text=_("Only where you do not agree: what you see otherwise, and why. Leave it empty to agree."),
        widget=forms.Textarea(attrs=AREA),
        max_length=2000,
        required=False,
    )
