"""A register out of a spreadsheet and into one: upload, look, confirm; nothing is written before the last."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from core.registers.outcome import Outcome
from core.registers.reading import MOST_BYTES, read_table
from core.registers.tables import NotATable, Table
from core.registers.writing import CONTENT_TYPES

SALT = "register-import"
AN_HOUR = 3600  # seconds that a preview stays good
SHOWN = 200  # changes and faults that a preview shows; all are counted
KINDS = (("xlsx", "Excel (.xlsx)"), ("csv", "CSV"))


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Excel (.xlsx), or CSV in UTF-8 or GB18030; at most 2,000 rows and 2 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than %(most)s MB: split it.") % {"most": 2})
        return upload


class KindForm(forms.Form):
    """What the file is to be."""

    kind = forms.ChoiceField(label=gettext_lazy("Format"), choices=KINDS, initial="xlsx", widget=forms.RadioSelect)


class FileView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What the pages of files share."""

    viewset: Any = None
    permission_policy: Any = None
    permission_required = "view"
    index_url_name: Any = None
    header_icon = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the register's list."""
        index = {"url": reverse(self.index_url_name), "label": self.viewset.menu_label}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_header_title()}]

    def get_page_subtitle(self) -> Any:
        """Which register it is."""
        return self.viewset.menu_label

    def register(self) -> Any:
        """The register, in the name of the person."""
        return self.viewset.register_class(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way back and the templates."""
        url = self.viewset.get_url_name
        return super().get_context_data(
            index_url=reverse(self.index_url_name),
            import_url=reverse(url("import")),
            templates=[(label, reverse(url("template"), args=[kind])) for kind, label in KINDS],
            plural=self.viewset.menu_label,
            **kwargs,
        )


class ImportView(FileView):
    """Upload, look, confirm."""

    page_title = gettext_lazy("Import")
    template_name = "cms/registers/import.html"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The upload; or, with the numbers that an import sends along, what has become of it."""
        done = _read(request.GET.get("done", ""), request.user, self.viewset.name) if "done" in request.GET else None
        return self.show(form=UploadForm(), done=done)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look at a file, or write the one that was looked at."""
        return self._confirmed(request.POST["table"]) if "table" in request.POST else self._uploaded()

    def _uploaded(self) -> HttpResponse:
        form = UploadForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self.show(form=form, status=422)
        upload = form.cleaned_data["file"]
        try:
            table = read_table(upload.name[-200:], upload.read())
        except NotATable as wrong:
            form.add_error("file", str(wrong))
            return self.show(form=form, status=422)
        return self._preview(table, self.register().try_out(table))

    def _confirmed(self, token: str) -> HttpResponse:
        said = _read(token, self.request.user, self.viewset.name)
        if not said:
            form = UploadForm({})
            form.add_error(None, _("The preview is older than an hour or not yours: upload the file again."))
            form.errors.pop("file", None)
            return self.show(form=form, status=409)
        table = Table(said["file"], said["header"], [(n, cells) for n, cells in said["rows"]], said["empty"])
        outcome = self.register().carry_out(table, expected=said["fingerprint"])
        if outcome is None or outcome.faults:
            again = outcome or self.register().try_out(table)
            return self._preview(table, again, is_other=True, status=409)
        counts = {
            "new": outcome.new,
            "changed": outcome.changed,
            "unchanged": outcome.unchanged,
            "empty": outcome.empty,
        }
        done = _signed({**counts, "file": table.name}, self.request.user, self.viewset.name)
        return redirect(f"{self.request.path}?done={done}")

    def _preview(self, table: Table, outcome: Outcome, *, is_other: bool = False, status: int = 200) -> HttpResponse:
        told = {"file": table.name, "header": table.header, "rows": table.rows, "empty": table.empty}
        told["fingerprint"] = outcome.fingerprint
        is_good = not outcome.faults and bool(outcome.changes)
        return self.show(
            form=UploadForm(),
            file=table.name,
            outcome=outcome,
            changes=outcome.changes[:SHOWN],
            faults=outcome.faults[:SHOWN],
            more_changes=max(0, len(outcome.changes) - SHOWN),
            more_faults=max(0, len(outcome.faults) - SHOWN),
            token=_signed(told, self.request.user, self.viewset.name) if is_good else "",
            is_other=is_other,
            status=422 if outcome.faults and status == 200 else status,
        )

    def show(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page."""
        return self.render_to_response(self.get_context_data(**context), status=status)


class TemplateFile(FileView):
    """An empty file with the register's columns."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file."""
        kind = kwargs["kind"]
        return _as_file(self.register().template(kind), f"{self.viewset.name}-template", kind)


class ExportView(FileView):
    """The register as the person sees it, in a file; the record says who took it."""

    page_title = gettext_lazy("Export")
    template_name = "cms/registers/export.html"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The choice of the format."""
        return self.render_to_response(self.get_context_data(form=KindForm(initial={"kind": "xlsx"})))

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file."""
        form = KindForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        register, kind = self.register(), form.cleaned_data["kind"]
        rows = list(register.get_queryset())
        content = register.written(kind, rows)
        register.note("export_register", kind=kind, rows=len(rows))
        return _as_file(content, self.viewset.name, kind)


def _as_file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _signed(what: dict[str, Any], user: Any, register: str) -> str:
    """What a preview or an import hands to the next page: for this person and this register alone."""
    return signing.dumps({**what, "for": [user.pk, register]}, salt=SALT, compress=True)


def _read(token: str, user: Any, register: str) -> dict[str, Any] | None:
    try:
        said: dict[str, Any] = signing.loads(token, salt=SALT, max_age=AN_HOUR)
    except signing.BadSignature:
        return None
    return said if said["for"] == [user.pk, register] else None
