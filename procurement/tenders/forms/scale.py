"""The scale of one line of the scoring sheet: which condition earns which part of the line's points."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from procurement.tenders.facts import ItemFacts, SectionFacts
from procurement.tenders.forms.document import DECIMAL, NUMBER
from procurement.tenders.forms.rows import Row, Rows, kept_of, rows_of
from procurement.tenders.models import ScoringItem, Tender


class Mode(TextChoices):
    """How an entry counts beside the others of its group."""

    BEST = "best", _("the best of its group that applies")
    SUM = "sum", _("added once where it applies")
    EACH = "each", _("added for every one")
    DEDUCT = "deduct", _("taken off for every one")


def share(label: Any, help_text: Any = "") -> forms.DecimalField:
    """Return a field for a percentage of the line's points."""
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=0,
        max_value=100,
        max_digits=10,
        decimal_places=6,
        widget=forms.TextInput(attrs=DECIMAL),
    )


class NoteForm(Form):
    """What readers of the scale have to know beside it."""

    note = forms.CharField(
        label=_("Remark on this line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "zh-Hans"}),
    )


class ScaleRow(Row):
    """An entry of the scale."""

    names = "condition_zh"
    defaults = ("kept", "mode", "part")  # filled by themselves; they alone make no entry
    condition_zh = forms.CharField(
        label=_("Condition"), max_length=500, required=False, widget=forms.TextInput(attrs={"lang": "zh-Hans"})
    )
    points_percent = share(_("Percent of the line's points"))
    mode = forms.ChoiceField(label=_("How it counts"), choices=Mode.choices, required=False, initial=Mode.BEST)
    part = forms.IntegerField(
        label=_("Group"),
        help_text=_("Entries of one group belong together."),
        required=False,
        min_value=1,
        max_value=20,
        widget=forms.TextInput(attrs=NUMBER),
    )
    cap_percent = share(_("At most, percent"), _("Where the group stops; empty where nothing stops it."))


class ScaleRows(Rows):
    """The entries of the scale."""

    button = _("Save and add entries")

    @staticmethod
    def entries(item: ScoringItem) -> list[dict[str, Any]]:
        """The entries that stand in the document; what this form does not show travels along."""
        shown = ("condition_zh", "points_percent", "mode", "part", "cap_percent")
        return [
            {
                **{name: entry.get(name) for name in shown},
                "kept": {name: value for name, value in entry.items() if name not in shown},
            }
            for entry in item.scale
        ]

    def scale(self) -> list[dict[str, Any]]:
        """The entries as the document keeps them."""
        return [
            {
                **kept_of(row),
                "part": row["part"] or 1,
                "mode": row["mode"] or Mode.BEST.value,
                "condition_zh": row["condition_zh"],
                "points_percent": exact(row["points_percent"]),
                **({} if row["cap_percent"] is None else {"cap_percent": exact(row["cap_percent"])}),
            }
            for row in self.written()
        ]


def exact(number: Decimal | None) -> int | str | None:
    """Return a percentage as JSON keeps it without loss: a whole number, or its digits."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else f"{number.normalize():f}"


def with_scale(tender: Tender, line: int, scale: list[dict[str, Any]], note: str) -> list[SectionFacts]:
    """Return the whole sheet with another scale at one line, counted from 1."""
    sections, place = [], 0
    for section in tender.sections.all():
        items = []
        for item in section.items.all():
            place += 1
            its_scale, its_note = (scale, note) if place == line else (item.scale, item.note)
            items.append(ItemFacts(item.name_zh, item.name_en, item.weight, item.kind, its_scale, its_note))
        sections.append(SectionFacts(section.name_zh, section.name_en, section.weight, tuple(items)))
    return sections


Scale = rows_of(ScaleRow, ScaleRows)
