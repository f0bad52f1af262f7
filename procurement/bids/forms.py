"""What a supplier writes in its bid, and what the buyer says of the suppliers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.forms import Form, MoneyField
from procurement.bids.models import Bid, BidDraft
from procurement.bids.papers import LONGEST_TERM
from procurement.bids.parts import DECLARATIONS, questions_of
from procurement.bids.services import ENDINGS, MOST_BYTES_A_BID, MOST_BYTES_A_FILE


class BidderForm(Form):
    """For which of the person's suppliers the bid is written."""

    supplier_id = forms.TypedChoiceField(label=_("Who bids"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, suppliers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier_id"].choices = suppliers  # type: ignore[attr-defined]
        if len(suppliers) == 1:
            self.fields["supplier_id"].initial = suppliers[0][0]


class BidPartForm(Form):
    """One part of a draft: what stands in it, and what a save changes."""

    is_of_draft = True

    def __init__(self, data: Any = None, *, bid: Bid, draft: BidDraft) -> None:
        self.bid, self.draft = bid, draft
        super().__init__(data, initial=self.standing())

    def standing(self) -> dict[str, Any]:
        """What stands in the draft."""
        raise NotImplementedError

    def changes(self) -> dict[str, Any]:
        """What the service is given."""
        raise NotImplementedError


class QualificationForm(BidPartForm):
    """Declarations, size and partners."""

    may_stay_empty = ("consortium_members",)

    no_serious_violation = forms.BooleanField(label=DECLARATIONS["no_serious_violation"], required=False)
    no_related_bidder = forms.BooleanField(label=DECLARATIONS["no_related_bidder"], required=False)
    meets_conditions = forms.BooleanField(label=DECLARATIONS["meets_conditions"], required=False)
    small_micro = forms.BooleanField(label=_("We are a small or micro enterprise"), required=False)
    consortium_members = forms.CharField(
        label=_("Partners of a consortium"),
        help_text=_("The credit code of each partner, one a line. Empty where you bid alone."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )

    def standing(self) -> dict[str, Any]:
        """The declarations one by one, the partners one a line."""
        content = self.draft.content
        return {
            **{name: (content.get("declarations") or {}).get(name) is True for name in DECLARATIONS},
            "small_micro": content.get("small_micro", False),
            "consortium_members": "\n".join(content.get("consortium_members") or []),
        }

    def changes(self) -> dict[str, Any]:
        """The declarations beside any others that stand in the draft."""
        given = self.cleaned_data
        lines = [line.strip() for line in given["consortium_members"].splitlines()]
        return {
            "declarations": {
                **(self.draft.content.get("declarations") or {}),
                **{name: given[name] for name in DECLARATIONS},
            },
            "small_micro": given["small_micro"],
            "consortium_members": [line for line in lines if line],
        }


class TechnicalForm(BidPartForm):
    """The term, and an answer to every line of the sheet that people or registers score."""

    term_months = forms.IntegerField(
        label=_("Term in months"),
        min_value=1,
        max_value=LONGEST_TERM,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )

    def __init__(self, data: Any = None, *, bid: Bid, draft: BidDraft) -> None:
        self.questions = {f"answer_{place}": item for place, item in enumerate(questions_of(bid.lot.tender))}
        answers = {
            name: forms.CharField(
                label=item.name_zh,
                help_text=self.points(item),
                required=False,
                max_length=20_000,
                widget=forms.Textarea(attrs={"rows": 5, "lang": "zh-Hans"}),
            )
            for name, item in self.questions.items()
        }
        self.base_fields = {**self.base_fields, **answers}  # type: ignore[misc]
        super().__init__(data, bid=bid, draft=draft)

    @staticmethod
    def points(item: Any) -> Any:
        """What the line is worth."""
        return (
            format_lazy(_("up to {points} points"), points=f"{item.weight:f}".rstrip("0").rstrip("."))
            if item.weight
            else ""
        )

    def standing(self) -> dict[str, Any]:
        """The answers by the name of their line."""
        answers = self.draft.content.get("answers") or {}
        return {
            "term_months": self.draft.content.get("term_months"),
            **{name: answers.get(item.name_zh, "") for name, item in self.questions.items()},
        }

    def changes(self) -> dict[str, Any]:
        """Every answer that says something."""
        answers = {item.name_zh: self.cleaned_data[name] for name, item in self.questions.items()}
        return {
            "term_months": self.cleaned_data["term_months"],
            "answers": {name: text for name, text in answers.items() if text},
        }


class PriceForm(BidPartForm):
    """The price."""

    price_fen = MoneyField(
        label=_("Price in yuan"),
        help_text=_("You may fill it in later; without a price the bid cannot be handed in."),
        required=False,
    )

    def standing(self) -> dict[str, Any]:
        """The price, if there is one."""
        return {"price_fen": self.draft.price_fen}

    def clean_price_fen(self) -> Any:
        """A price that is too high would be thrown out at the opening: better said now."""
        price = self.cleaned_data["price_fen"]
        highest = self.bid.lot.highest_price_fen
        if price is None and self.draft.price_fen is not None:
            raise forms.ValidationError(_("Write the price."))
        if price is not None and price <= 0:
            raise forms.ValidationError(_("The price is above zero."))
        if price is not None and highest is not None and price > highest:
            raise forms.ValidationError(
                _("The highest price of this lot is %(highest)s.") % {"highest": MoneyField.display(highest)}
            )
        return price

    def changes(self) -> dict[str, Any]:
        """The price."""
        return {"price_fen": self.cleaned_data["price_fen"]}


class BidFileForm(Form):
    """A file beside the draft."""

    file = forms.FileField(
        label=_("Add a file"),
        help_text=format_lazy(
            _("PDF, JPG, PNG, DOCX or XLSX; at most {one} MiB a file and {all} MiB a bid."),
            one=MOST_BYTES_A_FILE // 2**20,
            all=MOST_BYTES_A_BID // 2**20,
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )

    def clean_file(self) -> Any:
        """A file that is too large is not even read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES_A_FILE:
            raise forms.ValidationError(
                _("“%(name)s” is larger than %(most)s MiB.") % {"name": file.name, "most": MOST_BYTES_A_FILE // 2**20}
            )
        return file


class WithdrawForm(Form):
    """Once more: yes."""

    sure = forms.BooleanField(
        label=_("I withdraw this bid"), error_messages={"required": _("Tick the box if you want to withdraw the bid.")}
    )


class DisqualifyForm(Form):
    """Which condition a supplier does not meet."""

    reason = forms.CharField(
        label=_("Which condition does the supplier not meet?"),
        help_text=_("The supplier is told."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
