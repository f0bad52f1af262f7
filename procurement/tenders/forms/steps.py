"""What people write when they take a step of a tender, or say a word on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.forms import Form, MomentField
from core.private_numbers import without_private_numbers
from procurement.tenders.custody_keys import SHORTEST_PASSPHRASE
from procurement.tenders.facts import LARGEST_FILE
from procurement.tenders.models_talk import Clause, CommentOutcome


class ReasonForm(Form):
    """Why something is returned or ended."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)


class UntilForm(Form):
    """How long the residents may comment."""

    until = MomentField(label=_("Residents may comment until"))


class DeadlineForm(Form):
    """The deadline, where another than the draft's or the earliest is wanted."""

    deadline = MomentField(label=_("Deadline for bids"), required=False)


class QuestionForm(Form):
    """A supplier's question; for a person who represents several suppliers, which of them asks."""

    text = forms.CharField(
        label=_("Your question"),
        help_text=_("Question and answer are public; who asked is not."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        validators=[without_private_numbers],
    )
    asker_id = forms.TypedChoiceField(label=_("Who asks"), coerce=int, widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, suppliers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(suppliers) < 2:
            del self.fields["asker_id"]
        else:
            self.fields["asker_id"].choices = suppliers  # type: ignore[attr-defined]
            self.fields["asker_id"].required = True


class AnswerForm(Form):
    """The answer to a question."""

    answer = forms.CharField(
        label=_("Answer"),
        help_text=_("Everybody reads it, and it stays as it is."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=8000,
    )


class CommentForm(Form):
    """A resident's word on one clause."""

    clause = forms.ChoiceField(label=_("What is it about?"), choices=Clause.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What should change?"),
        help_text=_("No names or telephone numbers: everybody can read this."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        validators=[without_private_numbers],
    )


class OutcomeForm(Form):
    """What becomes of a comment."""

    outcome = forms.ChoiceField(label=_("What becomes of it"), choices=CommentOutcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("The resident is told, and everybody reads it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


def passphrase_field(label: Any, *, new: bool = False, help_text: Any = "") -> forms.CharField:
    """Return a field for a passphrase; it is never shown again."""
    widget = forms.PasswordInput(
        attrs={"class": "govuk-input", "autocomplete": "new-password" if new else "current-password"}
    )
    return forms.CharField(label=label, strip=False, max_length=200, widget=widget, help_text=help_text)


class PassphraseForm(Form):
    """A custodian's passphrase."""

    passphrase = passphrase_field(_("Your passphrase for this tender"))


class NewKeyForm(Form):
    """A new passphrase, twice."""

    passphrase = passphrase_field(
        _("Choose a passphrase"),
        new=True,
        help_text=format_lazy(
            _(
                "At least {length} characters, for example four words. Nobody can reset it: if both keys of a group "
                "are lost, no bid can be opened. Write it down and lock it away."
            ),
            length=SHORTEST_PASSPHRASE,
        ),
    )
    again = passphrase_field(_("The same passphrase once more"), new=True)

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        given = dict(self.cleaned_data)
        if given.get("passphrase") != given.pop("again", None) and not self.errors:
            self.add_error("again", _("The two passphrases differ. Type both again."))
        return given


class MandateForm(Form):
    """The agency that runs the procedure, or none."""

    agency_id = forms.TypedChoiceField(label=_("Agency"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = [(one.pk, str(one)) for one in Organisation.objects.agencies()]
        self.fields["agency_id"].choices = [("", _("No agency")), *agencies]  # type: ignore[attr-defined]
        if not agencies:
            self.fields["agency_id"].help_text = _("No procurement agency is registered here. Ask civil affairs.")


class SheetFileForm(Form):
    """The sheet of a tender: a file, or its text, which stays here to be mended when something is wrong."""

    file = forms.FileField(
        label=_("The sheet as a file (JSON)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        strip=False,
        max_length=LARGEST_FILE,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "code"}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two; the file becomes the text, so that it can be mended in the page."""
        given = dict(self.cleaned_data)
        file = given.pop("file", None)
        if file is not None:
            if file.size > LARGEST_FILE:
                self.add_error("file", _("The file is too large to be the facts of one tender."))
                return given
            try:
                given["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("The file is not UTF-8 text. Save it as UTF-8."))
        elif not given.get("text", "").strip():
            self.add_error("file", _("Choose the file, or paste its text."))
        return given
