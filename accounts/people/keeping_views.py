"""The operator's page for accounts that need a hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.people.keeping import RIGHT, Remedy, keep_account
from core.acts import denied
from core.forms import Form
from core.transitions import Manner
from core.views import ActView


class KeepForm(Form):
    """Which account, what it needs, and why."""

    address = forms.CharField(label=_("E-mail address or mobile number of the account"), max_length=254)
    remedy = forms.ChoiceField(label=_("What the account needs"), choices=Remedy.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why, and how you know that it is the person who asks"),
        help_text=_("It stays in the record with your name."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "zh-Hans"}),
    )


class KeepAccount(ActView):
    """The operator helps with an account that its person cannot use any more, or that others use."""

    service = keep_account
    form_class = KeepForm
    title = _("Help with an account")
    promise = _("The person is signed out everywhere. What they have done, and for whom they act, stays as it is.")
    done = _("Done. The person has been signed out everywhere.")
    asks_twice = True
    asks_who = True
    manner = Manner.ASIDE

    def reasons(self) -> list[Any]:
        """Only the operator."""
        return denied(self.request.user, RIGHT, None)

    def onward(self, outcome: Any) -> str:
        """Back to the desk."""
        return reverse("desk")
