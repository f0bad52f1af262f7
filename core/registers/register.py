"""A register in a spreadsheet: its columns, what a file would change in it, and the file that it is written to.

django-import-export reads the rows and tells what differs; what counts is decided by the register's own services,
which a resource calls in `keep`. A file is taken whole or not at all, and a trial run takes back all that it did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import tablib
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.instance_loaders import CachedInstanceLoader
from import_export.resources import ModelResource

from core.audit.record import record
from core.registers.outcome import Change, Difference, Outcome
from core.registers.tables import Fault, Table
from core.registers.widgets import every_name
from core.registers.writing import as_csv, as_xlsx
from core.transitions import Refused, Text


@dataclass(frozen=True)
class Column:
    """One column: its heading, what is written into it, whether a file must have it, and an example."""

    label: Text
    hint: Text = ""
    is_needed: bool = False
    example: Text = ""


def field(attribute: str, widget: Any, name: str = "", *, is_read_only: bool = False) -> Field:
    """A column of a register: its attribute, how it is read and written, and whether a file may change it."""
    return Field(attribute=attribute, column_name=name or attribute, widget=widget, readonly=is_read_only)


class Register(ModelResource):
    """What every register has in common; `columns` are told in the order of the file, the key among them."""

    columns: ClassVar[dict[str, Column]]
    key: ClassVar[str]
    right: ClassVar[str]  # in whose name an import is recorded

    def __init__(self, by: Any) -> None:
        super().__init__()
        self.by = by
        self.changed: list[str] = []  # the columns in which the row at hand differs from what is there
        self._differs: list[Difference] = []
        self._outcome = Outcome()
        self._numbers: list[int] = []

    def keep(self, instance: Any, is_new: bool, row: dict[str, str]) -> None:
        """Hand a row to the services of the register; raises Refused."""
        raise NotImplementedError

    # What a file would change ------------------------------------------------------------------------------------

    def try_out(self, table: Table) -> Outcome:
        """Return what the table would change, everything that is wrong included; nothing is kept."""
        with transaction.atomic():
            outcome = self._run(table)
            transaction.set_rollback(True)
        return outcome

    def carry_out(self, table: Table, *, expected: str) -> Outcome | None:
        """Write the table as a whole, if it changes what was looked at (its fingerprint); else nothing, and None.

        An outcome with faults has written nothing.
        """
        with transaction.atomic():
            outcome = self._run(table)
            if outcome.faults or outcome.fingerprint != expected:
                transaction.set_rollback(True)
                return outcome if outcome.faults else None
            self.note("import_register", file=table.name, new=outcome.new, changed=outcome.changed)
        return outcome

    def note(self, verb: str, **detail: Any) -> None:
        """Write into the record that somebody has imported or taken out a register as a whole: thing 0."""
        record(self._meta.model(pk=0), verb=verb, by=self.by, role=self.right, detail=detail)

    def _run(self, table: Table) -> Outcome:
        self._outcome = Outcome(empty=table.empty, faults=list(table.faults))
        names, faults = self._named(table.header)
        self._outcome.faults += faults
        if not faults:
            self._outcome.faults += self._twice(names, table.rows)
            self._numbers = [number for number, _cells in table.rows]
            self.take(names, table.rows)
        labels = {letter(place): self.heading(name) for place, name in enumerate(names)}
        told: dict[tuple[int, str], Fault] = {}
        for one in self._outcome.faults:  # the first thing that is wrong with a cell says it all
            column = labels.get(one.column, one.column)
            told.setdefault((one.row, column or one.sentence), Fault(one.row, column, one.sentence))
        self._outcome.faults = sorted(told.values(), key=lambda one: (one.row, one.column))
        return self._outcome

    def take(self, names: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Bring the rows into the register one by one; what is wrong stays beside."""
        dataset = tablib.Dataset(*[tuple(cells) for _number, cells in rows], headers=names)
        result = self.import_data(dataset, dry_run=False, use_transactions=True, raise_errors=False, known={})
        self._read(result)

    def heading(self, name: str) -> str:
        """The heading of a column, as the reader's language has it."""
        return capfirst(str(self.columns[name].label)) if name in self.columns else name

    def _named(self, header: Sequence[str]) -> tuple[list[str], list[Fault]]:
        """The columns that the headings name, in either language or by their own names."""
        known = {name: key for key, column in self.columns.items() for name in (*every_name(column.label), key)}
        names, faults = [], []
        for place, given in enumerate(header):
            name = known.get(given.casefold(), "")
            if not name:
                sentence = _(
                    "No column of this register is called “%(given)s”: take it out, or name it as the template does."
                )
                faults.append(Fault(0, letter(place), sentence % {"given": given[:40]}))
            elif name in names:
                faults.append(Fault(0, letter(place), _("The column stands there twice: take one out.")))
            names.append(name or letter(place))
        for key, column in self.columns.items():
            if column.is_needed and key not in names:
                missing = _("The column “%(column)s” is missing: take it over from the template.")
                faults.append(Fault(0, "", missing % {"column": self.heading(key)}))
        return names, faults

    def _twice(self, names: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> Iterable[Fault]:
        place = names.index(self.key)
        keys = [(number, self.same(cells[place])) for number, cells in rows]
        counts = Counter(key for _number, key in keys if key)
        first = {key: number for number, key in reversed(keys)}
        for number, key in keys:
            if counts[key] > 1 and first[key] != number:
                sentence = _("The row repeats row %(row)s: take one of them out.")
                yield Fault(number, self.heading(self.key), sentence % {"row": first[key]})

    def same(self, key: str) -> str:
        """The key as it is compared within a file."""
        return key.strip().casefold()

    def _read(self, result: Any) -> None:
        for error in result.base_errors:
            self._outcome.faults.append(Fault(0, "", str(error.error)))
        for place, done in enumerate(result.rows):
            number = self._numbers[place]
            for error in done.errors:
                self._outcome.faults += [Fault(number, "", sentence) for sentence in _sentences(error.error)]
            if done.validation_error is not None:
                for attribute, wrong in done.validation_error.message_dict.items():
                    column = self.heading(self._column_of(attribute))
                    self._outcome.faults += [Fault(number, column, str(sentence)) for sentence in wrong]

    def _column_of(self, attribute: str) -> str:
        return next((name for name, one in self.fields.items() if one.attribute == attribute), attribute)

    # What django-import-export asks ------------------------------------------------------------------------------

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Read the cells into the instance; those that no file changes are checked all the same."""
        errors: dict[str, Any] = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as wrong:
            errors = wrong.update_error_dict(errors)
        for name, one in self.fields.items():
            if one.readonly and name in row:
                try:
                    one.widget.clean(row[name])
                except ValueError as wrong:
                    errors[one.attribute] = [ValidationError(str(wrong))]
        if errors:
            raise ValidationError(errors)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Leave a row alone that says what is there; and note what one that differs would change."""
        if import_validation_errors:
            return False
        self._differs, self.changed = [], []
        is_new = original.pk is None
        for name, one in self.fields.items():
            if name not in row:
                continue
            before, after = "" if is_new else one.export(original), one.export(instance)
            if one.readonly and not is_new:
                self._leave_alone(one, before, row[name])
            if before != after:
                self.changed.append(name)
                self._differs.append(Difference(self.heading(name), before, after))
        return not self._differs and not is_new

    def _leave_alone(self, one: Field, held: str, given: str) -> None:
        if given and self.same(given) not in {self.same(held), *self._spelt(one, held)}:
            sentence = _("No file changes this column: leave it empty, or as it is (%(held)s).") % {"held": held}
            raise ValidationError({one.attribute: sentence})

    def _spelt(self, one: Field, held: str) -> set[str]:
        """The same value in the other language."""
        labels = [label for _key, label in getattr(one.widget, "choices", [])]
        return set().union(*(every_name(label) for label in labels if held.casefold() in every_name(label)))

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Nothing is saved beside the services."""
        self.keep(instance, is_create, row)

    def after_import_row(self, row: Any, row_result: Any, **kwargs: Any) -> None:
        """Count the row where it went well."""
        if row_result.import_type == row_result.IMPORT_TYPE_SKIP:
            self._outcome.unchanged += 1
            return
        number = self._numbers[kwargs["row_number"] - 1]
        is_new = row_result.import_type == row_result.IMPORT_TYPE_NEW
        self._outcome.changes.append(Change(number, row[self.key], is_new, tuple(self._differs)))

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Only what the cells themselves say: the services ask the rest, under the lock of the row."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)

    # Files for people --------------------------------------------------------------------------------------------

    def written(self, kind: str, rows: Any) -> bytes:
        """Return rows of the register as a file of a kind: xlsx or csv."""
        header = [self.heading(name) for name in self.columns]
        told = [[self.fields[name].export(one) for name in self.columns] for one in rows]
        return as_xlsx(header, told) if kind == "xlsx" else as_csv(header, told)

    def template(self, kind: str) -> bytes:
        """Return an empty file with an example nobody mistakes for a row: with the rules, on a second sheet."""
        header = [self.heading(name) for name in self.columns]
        if kind == "csv":
            return as_csv(header, [])
        choices: list[list[str]] = [getattr(self.fields[name].widget, "labels", list)() for name in self.columns]
        notes = [[_("Column"), _("What is written there")]]
        for name, column in self.columns.items():
            told = [_("Needed.") if column.is_needed else _("May stay empty."), str(column.hint)]
            labels: list[str] = getattr(self.fields[name].widget, "labels", list)()
            told += [_("One of: %(choices)s.") % {"choices": "、".join(labels)}] if labels else []
            told += [_("Example: %(example)s") % {"example": column.example}] if column.example else []
            notes.append([self.heading(name), " ".join(filter(None, told))])
        return as_xlsx(header, [], choices=choices, notes=notes, notes_title=_("How to fill it in"))


class Cached(CachedInstanceLoader):
    """Reads the rows that a file names with one query; a key that cannot be read finds nothing."""

    def __init__(self, resource: Any, dataset: Any) -> None:
        self.resource, self.dataset = resource, dataset
        key = resource.fields[resource.key]
        keys = {value for row in dataset.dict if (value := self._key(row)) is not None}
        rows = resource.get_queryset().filter(**{f"{key.attribute}__in": keys})
        self.all_instances = {key.get_value(one): one for one in rows}

    def _key(self, row: Any) -> Any:
        try:
            return self.resource.fields[self.resource.key].clean(row)
        except ValueError:
            return None

    def get_instance(self, row: Any) -> Any:
        """The row of the register that a row of the file means, or None."""
        return self.all_instances.get(self._key(row))


class Rules:
    """The settings that every register shares (the `Meta` of its resource inherits them)."""

    instance_loader_class = Cached
    skip_unchanged = True
    report_skipped = True
    skip_html_diff = True
    use_transactions = True
    clean_model_instances = False


def letter(place: int) -> str:
    """The letter of a column, as the spreadsheet shows it."""
    return chr(ord("A") + place) if place < 26 else f"A{chr(ord('A') + place - 26)}"


def _sentences(error: Exception) -> list[str]:
    """What whoever uploaded the file reads; a fault of ours is raised, not told as theirs."""
    if isinstance(error, Refused):
        return [str(reason) for reason in error.reasons]
    if isinstance(error, ObjectDoesNotExist | ProtectedError):
        return [_("Something that the row names is no longer there: correct it.")]
    raise error
