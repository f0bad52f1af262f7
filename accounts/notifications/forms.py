"""Forms of messages: what reaches me on which way, and what I subscribe to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.areas.models import Area
from accounts.notifications.kinds import MANDATORY, MessageKind, When
from accounts.notifications.models import MessageChoice
from accounts.notifications.models_delivery import Subject
from accounts.service_kinds import ServiceKind
from core.forms import Form

LANGUAGES = [(code, format_html('<span lang="{}">{}</span>', code, name)) for code, name in settings.LANGUAGES]
FREE = [kind for kind in MessageKind if kind not in MANDATORY]


class ChoiceForm(Form):
    """One choice a kind for e-mail, and the kinds that come as text messages as well."""

    language = forms.ChoiceField(label=_("Language of messages"), choices=LANGUAGES, widget=forms.RadioSelect)
    sms = forms.MultipleChoiceField(
        label=_("Also as text message"), choices=[], required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choice: MessageChoice, has_phone: bool = True, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "language": choice.language,
            "sms": [kind for kind in FREE if kind in choice.sms],
            **{f"mail_{kind}": choice.mail_of(kind) for kind in FREE},
        }
        super().__init__(*args, **kwargs)
        self.fields["sms"].choices = [(kind.value, kind.label) for kind in FREE]  # type: ignore[attr-defined]
        for kind in FREE:
            self.fields[f"mail_{kind}"] = forms.ChoiceField(
                label=_("E-mail: %(kind)s") % {"kind": kind.label}, choices=When.choices, widget=forms.RadioSelect
            )
            self.fields[f"mail_{kind}"].widget.attrs["class"] = "govuk-radios__input"
        if not has_phone:  # the page says what to do first; nothing is chosen that could not be sent
            del self.fields["sms"]
        self.order_fields(["language", *(f"mail_{kind}" for kind in FREE), "sms"])

    def chosen(self) -> dict[str, Any]:
        """The answers as the service takes them."""
        said = self.cleaned_data
        return {
            "language": said["language"],
            "mail": {str(kind): said[f"mail_{kind}"] for kind in FREE},
            "sms": said.get("sms", []),
        }


class SubscribeForm(Form):
    """A subject, a kind of service or any, and an area."""

    subject = forms.ChoiceField(label=_("What"), choices=Subject.choices, widget=forms.RadioSelect)
    service_kind = forms.ChoiceField(
        label=_("Kind of service"),
        choices=[("", pgettext_lazy("service", "Any")), *ServiceKind.choices],
        required=False,
    )
    area = forms.ModelChoiceField(
        label=_("Area, with all that lies in it"), queryset=Area.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.in_order()  # type: ignore[attr-defined]
        self.fields["area"].label_from_instance = _in_the_tree  # type: ignore[attr-defined]


def _in_the_tree(area: Area) -> str:
    return "　" * (len(area.line) - 1) + area.name
