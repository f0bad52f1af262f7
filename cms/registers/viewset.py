"""What every register in the site administration has in common."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, re_path
from django.urls import path as at
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.registers.files import ExportView, ImportView, TemplateFile
from cms.registers.policy import RegisterPolicy
from cms.registers.views import ChangedRow, NewRow, RegisterIndex, RegisterRow
from core.registers.register import Register

# Deleting, copying, Wagtail's own history and usage are not there: the record is the audit's, rows stay.
KEPT = frozenset({"list", "list_results", "add", "edit", "inspect"})


class RegisterViewSet(SnippetViewSet):
    """One register: list, row, form, import and export, each by the rules and services of its stage."""

    index_view_class = RegisterIndex
    add_view_class = NewRow
    edit_view_class = ChangedRow
    inspect_view_class = RegisterRow
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False  # it would read every row anew at every save
    list_per_page = 50
    search_backend_name = None
    row_form: type[ModelForm] | None = None
    register_class: type[Register]
    right: str  # which change of a row it is that Wagtail asks about
    is_written_by_hand = True
    has_page_at_desk = False
    relations: ClassVar[tuple[str, ...]] = ()

    @property
    def permission_policy(self) -> RegisterPolicy:
        """The rules."""
        return RegisterPolicy(
            self.model, keeps=type(self).keeps, right=self.right, is_written_by_hand=self.is_written_by_hand
        )

    @staticmethod
    def keeps(user: Any) -> bool:
        """Whether the person enters this register."""
        raise NotImplementedError

    def keep(self, form: Any, *, by: Any) -> Any:
        """Hand a filled form to a service; returns the row."""
        raise NotImplementedError

    def rows(self, user: Any) -> Any:
        """What the person may see of the register."""
        return self.model._default_manager.select_related(*self.relations)

    def row_or_404(self, user: Any, number: Any) -> Any:
        """One row, if the person may see it."""
        try:
            return get_object_or_404(self.rows(user), pk=number)
        except (ValueError, ValidationError) as nonsense:
            raise Http404 from nonsense

    def get_queryset(self, request: Any) -> Any:
        """The rows of the list."""
        return self.rows(request.user)

    def get_form_class(self, for_update: bool = False) -> type[ModelForm] | None:
        """The form of a row."""
        return self.row_form

    def get_edit_handler(self) -> None:
        """The form stands by itself, without panels."""

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Every view knows its register."""
        without = {"history_url_name": None, "usage_url_name": None, "delete_url_name": None}
        if not self.is_written_by_hand:
            without |= {"edit_url_name": None, "add_url_name": None}
        return super().get_common_view_kwargs(**{"viewset": self, **without, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's addresses that are kept, and those of files."""
        kept = KEPT if self.is_written_by_hand else KEPT - {"add", "edit"}
        return [
            *(one for one in super().get_urlpatterns() if one.name in kept),
            at("import/", self.construct_view(ImportView), name="import"),
            at("export/", self.construct_view(ExportView), name="export"),
            re_path(r"^template\.(?P<kind>xlsx|csv)$", self.construct_view(TemplateFile), name="template"),
        ]

    def register_chooser_viewset(self) -> None:
        """No chooser: it would show rows to everybody who enters the administration."""

    def register_snippet_model(self) -> None:
        """Not in Wagtail's list of snippets: its bulk actions would delete rows by Django's rights, not by ours."""

    def register_permissions(self) -> None:
        """No box in the groups' page: rules decide."""
