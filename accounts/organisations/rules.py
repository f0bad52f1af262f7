"""Who may do what with organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.organisations.states import OrganisationState
from accounts.roles import Role, is_member, keeps_register, organisations_of, supervises
from core.rights import grant

if TYPE_CHECKING:
    from accounts.areas.models import Area
    from accounts.organisations.models import Organisation


def is_signed_in(user: Any, thing: object = None) -> bool:
    """Whether somebody has logged in."""
    return bool(getattr(user, "is_authenticated", False) and user.is_active)


def everybody(user: Any, thing: object = None) -> bool:
    """Everybody may see it."""
    return True


def can_see_organisation(user: Any, organisation: Organisation) -> bool:
    """Whether `user` may read about the organisation: the register is public, an application is not yet."""
    if organisation.state != OrganisationState.APPLIED:
        return True
    return is_signed_in(user) and (
        is_member(user, organisation.pk)
        or organisation.registered_by_id == user.pk
        or keeps_register(user, organisation.area)
        or supervises(user, organisation.area)
    )


def keeps_register_of(user: Any, organisation: Organisation) -> bool:
    """Whether the person keeps the register in which the organisation stands, and does not belong to it."""
    return keeps_register(user, organisation.area) and not is_member(user, organisation.pk)


def keeps_register_in(user: Any, area: Area) -> bool:
    """Whether the person keeps the register of the area."""
    return keeps_register(user, area)


def keeps_a_register(user: Any, thing: object = None) -> bool:
    """Whether the person is a registrar anywhere, or the operator who starts an empty register."""
    return is_signed_in(user) and bool(user.is_superuser or organisations_of(user, Role.REGISTRAR))


def may_correct(user: Any, organisation: Organisation) -> bool:
    """Whether the person may correct the facts: the applicant until they are verified, from then on the registrar."""
    if organisation.state == OrganisationState.APPLIED:
        return organisation.registered_by_id == user.pk or is_member(user, organisation.pk)
    return keeps_register_of(user, organisation)


def who_applied(organisation: Organisation) -> set[int | None]:
    """The person who registered the organisation: another one verifies it."""
    return {organisation.registered_by_id}


REGISTRAR = _("a registrar of the area who does not belong to the organisation")

grant("accounts.keep_a_register", sees=everybody, role=keeps_a_register, who=_("a registrar"))
grant("accounts.register_organisation", sees=everybody, role=is_signed_in, who=_("a person who has logged in"))
grant(
    "accounts.verify_organisation",
    sees=can_see_organisation,
    role=keeps_register_of,
    who=REGISTRAR,
    other_than=who_applied,
)
grant(
    "accounts.correct_organisation",
    sees=can_see_organisation,
    role=may_correct,
    who=_("the applicant before the verification, a registrar after it"),
)
grant("accounts.keep_register_of_area", sees=everybody, role=keeps_register_in, who=_("a registrar of the other area"))
for step in ("suspend_organisation", "reinstate_organisation", "bar_organisation", "keep_registers"):
    grant(f"accounts.{step}", sees=can_see_organisation, role=keeps_register_of, who=REGISTRAR)
