"""Who may do what with people: accounts, memberships, residents and experts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.organisations.kinds import SUPPLIER_KINDS
from accounts.organisations.rules import can_see_organisation, everybody, is_signed_in, keeps_register_in
from accounts.organisations.states import UNVERIFIED
from accounts.roles import Role, covers, holds, is_member, keeps_register, organisations_of, supervises
from core.rights import grant

if TYPE_CHECKING:
    from accounts.areas.models import Area
    from accounts.organisations.models import Organisation
    from accounts.people.experts import Expert
    from accounts.people.models import Membership, Resident


def makes_accounts(user: Any, thing: object = None) -> bool:
    """Whether the person may make accounts for others: registrars, grid workers and the operator."""
    return is_signed_in(user) and (user.is_superuser or bool(organisations_of(user, Role.REGISTRAR, Role.GRID_WORKER)))


def can_see_membership(user: Any, membership: Membership) -> bool:
    """Whether `user` may read who acts for the organisation: its people, its registrars and its supervisors."""
    if not is_signed_in(user):
        return False
    area = membership.organisation.area
    return (
        membership.person_id == user.pk
        or is_member(user, membership.organisation_id)
        or keeps_register(user, area)
        or supervises(user, area)
    )


def appoints_in(user: Any, organisation: Organisation) -> bool:
    """Whether the person may appoint members: the registrar, the office's approver, a supplier's representative."""
    if keeps_register(user, organisation.area):
        return True
    if organisation.state in UNVERIFIED:
        return False
    if organisation.kind in SUPPLIER_KINDS:
        return holds(user, organisation.pk, Role.SUPPLIER)
    return holds(user, organisation.pk, Role.APPROVER)


def can_see_resident(user: Any, resident: Resident) -> bool:
    """Whether `user` may read about the resident: oneself, and the grid workers of the community."""
    if not is_signed_in(user):
        return False
    return resident.user_id == user.pk or covers(user, resident.community, Role.GRID_WORKER)


def works_the_grid_of(user: Any, resident: Resident) -> bool:
    """Whether the person is a grid worker of the resident's community."""
    return covers(user, resident.community, Role.GRID_WORKER)


def works_the_grid_in(user: Any, area: Area) -> bool:
    """Whether the person is a grid worker of the area."""
    return covers(user, area, Role.GRID_WORKER)


def the_resident(resident: Resident) -> set[int | None]:
    """The resident's own account: nobody verifies themselves."""
    return {resident.user_id}


def can_see_expert(user: Any, expert: Expert) -> bool:
    """Whether `user` may read about the expert: oneself, the register's keepers and the supervisors; no supplier."""
    if not is_signed_in(user):
        return False
    return expert.user_id == user.pk or keeps_register(user, expert.area) or supervises(user, expert.area)


def keeps_expert(user: Any, expert: Expert) -> bool:
    """Whether the person keeps the register in which the expert stands, and is somebody else."""
    return keeps_register(user, expert.area) and expert.user_id != user.pk


def keeps_register_over(user: Any, organisation: Organisation) -> bool:
    """Whether the person keeps the register in which the organisation stands."""
    return keeps_register(user, organisation.area)


def keeps_accounts(user: Any, thing: object = None) -> bool:
    """Whether the person keeps the site."""
    return is_signed_in(user) and bool(user.is_superuser)


GRID_WORKER = _("a grid worker of the community")
REGISTRAR = _("a registrar of the area")

grant("accounts.register_person", sees=is_signed_in, role=makes_accounts, who=_("a registrar or a grid worker"))
grant("accounts.keep_account", sees=is_signed_in, role=keeps_accounts, who=_("the operator of the site"))
grant(
    "accounts.appoint_member",
    sees=can_see_organisation,
    role=appoints_in,
    who=_("the registrar, the approver of the office or a representative of the supplier"),
)
# A registrar covers everybody's organisations in the area, so no single office makes one.
grant("accounts.appoint_registrar", sees=can_see_organisation, role=keeps_register_over, who=REGISTRAR)
grant("accounts.apply_as_resident", sees=everybody, role=is_signed_in, who=_("a person who has logged in"))
grant("accounts.register_resident", sees=everybody, role=works_the_grid_in, who=GRID_WORKER)
grant(
    "accounts.verify_resident",
    sees=can_see_resident,
    role=works_the_grid_of,
    who=GRID_WORKER,
    other_than=the_resident,
)
grant("accounts.register_expert", sees=everybody, role=keeps_register_in, who=REGISTRAR)
grant("accounts.keep_expert", sees=can_see_expert, role=keeps_expert, who=REGISTRAR)
