"""Lists of things at the desk: filters a person can read, pages by key, one template for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core.acts import Act
from core.forms import Form
from core.paging import page_of
from core.search import holding, text_of
from core.transitions import Machine, Text, short


@dataclass(frozen=True)
class Line:
    """One line of a list: the thing with its badge, where the click leads ("" for nowhere), its title, its facts."""

    thing: Any
    url: str
    title: Text
    what: Sequence[Any] = ()


class ListFilter(Form):
    """Words to look for, and where things stand."""

    is_of_draft = True
    q = forms.CharField(label=_("Words in the title"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("Where they stand"), required=False)

    def __init__(self, data: Any, *, machine: type[Machine] | None, reader: str, words: Any = "") -> None:
        super().__init__(data)
        if words:
            self.fields["q"].label = words
        state: Any = self.fields["state"]
        if machine is None:
            del self.fields["state"]
        else:
            fields: Any = machine._meta
            names = dict(fields.get_field("state").choices)  # a short word each, where the names are sentences
            if reader != "officer":
                names = {key: short(getattr(said, reader)) for key, said in machine.STATE_NAMES.items()}
            state.choices = [("", _("All")), *names.items()]


class ListView(LoginRequiredMixin, TemplateView):
    """A list of things that the person may see, filtered by what the address asks."""

    template_name = "core/list.html"
    title: Any = ""
    promise: Any = ""
    empty: Any = ""
    order: ClassVar[Sequence[str]] = ("-pk",)
    filter_class: type[Form] | None = None
    searched: ClassVar[Sequence[str]] = ()  # columns in which words are looked for, where there is no other filter
    words: Any = ""  # what the box for them is called, where it is not the title that is searched
    machine: type[Machine] | None = None  # whose states the list is narrowed by, likewise
    reader = "officer"  # in whose words the badges speak

    def rows(self, asked: dict[str, Any]) -> Any:
        """The rows that the person may see and has asked for."""
        raise NotImplementedError

    def line(self, row: Any) -> Line:
        """How a row is shown."""
        raise NotImplementedError

    def acts(self) -> list[Act]:
        """What can be begun from here."""
        return []

    def filters(self) -> Form | None:
        """The filters, holding what the address asks."""
        if self.filter_class:
            return self.filter_class(self.request.GET)
        if self.searched:
            return ListFilter(self.request.GET, machine=self.machine, reader=self.reader, words=self.words)
        return None

    def narrowed(self, asked: dict[str, Any]) -> Any:
        """The rows that hold the words and stand where the address asks."""
        rows = self.rows(asked)
        if self.searched and asked.get("q"):
            rows = rows.filter(holding(text_of(*self.searched), asked["q"]))
        if self.machine and asked.get("state"):
            rows = rows.filter(state=asked["state"])
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page of the list that the address asks for; a filter that makes no sense is left out."""
        filters = self.filters()
        if filters:
            filters.is_valid()
        asked = filters.cleaned_data if filters else {}
        page = page_of(self.narrowed(asked), order=self.order, asked=self.request.GET)
        return super().get_context_data(
            title=self.title,
            promise=self.promise,
            empty=_("Nothing matches what you look for.") if any(asked.values()) else self.empty,
            is_narrowed=any(asked.values()),
            filters=filters,
            acts=[act for act in self.acts() if act.is_open],
            page=page,
            lines=[self.line(row) for row in page],
            asked=asked,
            reader=self.reader,
            **kwargs,
        )
