"""The parts of the document that are lists: lots, lines of the sheet, milestones. A row that is emptied goes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from core.forms import Form, MoneyField, Renderer
from procurement.tenders.facts import ItemFacts, LotFacts, MilestoneFacts, SectionFacts
from procurement.tenders.forms.document import DECIMAL, NUMBER
from procurement.tenders.forms.policy import plain
from procurement.tenders.models import Tender
from procurement.tenders.models_sheet import ItemKind

EMPTY_ROWS = 3  # to write into; saving brings new ones
MOST_ROWS = 200


class Row(Form):
    """One row; what it carries along unseen (translation, printed scale) travels in `kept`."""

    is_of_draft = True
    kept = forms.JSONField(required=False, widget=forms.HiddenInput)
    names: str  # the field without which there is no row
    defaults: tuple[str, ...] = ("kept", "winners")  # fields that alone make no row

    @property
    def is_there(self) -> bool:
        """Whether the row says anything."""
        return any(value not in (None, "") for name, value in self.cleaned_data.items() if name not in self.defaults)

    def clean(self) -> dict[str, Any]:
        """A row with figures needs its name."""
        given = dict(self.cleaned_data)
        filled = any(value not in (None, "") for name, value in given.items() if name not in self.defaults)
        if filled and not given.get(self.names) and self.names not in self.errors:
            self.add_error(self.names, _("Give this row its name, or empty the whole row."))
        return given


class Rows(BaseFormSet):
    """The rows of one part."""

    button: Any

    def written(self) -> list[dict[str, Any]]:
        """The rows that say something, in their order."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data and form.is_there]

    @classmethod
    def standing(cls, tender: Tender) -> list[dict[str, Any]]:
        """The rows that stand in the document now."""
        raise NotImplementedError

    def changes(self, tender: Tender) -> dict[str, Any]:
        """What the service is given."""
        raise NotImplementedError


def rows_of(row: type[Row], rows: type[Rows]) -> Any:
    """Return the formset of a kind of row."""
    return formset_factory(
        row, formset=rows, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS, renderer=Renderer()
    )


class LotRow(Row):
    """A lot."""

    names = "title"
    code = forms.CharField(
        label=_("Number of the lot"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )
    title = forms.CharField(label=_("Name of the lot"), max_length=300, required=False)
    budget_fen = MoneyField(label=_("Budget in yuan"), required=False)
    ceiling_fen = MoneyField(label=_("Highest price in yuan"), required=False)
    winners = forms.IntegerField(
        label=_("Winners"), required=False, min_value=1, max_value=20, widget=forms.TextInput(attrs=NUMBER)
    )


class LotRows(Rows):
    """The lots: a tender without any has one that is the whole."""

    button = _("Save and add lots")

    def clean(self) -> None:
        """Codes tell the lots apart."""
        codes = [row.get("code") or "" for row in self.written()] if not any(self.errors) else []
        if len(codes) > 1 and (len(set(codes)) != len(codes) or "" in codes):
            raise forms.ValidationError(_("Give each lot a code of its own, as 1, 2, 3."))

    @classmethod
    def standing(cls, tender: Tender) -> list[dict[str, Any]]:
        """The lots by their codes."""
        names = ("code", "title", "budget_fen", "ceiling_fen", "winners")
        return [{name: getattr(lot, name) for name in names} for lot in tender.lots.all()]

    def changes(self, tender: Tender) -> dict[str, Any]:
        """The lots; none at all is the one that is the whole."""
        lots = [
            LotFacts(
                code=row["code"],
                title=row["title"],
                budget_fen=row["budget_fen"],
                ceiling_fen=row["ceiling_fen"],
                winners=row["winners"] or 1,
            )
            for row in self.written()
        ]
        return {"lots": lots or [LotFacts(code="", budget_fen=tender.budget_fen, ceiling_fen=None, winners=1)]}


class SheetRow(Row):
    """A line of the scoring sheet."""

    names = "name_zh"
    section = forms.CharField(label=_("Section"), max_length=200, required=False)
    name_zh = forms.CharField(label=_("What earns points"), max_length=200, required=False)
    weight = forms.DecimalField(
        label=_("Points"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=10,
        decimal_places=6,
        widget=forms.TextInput(attrs=DECIMAL),
    )
    kind = forms.ChoiceField(label=_("Who gives them"), required=False, choices=[("", "–"), *ItemKind.choices])


class SheetRows(Rows):
    """The lines of the sheet. A section's points are the sum of its lines."""

    button = _("Save and add lines")

    @classmethod
    def standing(cls, tender: Tender) -> list[dict[str, Any]]:
        """The lines, section by section."""
        return [
            {
                "section": section.name_zh,
                "name_zh": item.name_zh,
                "weight": plain(item.weight),
                "kind": item.kind,
                "kept": {
                    "section_en": section.name_en,
                    "name_en": item.name_en,
                    "scale": item.scale,
                    "note": item.note,
                },
            }
            for section in tender.sections.all()
            for item in section.items.all()
        ]

    def changes(self, tender: Tender) -> dict[str, Any]:
        """The sheet, its sections in the order in which they are first named."""
        sections: dict[str, list[ItemFacts]] = {}
        english: dict[str, str] = {}
        name = ""
        for row in self.written():
            name = row["section"] or name or str(_("Scoring sheet"))
            kept = kept_of(row)
            english.setdefault(name, text_of(kept, "section_en"))
            sections.setdefault(name, []).append(
                ItemFacts(
                    name_zh=row["name_zh"],
                    name_en=text_of(kept, "name_en"),
                    weight=row["weight"],
                    kind=row["kind"],
                    scale=list_of(kept, "scale"),
                    note=text_of(kept, "note"),
                )
            )
        return {
            "sections": [
                SectionFacts(name_zh=name, name_en=english[name], weight=total(items), items=tuple(items))
                for name, items in sections.items()
            ]
        }


class MilestoneRow(Row):
    """An instalment."""

    names = "title"
    title = forms.CharField(label=_("What is delivered"), max_length=300, required=False)
    percent = forms.DecimalField(
        label=_("Percent of the price"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=10,
        decimal_places=6,
        widget=forms.TextInput(attrs=DECIMAL),
    )
    due_after_days = forms.IntegerField(
        label=_("Days after the start"),
        required=False,
        min_value=0,
        max_value=4000,
        widget=forms.TextInput(attrs=NUMBER),
    )


class MilestoneRows(Rows):
    """The instalments."""

    button = _("Save and add milestones")

    @classmethod
    def standing(cls, tender: Tender) -> list[dict[str, Any]]:
        """The instalments in their order."""
        return [
            {
                "title": milestone.title,
                "percent": plain(milestone.percent),
                "due_after_days": milestone.due_after_days,
                "kept": {"title_en": milestone.title_en, "outputs": milestone.outputs},
            }
            for milestone in tender.milestones.all()
        ]

    def changes(self, tender: Tender) -> dict[str, Any]:
        """The instalments."""
        return {
            "milestones": [
                MilestoneFacts(
                    title=row["title"],
                    title_en=text_of(kept_of(row), "title_en"),
                    percent=row["percent"],
                    due_after_days=row["due_after_days"] or 0,
                    outputs=list_of(kept_of(row), "outputs"),
                )
                for row in self.written()
            ]
        }


def total(items: list[ItemFacts]) -> Decimal | None:
    """Return the points of a section; None while a line has none."""
    weights = [item.weight for item in items if item.weight is not None]
    return sum(weights, Decimal(0)) if len(weights) == len(items) else None


def kept_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row carries along."""
    kept = row.get("kept")
    return kept if isinstance(kept, dict) else {}


def text_of(kept: dict[str, Any], name: str) -> str:
    """Return a text that is carried along."""
    return str(kept.get(name) or "")[:2000]


def list_of(kept: dict[str, Any], name: str) -> list[Any]:
    """Return a list of named values that is carried along."""
    value = kept.get(name)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


Lots = rows_of(LotRow, LotRows)
Sheet = rows_of(SheetRow, SheetRows)
Milestones = rows_of(MilestoneRow, MilestoneRows)
