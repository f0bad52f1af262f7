"""Pages of organisations: registering, the registrar's decisions, and who acts for whom."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from accounts.models import Area, Membership, Organisation, User
from accounts.roles import Role
from core.law.credit_codes import make_credit_code
from tests.factories.accounts import (
    AnnualReportFactory,
    BuyerFactory,
    CreditEntryFactory,
    DistrictFactory,
    GradeFactory,
    MembershipFactory,
    OrganisationFactory,
    StreetFactory,
    SupervisorFactory,
    TrackRecordEntryFactory,
    UserFactory,
    member,
)
from tests.pages import Browser, queries_of, statuses


@pytest.fixture
def street(db: None) -> Area:
    return StreetFactory.create()


@pytest.fixture
def registrar(street: Area) -> User:
    return member(SupervisorFactory.create(area=street.parent), Role.REGISTRAR)


@pytest.fixture
def written(street: Area) -> dict[str, Any]:
    return {
        "name": "和谐养老服务中心",
        "credit_code": make_credit_code("52", "310230", "MJ900001").lower(),
        "kind": "SOCIAL",
        "area_id": street.pk,
        "registered_on": "2020-01-02",
        "legal_representative": "吕秀兰",
    }


class TestRegistering:
    @pytest.mark.parametrize("size", ["small_micro", "medium"])
    def test_the_size_of_an_enterprise_is_refused_to_others_at_its_field(
        self, written: dict[str, Any], size: str
    ) -> None:
        page = Browser(UserFactory.create()).post("register_organisation", **written, **{size: "on"})
        assert page.status_code == 422
        assert list(page.context["form"].errors) == [size]
        written["kind"] = "ENTERPRISE"
        page = Browser(UserFactory.create()).post("register_organisation", **written, **{size: "on"})
        assert "Check your answers" in page.content.decode()

    def test_the_operator_finds_the_register_at_the_desk(self, street: Area) -> None:
        operator = UserFactory.create(is_superuser=True, is_staff=True)
        assert 'href="/en/desk/organisations/"' in Browser(operator).get("desk").content.decode()
        assert 'href="/en/desk/organisations/"' not in Browser(UserFactory.create()).get("desk").content.decode()

    def test_a_person_registers_the_supplier_and_represents_it(self, written: dict[str, Any]) -> None:
        person = UserFactory.create()
        browser = Browser(person)
        assert "Check your answers" in browser.post("register_organisation", **written).content.decode()
        assert Organisation.objects.called(written["name"]).count() == 0
        done = browser.post("register_organisation", **written, sure="1")
        made = Organisation.objects.called(written["name"]).get()
        assert (done.status_code, done.url) == (302, f"/en/org/{made.pk}/papers/add/")
        assert (made.state, made.registered_by, made.memberships.get().role) == ("APPLIED", person, "SUPPLIER")
        assert made.name in browser.get("my_organisations").content.decode()

    @pytest.mark.parametrize(
        ("code", "sentence"),
        [
            ("51", "A unified social credit code has 18 characters."),
            ("52310230MJ9000010O", "no letters I, O, S, V and Z"),
            ("52310230MJ90000111", "do not fit together"),
        ],
    )
    def test_a_slip_in_the_credit_code_is_named_and_the_rest_kept(
        self, written: dict[str, Any], code: str, sentence: str
    ) -> None:
        page = Browser(UserFactory.create()).post("register_organisation", **{**written, "credit_code": code})
        assert page.status_code == 422
        assert sentence in page.content.decode()
        assert written["legal_representative"] in page.content.decode()

    def test_a_code_that_is_registered_already_is_refused(self, written: dict[str, Any]) -> None:
        OrganisationFactory.create(credit_code=written["credit_code"].upper())
        page = Browser(UserFactory.create()).post("register_organisation", **written, sure="1")
        assert page.status_code == 409
        assert "is registered already" in page.content.decode()

    def test_the_applicant_corrects_until_the_verification(self, street: Area, written: dict[str, Any]) -> None:
        applicant = UserFactory.create()
        made = OrganisationFactory.create(area=street, applied=True, registered_by=applicant)
        browser = Browser(applicant)
        assert made.name in browser.get("organisation_correct", made.pk).content.decode()
        changed = {**written, "credit_code": made.credit_code, "name": "改正后的名称"}
        assert browser.post("organisation_correct", made.pk, **changed, sure="1").status_code == 302
        assert Organisation.objects.get(pk=made.pk).name == "改正后的名称"
        verified = OrganisationFactory.create(area=street, registered_by=applicant)
        assert browser.post("organisation_correct", verified.pk, **written, sure="1").status_code == 403
        assert "before the verification" in browser.get("organisation_correct", verified.pk).content.decode()


class TestReading:
    def test_the_register_is_public_an_application_is_not(self, street: Area, registrar: User) -> None:
        people = {"stranger": UserFactory.create(), "registrar": registrar}
        applied = OrganisationFactory.create(area=street, applied=True)
        verified = OrganisationFactory.create(area=street)
        assert statuses(people, "organisation", applied.pk) == {"stranger": 404, "registrar": 200}
        assert statuses(people, "organisation", verified.pk) == {"stranger": 200, "registrar": 200}

    def test_the_page_tells_what_the_registers_say(self, street: Area) -> None:
        organisation = OrganisationFactory.create(area=street, registered_on=date(2023, 5, 1))
        GradeFactory.create(organisation=organisation, level=5, granted_on=date(2025, 1, 2))
        AnnualReportFactory.create(organisation=organisation, year=2024)
        CreditEntryFactory.create(organisation=organisation)
        TrackRecordEntryFactory.create(organisation=organisation, value=163000)
        page = Browser(UserFactory.create()).get("organisation", organisation.pk).content.decode()
        for words in ("5A, from", "2024: Qualified", "it stands", "Contract: ¥163,000.00", "stands on a serious list"):
            assert words in page

    def test_the_list_is_searched_and_filtered(self, street: Area) -> None:
        one = OrganisationFactory.create(area=street, name="绿苑园林")
        other = OrganisationFactory.create(area=street, name="康宁照护", suspended=True)
        browser = Browser(UserFactory.create())
        for query in ("?words=绿苑", f"?words={one.credit_code[:18]}", "?state=VERIFIED"):
            page = browser.get("desk_organisations", query=query).content.decode()
            assert (one.name in page, other.name in page) == (True, False)
        for query in ("?words=:", "?words=%25", "?state=x", "?kind=x", "?page=999"):
            assert browser.get("desk_organisations", query=query).status_code == 200
        assert browser.get("desk_organisations", query="?kind=%00").status_code == 400

    def test_who_acts_for_it_is_not_told_to_strangers(self, street: Area) -> None:
        organisation = OrganisationFactory.create(area=street)
        person = member(organisation, Role.SUPPLIER, name="严华")
        assert "严华" not in Browser(UserFactory.create()).get("organisation", organisation.pk).content.decode()
        assert "严华" in Browser(person).get("organisation", organisation.pk).content.decode()


class TestDeciding:
    def test_the_registrar_verifies(self, street: Area, registrar: User) -> None:
        organisation = OrganisationFactory.create(area=street, applied=True)
        assert (
            organisation.credit_code in Browser(registrar).get("organisation_verify", organisation.pk).content.decode()
        )
        assert Browser(registrar).post("organisation_verify", organisation.pk).status_code == 302
        assert Organisation.objects.get(pk=organisation.pk).state == "VERIFIED"

    def test_nobody_verifies_an_own_application(self, street: Area, registrar: User) -> None:
        organisation = OrganisationFactory.create(area=street, applied=True, registered_by=registrar)
        page = Browser(registrar).post("organisation_verify", organisation.pk)
        assert page.status_code == 403
        assert "This step needs a second person" in page.content.decode()

    def test_suspended_with_a_reason_and_reinstated(self, street: Area, registrar: User) -> None:
        organisation = OrganisationFactory.create(area=street)
        browser = Browser(registrar)
        assert browser.post("organisation_suspend", organisation.pk).status_code == 422
        assert browser.post("organisation_suspend", organisation.pk, reason="资料不实", sure="1").status_code == 302
        assert browser.post("organisation_reinstate", organisation.pk).status_code == 302
        assert Organisation.objects.get(pk=organisation.pk).state == "VERIFIED"

    def test_barred_until_a_day_and_not_beyond_the_law(self, street: Area, registrar: User) -> None:
        organisation = OrganisationFactory.create(area=street)
        browser, why = Browser(registrar), {"reason": "串通投标", "sure": "1"}
        page = browser.post("organisation_bar", organisation.pk, until="2099-01-01", **why)
        assert page.status_code == 409
        assert "three years at most" in page.content.decode()
        assert "串通投标" in page.content.decode()
        until = date.today().replace(day=1, month=1, year=date.today().year + 2).isoformat()  # noqa: DTZ011
        assert browser.post("organisation_bar", organisation.pk, until=until, **why).status_code == 302
        assert Organisation.objects.get(pk=organisation.pk).state == "BARRED"

    @pytest.mark.parametrize("step", ["organisation_suspend", "organisation_bar", "organisation_verify"])
    def test_nobody_else_decides(self, street: Area, step: str) -> None:
        organisation = OrganisationFactory.create(area=street, applied=step == "organisation_verify")
        people = {
            "member": member(organisation, Role.SUPPLIER),
            "supervisor": member(SupervisorFactory.create(area=street.parent), Role.SUPERVISOR),
        }
        written = {"reason": "不", "until": "2027-01-01", "sure": "1"}
        assert statuses(people, step, organisation.pk, post=written) == {"member": 403, "supervisor": 403}


class TestPeople:
    def test_the_approver_appoints_a_colleague_and_ends_it(self, street: Area) -> None:
        office = BuyerFactory.create(area=street)
        approver, colleague = member(office, Role.APPROVER), member(office, Role.BUYER_OFFICER)
        browser = Browser(approver)
        written = {"person_id": colleague.pk, "role": "FINANCE"}
        assert browser.post("appoint_member", office.pk, **written).status_code == 302
        made = Membership.objects.get(person=colleague, role="FINANCE")
        page = browser.get("organisation", office.pk).content.decode()
        assert f"/en/desk/memberships/{made.pk}/end/" in page
        assert colleague.name in browser.get("end_membership", made.pk).content.decode()
        assert browser.post("end_membership", made.pk).status_code == 302
        ended = Membership.objects.get(pk=made.pk)
        assert ended.until is not None
        assert ended.until < ended.since
        assert "(ended the same day)" in browser.get("organisation", office.pk).content.decode()

    def test_only_whoever_acts_or_has_acted_for_it_can_be_named(self, street: Area) -> None:
        office = BuyerFactory.create(area=street)
        gone = MembershipFactory.create(organisation=office, role=Role.BUYER_OFFICER, until=date(2025, 1, 2)).person
        browser = Browser(member(office, Role.APPROVER))
        answers = {
            name: browser.post("appoint_member", office.pk, person_id=number, role="FINANCE").status_code
            for name, number in (("gone", gone.pk), ("stranger", UserFactory.create().pk), ("nobody", 10**6))
        }
        assert answers == {"gone": 302, "stranger": 422, "nobody": 422}
        page = Browser(UserFactory.create()).post("appoint_member", office.pk, person_id=gone.pk, role="FINANCE")
        assert (page.status_code, gone.name in page.content.decode()) == (403, False)

    def test_a_role_that_the_kind_does_not_have_is_not_offered(self, street: Area) -> None:
        supplier = OrganisationFactory.create(area=street)
        page = Browser(member(supplier, Role.SUPPLIER)).post(
            "appoint_member", supplier.pk, person_id=member(supplier, Role.SUPPLIER).pk, role="APPROVER"
        )
        assert page.status_code == 422

    def test_a_strangers_membership_is_not_there(self, street: Area) -> None:
        one = MembershipFactory.create(organisation=OrganisationFactory.create(area=street))
        assert Browser(UserFactory.create()).get("end_membership", one.pk).status_code == 404


class TestTheDesk:
    def test_applications_wait_on_the_registrar_of_the_area(self, street: Area, registrar: User) -> None:
        here = OrganisationFactory.create(area=street, applied=True)
        own = OrganisationFactory.create(area=street, applied=True, registered_by=registrar)
        elsewhere = OrganisationFactory.create(area=DistrictFactory.create(), applied=True)
        page = re.sub(r"<[^>]+>", "", Browser(registrar).get("desk").content.decode())
        assert [one.name in page for one in (here, own, elsewhere)] == [True, False, False]

    def test_a_supplier_is_told_of_the_annual_report(self, street: Area) -> None:
        organisation = OrganisationFactory.create(area=street)
        page = Browser(member(organisation, Role.SUPPLIER)).get("desk").content.decode()
        assert "File last year&#x27;s annual report with the registrar" in page

    def test_everybody_finds_the_own_organisations(self, db: None) -> None:
        assert "/en/org/" in Browser(UserFactory.create()).get("desk").content.decode()


def test_pages_cost_the_same_at_one_and_at_three_rows(street: Area, registrar: User) -> None:
    organisation = OrganisationFactory.create(area=street)

    def more(day: int) -> None:
        OrganisationFactory.create(area=street, applied=True)
        GradeFactory.create(organisation=organisation, granted_on=date(2020, 1, day))
        AnnualReportFactory.create(organisation=organisation, year=2020 + day)
        CreditEntryFactory.create(organisation=organisation, removed_on=date(2025, 1, day))
        TrackRecordEntryFactory.create(organisation=organisation)
        MembershipFactory.create(organisation=organisation)

    more(1)
    pages: list[Any] = [
        ("desk_organisations", 10),
        ("my_organisations", 10),
        ("organisation", 12, organisation.pk),
        ("desk", 15),
    ]
    one = [queries_of(registrar, name, *args) for name, _limit, *args in pages]
    more(2)
    more(3)
    assert [queries_of(registrar, name, *args) for name, _limit, *args in pages] == one
    assert [(p[0], number) for p, number in zip(pages, one, strict=True) if number > p[1]] == []
