"""The steps of an organisation into and out of the register."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts import roles
from accounts.organisations.kinds import CreditList, OrganisationKind
from accounts.organisations.models import Organisation
from accounts.organisations.services import (
    bar_organisation,
    correct_organisation,
    register_organisation,
    reinstate_organisation,
    suspend_organisation,
    verify_organisation,
)
from accounts.organisations.states import ORGANISATION_STATE_NAMES, OrganisationState
from accounts.people.models import User
from accounts.roles import Role
from core.audit.models import AuditRow, OutboxMessage
from core.law.credit_codes import make_credit_code
from core.rights import Denial
from core.transitions import CLOCK, Refused, steps_for
from tests.accounts.conftest import DAY, Line
from tests.factories.accounts import (
    CreditEntryFactory,
    MembershipFactory,
    OrganisationFactory,
    OrganisationPaperFactory,
    UserFactory,
    member,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

CODE = "52310230MJ5339125F"


@pytest.fixture
def applicant() -> User:
    """Somebody who has logged in and has no role."""
    return UserFactory.create()


def apply(line: Line, by: User, **facts: Any) -> Organisation:
    """Register a lawful social organisation, but for the facts that differ."""
    lawful: dict[str, Any] = {
        "name": "邻里乐龄服务中心",
        "credit_code": CODE,
        "kind": OrganisationKind.SOCIAL,
        "area_id": line.street.pk,
        "registered_on": date(2021, 5, 6),
        "legal_representative": "王敏",
        "role": Role.SUPPLIER,
    }
    registered = register_organisation(**{**lawful, **facts}, by=by)
    OrganisationPaperFactory.create(organisation=registered, added_by=by)
    return registered


def sentences(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(str(reason.sentence), reason.article) for reason in refused.value.reasons]


class TestRegistering:
    """Whoever has logged in may apply; the application gives no right yet."""

    def test_an_application_begins_as_applied(self, line: Line, applicant: User) -> None:
        organisation = apply(line, applicant, credit_code=CODE.lower())
        assert (organisation.state, organisation.credit_code) == (OrganisationState.APPLIED, CODE)
        assert roles.is_member(applicant, organisation.pk)
        assert not roles.holds(applicant, organisation.pk, Role.SUPPLIER)
        row = AuditRow.objects.of_thing(organisation).get()
        assert (row.verb, row.before, row.after, row.actor_id) == ("register", "", "APPLIED", str(applicant.pk))

    def test_without_a_role_the_applicant_is_no_member(self, line: Line, applicant: User) -> None:
        assert not roles.is_member(applicant, apply(line, applicant, role=None).pk)

    def test_who_is_not_logged_in_or_not_active_is_refused(self, line: Line) -> None:
        with pytest.raises(Refused) as refused:
            apply(line, UserFactory.create(is_active=False))
        assert refused.value.denial == Denial.STRANGER

    @pytest.mark.parametrize(
        ("code", "says"),
        [
            ("52310230MJ5339125", "A unified social credit code has 18 characters."),
            ("52310230MI5339125F", "A unified social credit code has no letters I, O, S, V and Z, and no other signs."),
            (
                "52990230MJ5339125F",
                "The third to eighth characters of the credit code are not an area: compare them with the certificate.",
            ),
            (
                "52310230MJ5393125F",
                "The 9th to 17th characters of the credit code do not fit together: look for a slip.",
            ),
            ("52310230MJ5339125E", "The last character of the credit code does not fit the others: look for a slip."),
        ],
    )
    def test_a_wrong_credit_code_is_refused_with_its_fault(
        self, line: Line, applicant: User, code: str, says: str
    ) -> None:
        with pytest.raises(Refused) as refused:
            apply(line, applicant, credit_code=code)
        assert sentences(refused) == [(says, "GB 32100-2015 (credit codes)")]

    def test_a_code_is_registered_once(self, line: Line, applicant: User) -> None:
        apply(line, applicant)
        with pytest.raises(Refused, match="registered already"):
            apply(line, applicant, credit_code=CODE.lower())

    @pytest.mark.parametrize(
        ("facts", "says"),
        [
            ({"kind": "CLUB", "role": None}, "There is no such kind of organisation."),
            ({"role": Role.SUPERVISOR}, "An organisation of this kind has no such role: choose another."),
            ({"name": " "}, "An organisation has a name: fill it in."),
            ({"small_micro": True}, "Only an enterprise is a small or micro enterprise."),
        ],
    )
    def test_facts_that_cannot_be_are_refused(
        self, line: Line, applicant: User, facts: dict[str, Any], says: str
    ) -> None:
        with pytest.raises(Refused) as refused:
            apply(line, applicant, **facts)
        assert [sentence for sentence, _article in sentences(refused)] == [says]

    def test_the_applicant_corrects_until_the_verification(self, line: Line, applicant: User, registrar: User) -> None:
        organisation = apply(line, applicant)
        with pytest.raises(Refused) as refused:
            correct_organisation(organisation.pk, name="新名称", by=registrar)
        assert refused.value.denial == Denial.WRONG_ROLE
        assert correct_organisation(organisation.pk, name="新名称", by=applicant).name == "新名称"
        verify_organisation(organisation.pk, by=registrar)
        with pytest.raises(Refused) as refused:
            correct_organisation(organisation.pk, name="旧名称", by=applicant)
        assert refused.value.denial == Denial.WRONG_ROLE
        assert (
            correct_organisation(organisation.pk, legal_representative="李", by=registrar).legal_representative == "李"
        )
        detail = AuditRow.objects.of_thing(organisation).last().detail
        assert (detail["before"], detail["after"]) == (
            {"legal_representative": "王敏"},
            {"legal_representative": "李"},
        )

    def test_the_state_is_no_fact(self, line: Line, applicant: User) -> None:
        with pytest.raises(TypeError, match="state"):
            correct_organisation(apply(line, applicant).pk, state="VERIFIED", by=applicant)


class TestVerifying:
    """A registrar verifies what another person has filed."""

    def test_a_verified_organisation_lets_its_people_act(self, line: Line, applicant: User, registrar: User) -> None:
        organisation = verify_organisation(apply(line, applicant).pk, by=registrar)
        assert (organisation.state, organisation.verified_by) == (OrganisationState.VERIFIED, registrar)
        assert organisation.verified_at is not None
        assert roles.may_supply(applicant, organisation.pk)
        row = AuditRow.objects.of_thing(organisation).last()
        assert (row.verb, row.before, row.after, row.actor_role) == (
            "verify",
            "APPLIED",
            "VERIFIED",
            "accounts.verify_organisation",
        )

    def test_who_registered_it_does_not_verify_it(self, line: Line, registrar: User) -> None:
        organisation = apply(line, registrar, role=None)
        with pytest.raises(Refused) as refused:
            verify_organisation(organisation.pk, by=registrar)
        assert refused.value.denial == Denial.SAME_PERSON

    def test_a_member_does_not_verify_it(self, line: Line, applicant: User, registrar: User) -> None:
        organisation = apply(line, applicant)
        MembershipFactory.create(person=registrar, organisation=organisation)
        with pytest.raises(Refused) as refused:
            verify_organisation(organisation.pk, by=registrar)
        assert refused.value.denial == Denial.WRONG_ROLE

    def test_a_stranger_learns_nothing(self, line: Line, applicant: User) -> None:
        organisation = apply(line, applicant)
        for stranger in (UserFactory.create(), member(OrganisationFactory.create(supervisor=True), Role.REGISTRAR)):
            with pytest.raises(Refused) as refused:
                verify_organisation(organisation.pk, by=stranger)
            assert refused.value.denial == Denial.STRANGER

    def test_time_verifies_nobody(self, line: Line, applicant: User) -> None:
        with pytest.raises(Refused, match="A person has to take this step"):
            verify_organisation(apply(line, applicant).pk, by=CLOCK)

    def test_the_operator_starts_an_empty_register(self, line: Line, applicant: User) -> None:
        bureau = apply(
            line,
            applicant,
            kind=OrganisationKind.SUPERVISOR,
            credit_code=make_credit_code("11", "310230", "MJ000001"),
            role=Role.REGISTRAR,
        )
        verify_organisation(bureau.pk, by=UserFactory.create(operator=True))
        assert roles.keeps_register(applicant, line.community)

    @pytest.mark.parametrize(
        ("facts", "says", "article"),
        [
            (
                {"kind": OrganisationKind.ENTERPRISE},
                "The credit code belongs to another kind of organisation: correct the kind or the code.",
                "GB 32100-2015 (credit codes)",
            ),
            ({"registered_on": date(2026, 3, 17)}, "The day of registration lies in the future: correct it.", ""),
            (
                {"legal_representative": " "},
                "A supplier answers for itself: fill in its legal representative.",
                "Government Procurement Law, art. 22; MOF Order 102 (purchase of services), art. 7",
            ),
        ],
    )
    def test_facts_that_do_not_hold_are_refused(
        self, line: Line, applicant: User, registrar: User, facts: dict[str, Any], says: str, article: str
    ) -> None:
        organisation = apply(line, applicant, **facts)
        with pytest.raises(Refused) as refused:
            verify_organisation(organisation.pk, by=registrar)
        assert sentences(refused) == [(says, article)]

    def test_a_code_that_came_in_beside_the_form_is_refused(self, line: Line, registrar: User) -> None:
        organisation = OrganisationFactory.create(applied=True, area=line.street, credit_code="52310230MJ5339125E")
        with pytest.raises(Refused) as refused:
            verify_organisation(organisation.pk, by=registrar)
        assert [sentence for sentence, _article in sentences(refused)] == [
            "The credit code is not one: compare it with the certificate and correct it."
        ]

    def test_who_stands_on_a_serious_list_is_not_verified(self, line: Line, registrar: User) -> None:
        organisation = OrganisationFactory.create(applied=True, area=line.street)
        CreditEntryFactory.create(organisation=organisation)
        with pytest.raises(Refused, match="still stands on a serious list"):
            verify_organisation(organisation.pk, by=registrar)

    def test_it_happens_once(self, line: Line, applicant: User, registrar: User) -> None:
        organisation = verify_organisation(apply(line, applicant).pk, by=registrar)
        with pytest.raises(Refused, match="not possible now"):
            verify_organisation(organisation.pk, by=registrar)


class TestSuspending:
    """A registrar suspends with a reason and reinstates; running work goes on."""

    def test_suspend_and_reinstate(self, line: Line, registrar: User) -> None:
        organisation = OrganisationFactory.create(area=line.street)
        person = member(organisation, Role.SUPPLIER)
        suspended = suspend_organisation(organisation.pk, reason="地址失联", by=registrar)
        assert suspended.state == OrganisationState.SUSPENDED
        assert not roles.may_supply(person, organisation.pk)
        assert AuditRow.objects.of_thing(organisation).last().reason == "地址失联"
        reinstated = reinstate_organisation(organisation.pk, by=registrar)
        assert (reinstated.state, reinstated.suspended_at) == (OrganisationState.VERIFIED, None)
        assert roles.may_supply(person, organisation.pk)

    def test_a_reason_is_wanted(self, line: Line, registrar: User) -> None:
        with pytest.raises(Refused, match="Give a reason"):
            suspend_organisation(OrganisationFactory.create(area=line.street).pk, reason=" ", by=registrar)

    def test_not_back_while_on_a_serious_list(self, line: Line, registrar: User) -> None:
        organisation = OrganisationFactory.create(suspended=True, area=line.street)
        entry = CreditEntryFactory.create(organisation=organisation, list_kind=CreditList.TAX)
        with pytest.raises(Refused) as refused:
            reinstate_organisation(organisation.pk, by=registrar)
        assert [sentence for sentence, _article in sentences(refused)] == [
            "The organisation still stands on a serious list: have the entry removed first."
        ]
        entry.removed_on = DAY
        entry.save()
        assert reinstate_organisation(organisation.pk, by=registrar).state == OrganisationState.VERIFIED


def take(step: str, organisation: Organisation, by: Any) -> None:
    """Take a step of an organisation with everything that it asks for."""
    given: dict[str, Any] = {
        "suspend": {"reason": "原因"},
        "bar": {"reason": "原因", "until": date(2027, 1, 1)},
    }.get(step, {})
    services = {
        "verify": verify_organisation,
        "suspend": suspend_organisation,
        "reinstate": reinstate_organisation,
        "bar": bar_organisation,
    }
    services[step](organisation.pk, by=by, **given)


@pytest.mark.parametrize(
    ("step", "state"), [("verify", "applied"), ("suspend", "verified"), ("reinstate", "suspended"), ("bar", "verified")]
)
def test_no_other_role_takes_a_registrar_s_step(line: Line, step: str, state: str) -> None:
    organisation = OrganisationFactory.create(**{state: True}, area=line.street)
    office = OrganisationFactory.create(buyer=True, area=line.street)
    bureau = OrganisationFactory.create(supervisor=True, area=line.district)
    others = [member(office, role) for role in Role if role is not Role.REGISTRAR]
    others += [member(bureau, Role.SUPERVISOR), member(organisation, Role.SUPPLIER), UserFactory.create()]
    for other in others:
        with pytest.raises(Refused) as refused:
            take(step, organisation, other)
        sees = state != "applied" or roles.is_member(other, organisation.pk) or roles.supervises(other, line.street)
        assert refused.value.denial == (Denial.WRONG_ROLE if sees else Denial.STRANGER)
    assert Organisation.objects.get(pk=organisation.pk).state == organisation.state


def test_the_database_lets_no_state_pass_beside_the_door(line: Line) -> None:
    organisation = OrganisationFactory.create(applied=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(state=OrganisationState.VERIFIED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.bulk_create(
            [
                Organisation(
                    name="x", credit_code=CODE, kind="SOCIAL", area=line.city, registered_on=DAY, state="VERIFIED"
                )
            ]
        )


@pytest.mark.parametrize(
    "broken",
    [
        {"verified_by": None},
        {"barred_until": DAY},
        {"suspended_at": "2026-03-16T00:00:00Z"},
        {"small_micro": True},
        {"credit_code": "52310230MI5339125F"},
    ],
)
def test_the_database_refuses_half_facts(broken: dict[str, Any]) -> None:
    organisation = OrganisationFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(**broken)


def test_the_buttons_of_a_registrar_and_of_others(line: Line, registrar: User) -> None:
    organisation = OrganisationFactory.create(area=line.street)
    assert {step.name: step.is_open for step in steps_for(registrar, organisation)} == {"suspend": True, "bar": True}
    assert {step.denial for step in steps_for(UserFactory.create(), organisation)} == {Denial.WRONG_ROLE}
    assert steps_for(UserFactory.create(), OrganisationFactory.create(applied=True)) == []


def test_every_state_has_its_three_names() -> None:
    assert set(ORGANISATION_STATE_NAMES) == set(OrganisationState)


def test_what_happened_is_announced_once_with_the_facts(line: Line, registrar: User) -> None:
    organisation = OrganisationFactory.create(area=line.street)
    suspend_organisation(organisation.pk, reason="地址失联", by=registrar)
    message = OutboxMessage.objects.get()
    assert (message.topic, message.payload["organisation_id"], message.payload["reason"]) == (
        "organisation.suspended",
        organisation.pk,
        "地址失联",
    )
