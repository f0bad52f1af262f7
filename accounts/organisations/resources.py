"""Organisations in a spreadsheet: a file enters applications and corrects facts; it verifies and suspends nobody."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.areas.models import Area
from accounts.areas.resources import NO_SUCH_AREA
from accounts.organisations.kinds import Funding, OrganisationKind
from accounts.organisations.models import FAULTS, Organisation
from accounts.organisations.services import correct_organisation, register_organisation
from accounts.organisations.states import OrganisationState
from core.law.credit_codes import in_capitals, why_not
from core.registers import widgets
from core.registers.register import Column, Register, Rules, field


class CreditCode(widgets.Words):
    """A unified social credit code; a slip is found at once."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the code in capitals."""
        code = in_capitals(super().clean(value, row, **kwargs))
        fault = why_not(code)
        if fault:
            raise ValueError(str(FAULTS[fault]))
        return code


NO_SUCH_ORGANISATION = _("No organisation has the credit code “%(given)s”: register it first.")


class OrganisationRegister(Register):
    """Organisations with the facts of their certificates."""

    columns: ClassVar[dict[str, Column]] = {
        "credit_code": Column(
            _("Credit code"), _("18 characters, from the certificate; it tells the rows apart."), True
        ),
        "name": Column(_("Name, as on the certificate"), "", True, "邻里养老服务中心"),
        "name_en": Column(_("Name in English")),
        "kind": Column(_("What it is"), "", True),
        "funding": Column(_("State funding"), _("Only for public institutions and mass organisations.")),
        "area": Column(_("Area"), _("The code of the area in which it is registered."), True, "141081001"),
        "registered_on": Column(_("Registered on"), "", True, "2020-01-02"),
        "legal_representative": Column(_("Legal representative")),
        "small_micro": Column(_("Small or micro enterprise"), _("Yes or no.")),
        "medium": Column(_("Medium-sized enterprise"), _("Yes or no.")),
        "controller": Column(_("Controlled by"), _("The credit code of the organisation that controls it.")),
        "state": Column(_("Where it stands"), _("Only read: who is new waits to be verified.")),
    }
    key = "credit_code"
    right = "accounts.register_organisation"

    credit_code = field("credit_code", CreditCode(40, is_needed=True))
    name = field("name", widgets.Words(200, is_needed=True))
    name_en = field("name_en", widgets.Words(200))
    kind = field("kind", widgets.OneOf(OrganisationKind.choices))
    funding = field("funding", widgets.OneOf(Funding.choices, is_needed=False))
    area = field("area", widgets.Row(Area.objects.all, "code", NO_SUCH_AREA))
    registered_on = field("registered_on", widgets.Day())
    legal_representative = field("legal_representative", widgets.Words(100))
    small_micro = field("small_micro", widgets.YesNo(_("Yes"), _("No")))
    medium = field("medium", widgets.YesNo(_("Yes"), _("No")))
    controller = field(
        "controller", widgets.Row(Organisation.objects.in_use, "credit_code", NO_SUCH_ORGANISATION, is_needed=False)
    )
    state = field("state", widgets.OneOf(OrganisationState.choices, is_needed=False), is_read_only=True)

    class Meta(Rules):
        model = Organisation
        fields = (
            "credit_code",
            "name",
            "name_en",
            "kind",
            "funding",
            "area",
            "registered_on",
            "legal_representative",
            "small_micro",
            "medium",
            "controller",
            "state",
        )
        import_id_fields = ("credit_code",)

    def get_queryset(self) -> Any:
        """What the person may see, with its area and who controls it."""
        return Organisation.objects.visible_to(self.by).in_use().select_related("area", "controller")

    def same(self, key: str) -> str:
        """A code is the same in small letters."""
        return in_capitals(key.strip())

    def keep(self, instance: Organisation, is_new: bool, row: dict[str, str]) -> None:
        """Enter an application, or correct the facts that differ."""
        names = {"area": "area_id", "controller": "controller_id"}
        facts = [name for name in self.columns if name in row and name != "state"]
        if is_new:
            said = {names.get(name, name): getattr(instance, names.get(name, name)) for name in facts}
            register_organisation(by=self.by, **said)
            return
        changed = {names.get(name, name) for name in self.changed if name in facts}
        correct_organisation(instance.pk, by=self.by, **{name: getattr(instance, name) for name in changed})
