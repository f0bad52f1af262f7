"""Ways to more power than was given: a role under another kind's name, a register widened, a puppet registrar."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import roles
from accounts.organisations.kinds import OrganisationKind
from accounts.organisations.models import Organisation
from accounts.organisations.services import correct_organisation, register_organisation, verify_organisation
from accounts.people.models import Membership, User
from accounts.people.services import appoint_member, end_membership
from accounts.roles import Role
from core.law.credit_codes import make_credit_code
from core.rights import Denial
from tests.accounts.conftest import DAY, Line
from tests.factories.accounts import ExpertFactory, OrganisationFactory, StreetFactory, UserFactory, member
from tests.refusals import denial, why

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

FOREIGN_ROLE = "A member holds a role that an organisation of this kind does not have: end it first."


def apply(line: Line, by: User, **facts: Any) -> Organisation:
    given: dict[str, Any] = {
        "name": "邻里办事处",
        "credit_code": make_credit_code("11", "310230", "MJ999999"),
        "kind": OrganisationKind.BUYER,
        "area_id": line.city.pk,
        "registered_on": DAY,
    }
    return register_organisation(**{**given, **facts}, by=by)


def test_no_registrar_comes_in_as_a_social_organisation(line: Line, registrar: User) -> None:
    """Applied for as an office with its registrar, then called a social organisation before anybody looks."""
    applicant = UserFactory.create()
    applied = apply(line, applicant, area_id=line.street.pk, role=Role.REGISTRAR)
    disguise = {"kind": OrganisationKind.SOCIAL, "credit_code": "52310230MJ5339125F", "legal_representative": "甲"}
    assert why(correct_organisation, applied.pk, by=applicant, **disguise) == [FOREIGN_ROLE]
    assert why(verify_organisation, applied.pk, by=UserFactory.create()) != []
    assert not roles.keeps_register(applicant, line.street)


def test_a_kind_is_corrected_where_every_member_keeps_a_role_of_it(line: Line, registrar: User) -> None:
    office = OrganisationFactory.create(buyer=True, area=line.street)
    member(office, Role.REGISTRAR)
    assert correct_organisation(office.pk, kind=OrganisationKind.SUPERVISOR, by=registrar).kind == "SUPERVISOR"
    member(office, Role.BUYER_OFFICER)
    assert why(correct_organisation, office.pk, kind=OrganisationKind.AGENCY, by=registrar) == [FOREIGN_ROLE]


def test_a_registrar_moves_no_organisation_out_of_the_own_register(line: Line, registrar: User) -> None:
    """A friend's office moved up to the city would keep the register of all of it."""
    office = OrganisationFactory.create(buyer=True, area=line.street)
    assert denial(correct_organisation, office.pk, area_id=line.city.pk, by=registrar) == Denial.WRONG_ROLE
    next_door = StreetFactory.create(parent=line.district)
    assert correct_organisation(office.pk, area_id=next_door.pk, by=registrar).area == next_door


def test_an_applicant_corrects_the_area_until_the_verification(line: Line) -> None:
    applicant = UserFactory.create()
    applied = apply(line, applicant)
    assert correct_organisation(applied.pk, area_id=line.street.pk, by=applicant).area == line.street


def test_no_office_makes_or_unmakes_a_registrar_by_itself(line: Line, registrar: User) -> None:
    """A registrar appoints in every organisation of the area, the supervision's custodians too."""
    office = OrganisationFactory.create(buyer=True, area=line.street)
    approver, puppet = member(office, Role.APPROVER), UserFactory.create()
    given = {"person_id": puppet.pk, "role": Role.REGISTRAR}
    assert denial(appoint_member, office.pk, **given, by=approver) == Denial.WRONG_ROLE
    appointed = appoint_member(office.pk, **given, by=registrar)
    assert roles.keeps_register(puppet, line.street)
    assert denial(end_membership, appointed.pk, by=approver) == Denial.WRONG_ROLE
    assert end_membership(appointed.pk, until=DAY, by=registrar).until == DAY
    assert Membership.objects.get(pk=appointed.pk).until == DAY


@pytest.mark.parametrize("kind", ["office", "expert"])
def test_no_bidder_ties_an_official_to_itself(line: Line, registrar: User, kind: str) -> None:
    """An officer or expert who belongs to a bidder has to stand aside: a bidder would choose who decides about it."""
    centre = OrganisationFactory.create(area=line.street)
    office = OrganisationFactory.create(buyer=True, area=line.street)
    person = member(office, Role.BUYER_OFFICER) if kind == "office" else ExpertFactory.create().user
    given = {"person_id": person.pk, "role": Role.SUPPLIER}
    assert why(appoint_member, centre.pk, **given, by=member(centre, Role.SUPPLIER)) == [
        "Whoever works for an office or is on the register of experts is appointed by a registrar."
    ]
    assert appoint_member(centre.pk, **given, by=registrar).person == person
