"""What the finance officer hands in: the bank's file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.files import LARGEST
from core.forms import Form
from projects.bank.reading import Unreadable, read_statement

FAULTS_SHOWN = 20


class StatementForm(Form):
    """A statement as CSV or XLSX; a file that is not understood is refused with its rows named."""

    buyer = forms.ChoiceField(label=_("Account of"))
    file = forms.FileField(
        label=_("The bank's statement"),
        help_text=_(
            "CSV or XLSX. First row: 日期, 流水号, 支付令号, 金额; if there are, also 收款人, 状态 (成功/退回), 摘要."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def __init__(self, *args: Any, buyers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["buyer"]
        choice.choices = buyers  # type: ignore[attr-defined]
        if len(buyers) == 1:
            choice.widget, choice.initial = forms.HiddenInput(), buyers[0][0]

    def clean_file(self) -> Any:
        """Read the whole file before anything of it is kept."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError(_("The file is too large."))
        self.content = upload.read()
        try:
            self.rows = read_statement(self.content)
        except Unreadable as wrong:
            raise forms.ValidationError(wrong.faults[:FAULTS_SHOWN]) from wrong
        return upload
