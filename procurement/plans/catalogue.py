"""Keeping the guidance catalogue: what may be bought at all, and which service each entry is."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.service_kinds import ServiceKind
from core.audit.record import record
from core.transitions import check, refuse
from procurement.plans.models import CatalogueEntry

RIGHT = "procurement.keep_catalogue"


@transaction.atomic
def enter_in_catalogue(
    *, code: str, name_zh: str, service_kind: str, by: Any, name_en: str = "", in_force: bool = True
) -> CatalogueEntry:
    """Add an entry; raises Refused."""
    check(RIGHT, by=by, thing=None)
    entry = CatalogueEntry(code=code.strip(), in_force=in_force)
    if not entry.code:
        raise refuse(_("An entry has a code: fill it in."), "catalogue")
    if CatalogueEntry.objects.filter(code=entry.code).exists():
        raise refuse(_("The catalogue has an entry with this code already."), "catalogue")
    _say(entry, name_zh, name_en, service_kind)
    entry.save()
    detail = {"code": entry.code, "name_zh": entry.name_zh, "service_kind": service_kind, "in_force": in_force}
    record(entry, verb="enter", by=by, role=RIGHT, detail=detail)
    return entry


@transaction.atomic
def revise_entry(
    entry_id: int, *, name_zh: str, name_en: str, service_kind: str, in_force: bool, by: Any
) -> CatalogueEntry:
    """Change the names of an entry, its service while nothing is planned under it, and whether it is in force.

    Raises Refused.
    """
    check(RIGHT, by=by, thing=None)
    entry = CatalogueEntry.objects.select_for_update().get(pk=entry_id)
    before = _told(entry)
    if service_kind != entry.service_kind and entry.plan_items.exists():
        why = _("Purchases are planned under this entry: end it, and enter another for the other service.")
        raise refuse(why, "catalogue")
    _say(entry, name_zh, name_en, service_kind)
    entry.in_force = in_force
    entry.save()
    record(entry, verb="revise", by=by, role=RIGHT, detail={"before": before, "after": _told(entry)})
    return entry


def _say(entry: CatalogueEntry, name_zh: str, name_en: str, service_kind: str) -> None:
    if service_kind not in ServiceKind.values:
        raise refuse(_("Choose the service from the list."))
    if not name_zh.strip():
        raise refuse(_("An entry has a name: fill it in."), "catalogue")
    entry.name_zh, entry.name_en, entry.service_kind = name_zh.strip(), name_en.strip(), service_kind


def _told(entry: CatalogueEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in ("name_zh", "name_en", "service_kind", "in_force")}
