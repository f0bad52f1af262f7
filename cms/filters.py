"""What a person may choose a list by."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.service_kinds import ServiceKind
from cms.queries.needs import NEED_STATES
from cms.queries.opportunities import STATES_OF
from core.forms import OneLineFields, Renderer, dress
from core.time import SHANGHAI
from procurement.needs.models import Need
from procurement.tenders.models import Tender

STATES = [
    ("open", _("Open for bids")),
    ("comment", _("Residents are asked")),
    ("deciding", _("Being decided")),
    ("concluded", _("Result published")),
    ("ended", _("Cancelled or failed")),
]


class FilterForm(OneLineFields, forms.Form):
    """The choices of a list in the site's look; nothing has to be chosen."""

    default_renderer = Renderer()
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


class AreaChoice(forms.ModelChoiceField):
    """An area by its name in the reader's language; those below it come along."""

    def label_from_instance(self, obj: Any) -> str:
        """The name, moved in by the area's depth."""
        return "　" * (len(obj.line) - 1) + obj.name


class AreaFilter(django_filters.ModelChoiceFilter):
    """An area and everything below it."""

    field_class = AreaChoice

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", Area.objects.order_by("path").only("path", "name_zh", "name_en"))
        super().__init__(*args, **kwargs)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Rows whose area lies in the chosen one."""
        return qs if value is None else qs.filter(**{f"{self.field_name}__path__startswith": value.path})


def day_widget() -> forms.DateInput:
    """The browser's own calendar."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ListFilter(django_filters.FilterSet):
    """A filter whose answer to a choice that does not exist is no row and a sentence."""

    class Meta:
        form = FilterForm

    @property
    def is_understood(self) -> bool:
        """Whether every choice is one of ours."""
        return bool(self.form.is_valid())

    @property
    def rows(self) -> QuerySet[Any]:
        """The chosen rows; none where a choice is not understood."""
        return self.qs if self.is_understood else self.queryset.none()


class TenderFilter(ListFilter):
    """Opportunities by words, service, area, state and deadline."""

    q = django_filters.CharFilter(label=_("Words in the title"), method="called", max_length=200)
    kind = django_filters.ChoiceFilter(
        label=_("Service"),
        field_name="plan_item__service_kind",
        choices=ServiceKind.choices,
        empty_label=_("Every service"),
    )
    area = AreaFilter(label=_("Area"), field_name="plan_item__area", empty_label=_("Everywhere"))
    state = django_filters.ChoiceFilter(
        label=_("Where it stands"), choices=STATES, method="in_state", empty_label=_("All")
    )
    since = django_filters.DateFilter(label=_("Deadline from"), method="from_day", widget=day_widget())
    until = django_filters.DateFilter(label=_("Deadline until"), method="until_day", widget=day_widget())

    class Meta(ListFilter.Meta):
        model = Tender
        fields: list[str] = []

    def called(self, rows: Any, name: str, value: str) -> QuerySet[Tender]:
        """Tenders by words of their title."""
        return rows.called(value)

    def in_state(self, rows: QuerySet[Tender], name: str, value: str) -> QuerySet[Tender]:
        """Tenders that stand where was chosen."""
        return rows.filter(STATES_OF[value])

    def from_day(self, rows: QuerySet[Tender], name: str, value: Any) -> QuerySet[Tender]:
        """Tenders that close on a day or later."""
        return rows.filter(deadline__gte=datetime.combine(value, time.min, tzinfo=SHANGHAI))

    def until_day(self, rows: QuerySet[Tender], name: str, value: Any) -> QuerySet[Tender]:
        """Tenders that close on a day or before."""
        return rows.filter(deadline__lte=datetime.combine(value, time.max, tzinfo=SHANGHAI))


class NeedFilter(ListFilter):
    """Needs by service, area and state."""

    kind = django_filters.ChoiceFilter(
        label=_("Service"), field_name="service_kind", choices=ServiceKind.choices, empty_label=_("Every service")
    )
    area = AreaFilter(label=_("Area"), field_name="area", empty_label=_("Everywhere"))
    state = django_filters.ChoiceFilter(
        label=_("Where it stands"), field_name="state", choices=NEED_STATES, empty_label=_("All")
    )

    class Meta(ListFilter.Meta):
        model = Need
        fields: list[str] = []
