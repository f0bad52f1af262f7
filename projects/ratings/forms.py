"""What people write about a rating: the one question, the round's frame, and why a ballot is held."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form, MomentField
from core.instants import months
from core.time import core_now, day_of, today
from projects.contracts.models import Contract
from projects.ratings.frame import STRATUM_NAMES, NotAFrame, frame_of_area, frame_of_lines, sizes_of
from projects.ratings.models_back_check import Met
from projects.ratings.services import RATED_ALREADY
from projects.ratings.spans import months_between, span_of
from projects.ratings.states import Channel, Promised

LEVELS = [
    (5, _("Very satisfied")),
    (4, _("Satisfied")),
    (3, _("So-so")),
    (2, _("Dissatisfied")),
    (1, _("Very dissatisfied")),
]
REASONS = [
    ("", _("I would rather not say")),
    ("not_done", _("It did not take place, or only partly")),
    ("late", _("It came late, or the time kept changing")),
    ("quality", _("It was not done well")),
    ("manner", _("The staff were unfriendly")),
    ("money", _("They asked me for money")),
    ("other", _("Something else")),
]
CHANNELS = [
    (Channel.HELPER.value, _("At the person's home, with my help")),
    (Channel.PHONE.value, _("By telephone")),
    (Channel.PAPER.value, _("From a paper form")),
]


def _months_of(contract: Contract) -> list[str]:
    """Every month from the contract's begin to its end, or to now where that is later."""
    begun, now = contract.starts_on or day_of(contract.signed_at or core_now()), today()
    return months_between(f"{begun:%Y-%m}", f"{max(contract.ends_on or now, now):%Y-%m}")


class RatingForm(Form):
    """The one question, the second one, and a reason that nobody has to give."""

    level = forms.TypedChoiceField(
        label=_("How satisfied are you with this service?"),
        choices=LEVELS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the five faces.")},
    )
    took_place = forms.ChoiceField(
        label=_("Did it take place as promised?"),
        choices=Promised.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes, partly or no.")},
    )
    reason_tag = forms.ChoiceField(
        label=_("If you are not satisfied: what was wrong?"), choices=REASONS, widget=forms.RadioSelect, required=False
    )

    def clean(self) -> dict[str, Any]:
        """A reason belongs to a low rating only."""
        given = super().clean() or {}
        if given.get("level", 0) > 2:
            given["reason_tag"] = ""
        return given


class ReceiptForm(Form):
    """The receipt that stood on the page of thanks."""

    receipt = forms.CharField(
        label=_("Your receipt"),
        help_text=_("Ten letters and figures, as JFZU68X9Q3."),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": _("Write the receipt that stood on the page of thanks.")},
    )

    def clean_receipt(self) -> str:
        """Small letters and blanks do not matter."""
        return "".join(self.cleaned_data["receipt"].split()).upper()


class AssistedRatingForm(RatingForm):
    """An answer that a grid worker takes down."""

    channel = forms.ChoiceField(label=_("How the answer was given"), choices=CHANNELS, widget=forms.RadioSelect)


class RoundForm(Form):
    """A period, a closing time, and the people served."""

    since = forms.ChoiceField(label=_("First month that is rated"), help_text=_("Each month is rated once."))
    until = forms.ChoiceField(label=_("Last month that is rated"))
    closes_at = MomentField(label=_("Open until (Asia/Shanghai)"))
    is_last = forms.BooleanField(
        label=_("This is the last period of the contract"),
        help_text=_("With too few answers people are asked once more; failing that the part is paid in full."),
        required=False,
    )
    source = forms.ChoiceField(
        label=_("Who was served"),
        choices=[
            ("list", _("The people of the service records, listed below")),
            ("area", _("Every verified resident of the area")),
        ],
        widget=forms.RadioSelect,
        initial="list",
    )
    people = forms.CharField(
        label=_("The people served, one a line"),
        help_text=_("Name or number in the service records; “,assist” behind who answers with help."),
        widget=forms.Textarea(attrs={"rows": 8, "lang": "zh-Hans"}),
        required=False,
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contract, self.area = contract, contract.lot.tender.plan_item.area
        fields: dict[str, Any] = self.fields
        for name in ("since", "until"):
            fields[name].choices = [("", _("Choose a month")), *((one, months(one)) for one in _months_of(contract))]

    def clean(self) -> dict[str, Any]:
        """Read the months, in order and not rated before, and the frame; every line has to name a person."""
        given = super().clean() or {}
        if given.get("since") and given.get("until"):
            self._read_months(given)
        try:
            self.frame = (
                frame_of_area(self.area) if given.get("source") == "area" else frame_of_lines(given.get("people", ""))
            )
        except NotAFrame as wrong:
            self.frame = []
            sentence = _("Line %(number)s does not name a person. Write a name or number, and “,assist” at most.")
            self.add_error("people", sentence % {"number": wrong})
        else:
            if not self.frame:
                self.add_error(
                    "people" if given.get("source") != "area" else "source", _("Nobody is named who was served.")
                )
        return given

    def _read_months(self, given: dict[str, Any]) -> None:
        if given["since"] > given["until"]:
            self.add_error("until", _("The last month lies before the first one."))
            return
        given["period"] = span_of(given["since"], given["until"])
        if self.contract.rating_rounds.asks_about(given["period"]):
            self.add_error("since", RATED_ALREADY)

    def answers(self) -> list[tuple[str, str]]:
        """The frame is shown by its sizes: N and its strata."""
        said = [(name, words) for name, words in super().answers() if name != str(self.fields["people"].label)]
        sizes = sizes_of(self.frame)
        strata = "\n".join(f"{STRATUM_NAMES[key]}: {number}" for key, number in sizes.items())
        return [*said, (str(_("People in the frame (N)")), f"{len(self.frame)}\n{strata}")]


class HoldForm(Form):
    """Why a ballot is held."""

    reason = forms.CharField(
        label=_("Why the ballot is held"),
        help_text=_("What looks unusual; never what the person answered."),
        max_length=200,
        widget=forms.TextInput(attrs={"lang": "zh-Hans"}),
    )


class MetForm(Form):
    """Why somebody of the draw gave no answer."""

    met = forms.ChoiceField(label=_("What did you meet?"), choices=Met.choices, widget=forms.RadioSelect)


class DecisionForm(Form):
    """Whether a held ballot counts."""

    counts = forms.TypedChoiceField(
        label=_("Does this ballot count?"),
        choices=[("yes", _("Yes, it counts")), ("no", _("No, it does not count"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
