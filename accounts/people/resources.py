"""The register of experts in a spreadsheet; whoever has no account yet gets one, without a password."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.areas.models import Area
from accounts.areas.resources import NO_SUCH_AREA
from accounts.people.experts import Expert
from accounts.people.services import correct_expert, enter_expert, set_expert_active
from accounts.service_kinds import ServiceKind
from core.registers import widgets
from core.registers.register import Column, Register, Rules, field


class Address(widgets.Words):
    """An e-mail address, in small letters."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the address."""
        text = super().clean(value, row, **kwargs).lower()
        try:
            validate_email(text)
        except ValidationError as wrong:
            raise ValueError(wrong.messages[0]) from wrong
        return text


class ExpertRegister(Register):
    """Experts: who they are, what they know, where they may be drawn."""

    columns: ClassVar[dict[str, Column]] = {
        "email": Column(
            _("E-mail address of the person's account"), _("It tells the rows apart."), True, "expert@example.cn"
        ),
        "name": Column(
            _("Name of the person"), _("The name of an account that is there already stays as it is."), True, "林静"
        ),
        "title": Column(_("Professional title"), "", example="高级社会工作师"),
        "specialities": Column(_("Specialities"), _("Several with 、 between them."), True),
        "area": Column(_("Area"), _("The code of the area; the expert is drawn in it and below."), True, "141000"),
        "is_active": Column(_("May be drawn"), _("Yes or no."), True),
    }
    key = "email"
    right = "accounts.register_expert"

    email = field("user__email", Address(254, is_needed=True), "email", is_read_only=True)
    name = field("user__name", widgets.Words(100, is_needed=True), "name", is_read_only=True)
    title = field("title", widgets.Words(100))
    specialities = field("specialities", widgets.SomeOf(ServiceKind.choices))
    area = field("area", widgets.Row(Area.objects.all, "code", NO_SUCH_AREA))
    is_active = field("is_active", widgets.YesNo(_("Yes"), _("No"), is_needed=True))

    class Meta(Rules):
        model = Expert
        fields = ("email", "name", "title", "specialities", "area", "is_active")
        import_id_fields = ("email",)

    def get_queryset(self) -> Any:
        """What the person may see, with the accounts and areas."""
        return Expert.objects.visible_to(self.by).select_related("user", "area")

    def keep(self, instance: Expert, is_new: bool, row: dict[str, str]) -> None:
        """Enter the expert, or correct what differs."""
        expert = self._enter(instance, row) if is_new else instance
        if not is_new and set(self.changed) & {"title", "specialities", "area"}:
            correct_expert(
                instance.pk,
                title=instance.title,
                specialities=instance.specialities,
                area_id=instance.area_id,
                by=self.by,
            )
        if expert.is_active is not instance.is_active or (not is_new and "is_active" in self.changed):
            set_expert_active(expert.pk, is_active=instance.is_active, by=self.by)

    def _enter(self, instance: Expert, row: dict[str, str]) -> Expert:
        return enter_expert(
            email=row["email"].strip().lower(),
            name=row["name"].strip(),
            specialities=instance.specialities,
            area_id=instance.area_id,
            title=instance.title,
            by=self.by,
        )
