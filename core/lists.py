"""Lists of things at the desk: filters a person can read, pages by key, one template for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import TemplateView

from core.acts import Act
from core.forms import Form
from core.paging import page_of
from core.transitions import Text


@dataclass(frozen=True)
class Line:
    """One line of a list: the thing with its badge, where the click leads ("" for nowhere), its title, its facts."""

    thing: Any
    url: str
    title: Text
    what: Sequence[Any] = ()


class ListView(LoginRequiredMixin, TemplateView):
    """A list of things that the person may see, filtered by what the address asks."""

    template_name = "core/list.html"
    title: Any = ""
    promise: Any = ""
    empty: Any = ""
    order: ClassVar[Sequence[str]] = ("-pk",)
    filter_class: type[Form] | None = None
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
        return self.filter_class(self.request.GET) if self.filter_class else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page of the list that the address asks for; a filter that makes no sense is left out."""
        filters = self.filters()
        if filters:
            filters.is_valid()
        asked = filters.cleaned_data if filters else {}
        page = page_of(self.rows(asked), order=self.order, asked=self.request.GET)
        return super().get_context_data(
            title=self.title,
            promise=self.promise,
            empty=self.empty,
            filters=filters,
            acts=[act for act in self.acts() if act.is_open],
            page=page,
            lines=[self.line(row) for row in page],
            asked=asked,
            reader=self.reader,
            **kwargs,
        )
