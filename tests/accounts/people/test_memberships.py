"""Who appoints whom, and when a membership ends."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts import roles
from accounts.models import Membership, Notification
from accounts.notifications.texts import text_of
from accounts.people.models import User
from accounts.people.queries import MembershipQuerySet
from accounts.people.services import appoint_member, end_membership
from accounts.roles import Role
from core.audit.models import AuditRow
from core.audit.outbox import relay
from core.rights import Denial
from core.transitions import Refused
from tests.accounts.conftest import DAY, Line
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, member
from tests.pages import Browser
from tests.refusals import why

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def test_a_representative_appoints_a_colleague() -> None:
    centre, colleague = OrganisationFactory.create(), UserFactory.create()
    by = member(centre, Role.SUPPLIER)
    membership = appoint_member(centre.pk, person_id=colleague.pk, role=Role.SUPPLIER, by=by)
    assert (membership.since, membership.until) == (DAY, None)
    assert roles.may_supply(colleague, centre.pk)
    assert AuditRow.objects.of_thing(centre).get().detail == {
        "person": colleague.pk,
        "role": "SUPPLIER",
        "since": "2026-03-16",
    }


def test_an_approver_appoints_in_the_office_and_a_registrar_everywhere_below(line: Line, registrar: User) -> None:
    office = OrganisationFactory.create(buyer=True, area=line.street)
    for by in (member(office, Role.APPROVER), registrar):
        officer = UserFactory.create()
        appoint_member(office.pk, person_id=officer.pk, role=Role.BUYER_OFFICER, by=by)
        assert roles.holds(officer, office.pk, Role.BUYER_OFFICER)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.APPROVER, Role.REGISTRAR)])
def test_no_other_role_appoints_in_an_office(role: Role) -> None:
    office = OrganisationFactory.create(buyer=True)
    with pytest.raises(Refused) as refused:
        appoint_member(office.pk, person_id=UserFactory.create().pk, role=Role.FINANCE, by=member(office, role))
    assert refused.value.denial == Denial.WRONG_ROLE


def test_an_applicant_appoints_nobody_yet() -> None:
    applied = OrganisationFactory.create(applied=True)
    by = member(applied, Role.SUPPLIER)
    with pytest.raises(Refused) as refused:
        appoint_member(applied.pk, person_id=UserFactory.create().pk, role=Role.SUPPLIER, by=by)
    assert refused.value.denial == Denial.WRONG_ROLE


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"role": Role.APPROVER}, "has no such role"),
        ({"until": date(2026, 3, 15)}, "ends after it begins"),
    ],
)
def test_what_cannot_be_is_refused(facts: dict[str, Any], says: str) -> None:
    centre = OrganisationFactory.create()
    given = {"person_id": UserFactory.create().pk, "role": Role.SUPPLIER, **facts}
    with pytest.raises(Refused, match=says):
        appoint_member(centre.pk, **given, by=member(centre, Role.SUPPLIER))


def test_nobody_appoints_themselves_and_no_role_is_held_twice() -> None:
    office = OrganisationFactory.create(buyer=True)
    by, officer = member(office, Role.APPROVER), member(office, Role.FINANCE)
    with pytest.raises(Refused, match="Nobody appoints themselves"):
        appoint_member(office.pk, person_id=by.pk, role=Role.FINANCE, by=by)
    with pytest.raises(Refused, match="this role already"):
        appoint_member(office.pk, person_id=officer.pk, role=Role.FINANCE, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory.create(person=officer, organisation=office, role=Role.FINANCE)


def test_a_membership_ends_after_its_last_day() -> None:
    office = OrganisationFactory.create(buyer=True)
    by, officer = member(office, Role.APPROVER), member(office, Role.FINANCE)
    membership = Membership.objects.get(person=officer)
    with pytest.raises(Refused) as refused:
        end_membership(membership.pk, by=officer)
    assert refused.value.denial == Denial.WRONG_ROLE
    with pytest.raises(Refused, match="ends after it begins"):
        end_membership(membership.pk, until=date(2019, 1, 1), by=by)
    assert end_membership(membership.pk, until=DAY, by=by).until == DAY
    assert roles.holds(officer, office.pk, Role.FINANCE)
    end_membership(membership.pk, until=date(2026, 3, 15), by=by)
    assert not roles.holds(officer, office.pk, Role.FINANCE)
    with pytest.raises(Refused, match="ended already"):
        end_membership(membership.pk, until=date(2026, 4, 1), by=by)


def test_the_people_of_an_organisation_on_a_day() -> None:
    office = OrganisationFactory.create(buyer=True)
    approver, finance = member(office, Role.APPROVER, Role.CUSTODIAN), member(office, Role.FINANCE)
    member(office, Role.FINANCE, is_active=False)
    MembershipFactory.create(organisation=office, until=date(2026, 3, 15))
    assert Membership.objects.people([office.pk], day=DAY) == [approver.pk, finance.pk]
    assert Membership.objects.people([office.pk], Role.FINANCE, day=DAY) == [finance.pk]


def test_nobody_is_appointed_twice_over_a_membership_to_come() -> None:
    office, colleague = OrganisationFactory.create(buyer=True), UserFactory.create()
    by = member(office, Role.APPROVER)
    given = {"person_id": colleague.pk, "role": Role.FINANCE, "by": by}
    appoint_member(office.pk, **given, since=date(2026, 4, 1))
    with pytest.raises(Refused, match=r"gets this role on 1.April.2026 already: end that membership first"):
        appoint_member(office.pk, **given)
    with pytest.raises(Refused, match="gets this role on"):
        appoint_member(office.pk, **given, until=date(2026, 4, 1))
    appoint_member(office.pk, **given, until=date(2026, 3, 31))
    with pytest.raises(Refused, match="this role already"):
        appoint_member(office.pk, **given, until=date(2026, 3, 20))


def test_an_appointment_that_came_in_between_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    office, colleague = OrganisationFactory.create(buyer=True), UserFactory.create()
    by = member(office, Role.APPROVER)
    MembershipFactory.create(organisation=office, person=colleague, role=Role.FINANCE)
    monkeypatch.setattr(MembershipQuerySet, "meeting", lambda rows, _first, _last: rows.none())
    with pytest.raises(Refused, match="this role already"):
        appoint_member(office.pk, person_id=colleague.pk, role=Role.FINANCE, by=by)


def test_who_wants_to_prolong_a_membership_hears_how() -> None:
    office = OrganisationFactory.create(buyer=True)
    by, officer = member(office, Role.APPROVER), member(office, Role.FINANCE)
    membership = Membership.objects.get(person=officer)
    end_membership(membership.pk, until=date(2026, 3, 31), by=by)
    with pytest.raises(Refused, match=r"ends on 31.March.2026: to prolong it, appoint"):
        end_membership(membership.pk, until=date(2026, 4, 30), by=by)
    appoint_member(office.pk, person_id=officer.pk, role=Role.FINANCE, since=date(2026, 4, 1), by=by)
    assert end_membership(membership.pk, until=date(2026, 3, 20), by=by).until == date(2026, 3, 20)


class TestOfASupplier:
    """A supplier's people look after themselves; nobody turns out who was there before."""

    def test_a_newcomer_turns_nobody_out_and_the_registrar_may(self) -> None:
        house = OrganisationFactory.create()
        founder, newcomer = member(house, Role.SUPPLIER), member(house, Role.SUPPLIER)
        registrar = member(OrganisationFactory.create(supervisor=True, area=house.area), Role.REGISTRAR)
        hers = Membership.objects.get(person=founder)
        assert why(end_membership, hers.pk, by=newcomer) == [
            "This person was there before you: only the registrar ends their membership."
        ]
        assert Browser(newcomer).post("end_membership", hers.pk).status_code == 409
        assert end_membership(Membership.objects.get(person=newcomer).pk, by=founder).until
        assert end_membership(hers.pk, by=registrar).until

    def test_the_last_one_does_not_leave_it_to_nobody(self) -> None:
        house = OrganisationFactory.create()
        only = member(house, Role.SUPPLIER)
        [reason] = why(end_membership, Membership.objects.get(person=only).pk, by=only)
        assert reason.startswith("Nobody else acts for the organisation")

    def test_whoever_leaves_is_signed_out_with_a_sentence_and_told(self) -> None:
        house = OrganisationFactory.create()
        member(house, Role.SUPPLIER)
        leaving = member(house, Role.SUPPLIER)
        browser = Browser(leaving)
        answer = browser.post("end_membership", Membership.objects.get(person=leaving).pk)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
        assert "The membership has an end." in browser.client.get(answer["Location"]).content.decode()
        while relay(limit=100):
            pass
        told = Notification.objects.get(recipient=leaving, topic="membership.ended")
        assert house.name in text_of(told.topic, told.payload)

    def test_it_asks_who_it_is(self, settings: Any) -> None:
        settings.ASKS_WHO_IT_IS = True
        house = OrganisationFactory.create()
        founder, other = member(house, Role.SUPPLIER), member(house, Role.SUPPLIER)
        assert Browser(founder).post("end_membership", Membership.objects.get(person=other).pk).status_code == 422
