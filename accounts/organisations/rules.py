"""Who may do what with organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.organisations.states import UNVERIFIED, OrganisationState
from accounts.roles import Role, holds, is_member, keeps_register, organisations_of, supervises
from core.rights import grant

if TYPE_CHECKING:
    from accounts.areas.models import Area
    from accounts.organisations.models import Organisation


# While the applicant may still correct and add.
OPEN = frozenset({OrganisationState.APPLIED, OrganisationState.INCOMPLETE})
APPOINTED = (Role.SUPPLIER, Role.APPROVER)


def is_signed_in(user: Any, thing: object = None) -> bool:
    """Whether somebody has logged in."""
    return bool(getattr(user, "is_authenticated", False) and user.is_active)


def everybody(user: Any, thing: object = None) -> bool:
    """Everybody may see it."""
    return True


def can_see_organisation(user: Any, organisation: Organisation) -> bool:
    """Whether `user` may read about the organisation: the register is public, an application is not yet."""
    if organisation.state not in UNVERIFIED:
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
    if organisation.state in OPEN:
        return is_applicant(user, organisation)
    return organisation.state != OrganisationState.REFUSED and keeps_register_of(user, organisation)


def is_applicant(user: Any, organisation: Organisation) -> bool:
    """Whether the person has registered the organisation, or is to act for it."""
    return organisation.registered_by_id == user.pk or is_member(user, organisation.pk)


def adds_papers(user: Any, organisation: Organisation) -> bool:
    """Whether the person may hand in papers: the applicant while it is checked, a representative afterwards."""
    if organisation.state in UNVERIFIED:
        return organisation.state in OPEN and is_applicant(user, organisation)
    return holds(user, organisation.pk, *APPOINTED)


def opens_papers(user: Any, organisation: Organisation) -> bool:
    """Whether the person may open the papers: its own people and the registrars of its area."""
    return is_signed_in(user) and (is_applicant(user, organisation) or keeps_register(user, organisation.area))


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
    "accounts.hand_in_organisation",
    sees=can_see_organisation,
    role=is_applicant,
    who=_("whoever registered the organisation"),
)
# Papers are nobody else's business: for all others they are not there.
grant(
    "accounts.add_organisation_paper",
    sees=opens_papers,
    role=adds_papers,
    who=_("whoever registered the organisation or acts for it"),
)
grant("accounts.open_organisation_paper", sees=opens_papers, role=opens_papers, who=REGISTRAR)
grant(
    "accounts.correct_organisation",
    sees=can_see_organisation,
    role=may_correct,
    who=_("the applicant before the verification, a registrar after it"),
)
grant("accounts.keep_register_of_area", sees=everybody, role=keeps_register_in, who=_("a registrar of the other area"))
for step in ("suspend_organisation", "reinstate_organisation", "bar_organisation", "keep_registers"):
    grant(f"accounts.{step}", sees=can_see_organisation, role=keeps_register_of, who=REGISTRAR)
