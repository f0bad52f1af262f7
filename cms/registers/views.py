"""A register in the site administration: its list, one row, and writing one, by the services of its stage."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, InspectView

from cms.registers.paging import BoundedPaginator
from core.transitions import Refused
from core.views import thing_url


class Rows:
    """Finds rows among those that the person may see: any other is not there."""

    viewset: Any = None
    request: Any

    def get_queryset(self) -> Any:
        """What the person may see."""
        return self.viewset.rows(self.request.user)


def _yes_or_no(name: str, row: Any) -> str:
    return _("yes") if getattr(row, name) else _("no")


class RegisterIndex(IndexView):
    """The list of a register."""

    viewset: Any = None
    paginator_class = BoundedPaginator

    @cached_property
    def columns(self) -> list[Any]:
        """The columns, without the boxes that choose rows for deletion: nobody deletes."""
        kept = [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]
        for column in kept:
            if isinstance(column, Column) and column.name in self.yes_or_no:
                column.get_value = partial(_yes_or_no, column.name)
        return kept

    @cached_property
    def yes_or_no(self) -> set[str]:
        """The columns that are either true or not."""
        return {field.name for field in self.model._meta.fields if isinstance(field, BooleanField)}

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Adding a row, and the way to and from a spreadsheet."""
        name = self.viewset.get_url_name
        return [
            *super().header_buttons,
            HeaderButton(_("Import"), url=reverse(name("import")), icon_name="upload", priority=20),
            HeaderButton(_("Export"), url=reverse(name("export")), icon_name="download", priority=30),
        ]

    def get_edit_url(self, instance: Any) -> str | None:
        """Only for rows that the person may change."""
        may = self.permission_policy.user_has_permission_for_instance(self.request.user, "change", instance)
        return super().get_edit_url(instance) if may else None


class RegisterRow(Rows, InspectView):
    """One row, to read."""

    def get_object(self, queryset: Any = None) -> Any:
        """The row, if the person may see it."""
        return self.viewset.row_or_404(self.request.user, self.pk)

    def get_edit_url(self) -> str | None:
        """Only where the person may change it."""
        may = self.permission_policy.user_has_permission_for_instance(self.request.user, "change", self.object)
        return super().get_edit_url() if may else None

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """With the way to its page at the desk, where its steps are."""
        buttons = super().header_more_buttons
        if self.viewset.has_page_at_desk:
            buttons.append(Button(_("Open at the desk"), url=thing_url(self.object), icon_name="link", priority=5))
        return buttons


class ByService:
    """What a form says goes to a service; its refusals stand above the form, nothing written is lost."""

    viewset: Any = None
    produced_error_code = "validation_error"
    produced_error_message: Any = None

    def form_valid(self: Any, form: Any) -> Any:
        """Hand the form to the service."""
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except Refused as refused:
            if refused.denial:
                raise PermissionDenied from refused
            for reason in refused.reasons:
                form.add_error(None, str(reason))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def save_instance(self: Any) -> Any:
        """The service saves; Wagtail's own log is not the record."""
        return self.viewset.keep(self.form, by=self.request.user)

    def run_before_hook(self) -> None:
        """No hook comes before a service."""

    def run_after_hook(self) -> None:
        """No hook comes after a service."""


class NewRow(ByService, CreateView):
    """One more row."""


class ChangedRow(ByService, Rows, EditView):
    """A row that is there."""

    def get_object(self, queryset: Any = None) -> Any:
        """The row, if the person may see it and change it."""
        found = self.viewset.row_or_404(self.request.user, self.object_pk)
        if not self.permission_policy.user_has_permission_for_instance(self.request.user, "change", found):
            raise PermissionDenied
        self.live_object = found  # Wagtail asks for the published one; here there is no other
        return found
