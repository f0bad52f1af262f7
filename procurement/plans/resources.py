"""The guidance catalogue in a spreadsheet."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.service_kinds import ServiceKind
from core.registers import widgets
from core.registers.register import Column, Register, Rules, field
from procurement.plans.catalogue import enter_in_catalogue, revise_entry
from procurement.plans.models import CatalogueEntry


class CatalogueRegister(Register):
    """Entries of the catalogue."""

    columns: ClassVar[dict[str, Column]] = {
        "code": Column(_("Catalogue code"), _("It tells the rows apart."), True, "A0701"),
        "name_zh": Column(_("Name in Chinese"), "", True, "居家养老服务"),
        "name_en": Column(_("Name in English")),
        "service_kind": Column(_("Service"), "", True),
        "in_force": Column(_("Entry in force"), _("Yes or no; what is no longer in force is planned no more."), True),
    }
    key = "code"
    right = "procurement.keep_catalogue"

    code = field("code", widgets.Words(20, is_needed=True))
    name_zh = field("name_zh", widgets.Words(120, is_needed=True))
    name_en = field("name_en", widgets.Words(120))
    service_kind = field("service_kind", widgets.OneOf(ServiceKind.choices))
    in_force = field("in_force", widgets.YesNo(_("Yes"), _("No"), is_needed=True))

    class Meta(Rules):
        model = CatalogueEntry
        fields = ("code", "name_zh", "name_en", "service_kind", "in_force")
        import_id_fields = ("code",)

    def keep(self, instance: CatalogueEntry, is_new: bool, row: dict[str, str]) -> None:
        """Enter the entry, or revise it."""
        said = {name: getattr(instance, name) for name in ("name_zh", "name_en", "service_kind", "in_force")}
        if is_new:
            enter_in_catalogue(code=instance.code, by=self.by, **said)
        else:
            revise_entry(instance.pk, by=self.by, **said)
