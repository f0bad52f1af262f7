"""What templates need of the house: states as badges, money, days, the way between the languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import segno
from django import forms, template
from django.conf import settings
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_from_path
from django.utils.translation import gettext as _

from core.forms import dress
from core.instants import moment, months, precisely, to_the_second, until
from core.kept import read_kept
from core.money import display
from core.navigation import FOOT, NAVIGATION
from core.paging import PARAMETER
from core.punctuation import bracketed, citation, colon, percent_sign
from core.tables import as_cards
from core.transitions import Machine, Manner, short
from core.views import thing_url as page_of
from core.words import in_its_language, in_words, written_in

register = template.Library()
register.filter("money", display)
register.filter("bracketed", bracketed)
register.filter("citation", citation)
register.filter("moment", moment)
register.filter("months", months)
register.filter("until", until)
register.filter("precisely", precisely)
register.filter("to_the_second", to_the_second)
register.simple_tag(colon, name="colon")
register.simple_tag(percent_sign)
register.simple_tag(in_words, name="words")
register.filter("in_its_language", in_its_language)
register.filter("written_in", written_in)
register.filter("read_kept", read_kept)


@register.inclusion_tag("components/badge.html")
def badge(thing: Machine, reader: str = "officer") -> dict[str, Any]:
    """Show where a thing stands, in the officer's words or (reader="public") in the public's."""
    return {"tone": thing.tone, "name": short(getattr(thing.names, reader))}


@register.inclusion_tag("components/navigation.html", takes_context=True)
def main_navigation(context: dict[str, Any]) -> dict[str, Any]:
    """Show the site's main places; the one that the reader is in is marked."""
    request = context.get("request")
    path = request.path if request else ""
    places = [(place.label, place.url()) for place in NAVIGATION]
    return {"places": [(label, url, path.startswith(url)) for label, url in places]}


@register.inclusion_tag("components/qr.html")
def qr(address: str, written: str = "") -> dict[str, Any]:
    """Draw an address as a QR code (ISO/IEC 18004, a quarter of it may be lost), and write beneath what people type."""
    drawn = segno.make(address, error="q", micro=False)
    code = drawn.svg_inline(omitsize=True, border=4, title=written or address, svgclass=None, lineclass=None)
    return {"code": mark_safe(code), "address": written or address}  # noqa: S308 (drawn here, the title is escaped by segno)


@register.simple_tag(takes_context=True)
def foot_places(context: dict[str, Any]) -> list[tuple[Any, str]]:
    """What stands at the end of every page for the reader: labels and addresses."""
    user = getattr(context.get("request"), "user", None)
    return [(place.label, place.url()) for place in FOOT if user is None or place.is_for(user)]


@register.inclusion_tag("components/languages.html", takes_context=True)
def language_switch(context: dict[str, Any]) -> dict[str, Any]:
    """Offer the same page in the other languages."""
    request = context.get("request")
    here = request.get_full_path() if request else "/"
    spoken = get_language_from_path(request.path_info) if request else ""
    others = [(code, name) for code, name in settings.LANGUAGES if code != get_language()]
    return {
        # Both languages have the same addresses but for their beginning, those that lead nowhere too.
        "languages": [(code, name, here.replace(f"/{spoken}/", f"/{code}/", 1)) for code, name in others],
        "is_kept_in_cookie": request is not None and not spoken,
        "here": here,
        "csrf_token": context.get("csrf_token", ""),
    }


@register.filter
def dressed(form: Any) -> Any:
    """A form of somebody else's in the site's look: a label says what a placeholder would repeat."""
    dress(form)
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form


@register.filter
def day(when: date | str | None) -> str:
    """A day as the reader's language writes it, in one piece; a document keeps it as ISO text."""
    read = date.fromisoformat(when) if isinstance(when, str) and when else when
    return date_format(read, "DATE_FORMAT").replace(" ", "\u00a0") if read else "–"


@register.filter
def left_from(instant: datetime, now: datetime) -> str:
    """What is left until an instant by the server's clock, in days and hours; the script then counts on from there."""
    seconds = int((instant - now).total_seconds())
    if seconds <= 0:
        return _("The time is over.")
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    return _("%(days)s d %(hours)s h %(minutes)s min left") % {"days": days, "hours": hours, "minutes": minutes}


@register.filter
def iso(instant: datetime) -> str:
    """An instant for machines."""
    return instant.isoformat()


@register.filter
def kind(thing: Any) -> str:
    """What sort of thing it is."""
    return capfirst(str(thing._meta.verbose_name))


@register.filter
def thing_url(thing: Any) -> str:
    """The page of a thing."""
    return page_of(thing)


@register.filter
def first_box(field: forms.BoundField) -> str:
    """The id of what takes the focus for a field: of a group of choices the first."""
    if field.id_for_label:
        return str(field.id_for_label)
    return next((str(option.id_for_label) for option in field.subwidgets), str(field.auto_id))


@register.filter
def widget_kind(field: forms.BoundField) -> str:
    """How a field is laid out: one box, a group of choices, or a line."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "line"


@register.filter
def group_class(field: forms.BoundField) -> str:
    """The class of a group of choices."""
    many = isinstance(field.field.widget, forms.CheckboxSelectMultiple)
    return "govuk-checkboxes" if many else "govuk-radios"


@register.filter
def before_value(label: Any) -> str:
    """A label with the colon that leads on to what is said of it; a question keeps its own mark."""
    return f"{label} " if str(label).endswith(("?", "？")) else f"{label}{colon()}"


@register.simple_tag
def doings(steps: Any, acts: Any) -> list[tuple[Any, str, bool]]:
    """The machine's steps and the acts beside them, each with its address and whether it is the one to take now.

    What can be done stands before what is refused, and what ends the thing after everything else.
    """
    every = [*(steps or ()), *((act, act.url) for act in acts or ())]
    ordered = sorted(every, key=lambda one: (one[0].manner is Manner.ENDING, not one[0].is_open, _place(one[0].manner)))
    now = next((one for one, url in ordered if one.is_open and url and one.manner is Manner.ONWARD), None)
    return [(one, url, one is now) for one, url in ordered]


def _place(manner: Manner) -> int:
    return list(Manner).index(manner)


@register.filter
def is_optional(field: forms.BoundField) -> bool:
    """Whether a field says that it may stay empty; in a draft only those that nobody asks for in the end."""
    form: Any = field.form
    is_asked = getattr(form, "is_of_draft", False) and field.name not in form.may_stay_empty
    is_asked = is_asked or field.name in getattr(form, "one_of", ())
    return not field.field.required and not is_asked


@register.simple_tag
def optional() -> str:
    """The word beside a field that may stay empty."""
    return str(bracketed(_("optional"))).strip()


@dataclass(frozen=True)
class Picked:
    """One choice of a list that is in force: its field, its value in words, and the list without it."""

    label: str
    value: str
    without: str


@register.simple_tag(takes_context=True)
def chosen_of(context: dict[str, Any], form: forms.BaseForm) -> list[Picked]:
    """What a list is chosen by now; a choice that is not understood is none."""
    request = context["request"]
    found = []
    for field in form if form.is_bound else ():
        value = getattr(form, "cleaned_data", {}).get(field.name)
        if value not in (None, "", [], False):
            rest = request.GET.copy()
            for name in (field.name, PARAMETER):
                rest.pop(name, None)
            address = f"{request.path}?{rest.urlencode()}" if rest else request.path
            found.append(Picked(str(field.label), _in_words(field, value), address))
    return found


def _in_words(field: forms.BoundField, value: Any) -> str:
    if hasattr(field.field, "label_from_instance"):
        return str(field.field.label_from_instance(value)).strip()
    choices = {str(key): str(name).strip() for key, name in getattr(field.field, "choices", ())}
    asked = str(field.data)
    return choices.get(asked) or (day(value) if isinstance(value, date) else str(value))


class CardsNode(template.Node):
    """A table that a phone shows as cards."""

    def __init__(self, inside: template.NodeList) -> None:
        self.inside = inside

    def render(self, context: template.Context) -> Any:
        """The table, every cell with the name of its column."""
        return mark_safe(as_cards(self.inside.render(context)))  # noqa: S308 (the template's own words, already escaped)


@register.tag("cards")
def cards(parser: Any, token: Any) -> CardsNode:
    """Show the table up to `endcards` as cards where it does not fit."""
    inside = parser.parse(("endcards",))
    parser.delete_first_token()
    return CardsNode(inside)
