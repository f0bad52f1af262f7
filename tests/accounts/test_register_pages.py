"""The pages on which registers are kept at the desk: each service has one, and only its keeper takes it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core import mail

from accounts.models import Area, Expert, Organisation, User
from accounts.notifications.sending import deliver_due
from accounts.organisations.kinds import CreditList
from accounts.organisations.states import OrganisationState
from accounts.people.experts import TieKind
from accounts.roles import Role
from core.audit.models import AuditRow
from core.audit.outbox import relay
from tests.accounts.conftest import Line
from tests.factories.accounts import (
    CreditEntryFactory,
    ExpertFactory,
    OrganisationFactory,
    StreetFactory,
    SupervisorFactory,
    UserFactory,
    member,
)
from tests.pages import Browser, queries_of, statuses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
SURE = {"sure": "1"}


@pytest.fixture
def organisation(line: Line) -> Organisation:
    """A social organisation of the street that may be graded: old enough, its reports filed."""
    there = OrganisationFactory.create(area=line.street, registered_on=date(2022, 1, 2))
    for year in (2023, 2024, 2025):
        there.annual_reports.create(year=year, filed_on=date(year + 1, 3, 1), conclusion="QUALIFIED")
    return there


def others(line: Line, organisation: Organisation) -> dict[str, User]:
    """People who do not keep the register of the street."""
    return {
        "supplier": member(organisation, Role.SUPPLIER),
        "supervisor": member(SupervisorFactory.create(area=line.city), Role.SUPERVISOR),
        "registrar elsewhere": member(SupervisorFactory.create(), Role.REGISTRAR),
        "nobody": UserFactory.create(),
    }


ACTS: dict[str, dict[str, Any]] = {
    "organisation_grant_grade": {"level": "4", "granted_on": "2026-03-01"},
    "organisation_file_annual_report": {"year": "2022", "filed_on": "2026-03-01", "conclusion": "BASIC"},
    "organisation_enter_on_credit_list": {"list_kind": CreditList.TAX, "listed_on": "2026-03-01"},
}


@pytest.mark.parametrize("name", ACTS)
def test_a_registrar_enters_what_a_register_says(
    registrar: User, line: Line, organisation: Organisation, name: str
) -> None:
    for who, status in statuses(others(line, organisation), name, organisation.pk).items():
        assert status == 403, who
    for who, status in statuses(others(line, organisation), name, organisation.pk, post={**ACTS[name], **SURE}).items():
        assert status == 403, who
    checked = Browser(registrar).post(name, organisation.pk, **ACTS[name])
    assert "Check your answers" in checked.content.decode()
    assert AuditRow.objects.count() == 0
    assert Browser(registrar).post(name, organisation.pk, **ACTS[name], **SURE).status_code == 302
    verb = name.removeprefix("organisation_")
    assert AuditRow.objects.get(verb=verb).actor_id == str(registrar.pk)


def test_an_entry_on_a_list_is_ended_on_a_day(registrar: User, organisation: Organisation) -> None:
    entry = CreditEntryFactory.create(
        organisation=organisation, list_kind=CreditList.TAX, listed_on=date(2026, 1, 5), removed_on=None
    )
    name, facts = "organisation_remove_from_credit_list", {"list_kind": CreditList.TAX, "removed_on": "2026-03-02"}
    page = Browser(registrar).get(name, organisation.pk).content.decode()
    assert CreditList.TAX in page
    assert CreditList.DEBTOR not in page
    Browser(registrar).post(name, organisation.pk, **facts, **SURE)
    entry.refresh_from_db()
    assert entry.removed_on == date(2026, 3, 2)


def test_a_refusal_says_why_and_keeps_what_was_written(registrar: User, organisation: Organisation) -> None:
    facts = {"level": "4", "granted_on": "2026-03-17"}
    page = Browser(registrar).post("organisation_grant_grade", organisation.pk, **facts, **SURE)
    assert page.status_code == 409
    assert "The day lies in the future" in page.content.decode()
    assert 'value="2026-03-17"' in page.content.decode()
    assert Browser(registrar).post("organisation_grant_grade", organisation.pk).status_code == 422


def test_the_page_of_an_organisation_leads_its_registrar_there(
    registrar: User, line: Line, organisation: Organisation
) -> None:
    page = Browser(registrar).get("organisation", organisation.pk).content.decode()
    for path in ("grade", "report", "credit-list"):
        assert f"/desk/organisations/{organisation.pk}/{path}/" in page
    page = Browser(member(organisation, Role.SUPPLIER)).get("organisation", organisation.pk).content.decode()
    assert f"/desk/organisations/{organisation.pk}/grade/" not in page


def test_an_office_is_registered_by_a_registrar_and_waits_for_another(registrar: User, line: Line) -> None:
    code = OrganisationFactory.build(buyer=True, area=line.street).credit_code
    facts = {
        "name": "路东街道办事处",
        "credit_code": code,
        "kind": "BUYER",
        "area_id": line.street.pk,
        "registered_on": "2020-01-02",
        **SURE,
    }
    assert Browser(UserFactory.create()).post("register_office", **facts).status_code == 403
    assert Organisation.objects.filter(credit_code=code).count() == 0
    assert Browser(registrar).post("register_office", **facts).status_code == 302
    office = Organisation.objects.get(credit_code=code)
    assert (office.state, office.memberships.count()) == (OrganisationState.APPLIED, 0)


# Areas ----------------------------------------------------------------------------------------------------------


def test_an_area_is_drawn_named_and_counted_by_its_registrar(registrar: User, line: Line) -> None:
    browser = Browser(registrar)
    browser.post("area_draw", line.street.pk, code="141081001002", name_zh="紫北社区")
    drawn = Area.objects.get(code="141081001002")
    assert (drawn.level, drawn.parent) == ("COMMUNITY", line.street)
    figures = {
        "households": "900",
        "residents": "2700",
        "allocation_base_fen": "2000",
        "allocation_per_household_fen": "4",
        "support_threshold": "12",
    }
    browser.post("area_figures", drawn.pk, **figures)
    browser.post("area_name", drawn.pk, name_zh="紫北新村", name_en="Zibei")
    drawn = Area.objects.get(pk=drawn.pk)
    assert (drawn.allocation_fen, drawn.tender_threshold_fen, drawn.name_zh) == (560_000, None, "紫北新村")
    assert "¥5,600.00" in browser.get("area", drawn.pk).content.decode()
    assert browser.post("area_figures", drawn.pk, **{**figures, "support_threshold": "0"}).status_code == 422
    assert browser.post("area_draw", line.street.pk, code="141081001002", name_zh="x").status_code == 409


def test_only_the_registrar_of_an_area_keeps_it(registrar: User, line: Line, organisation: Organisation) -> None:
    for name in ("area_figures", "area_name", "area_draw"):
        for who, status in statuses(others(line, organisation), name, line.street.pk).items():
            assert status == 403, (name, who)
    assert Browser(registrar).get("area_figures", line.city.pk).status_code == 403
    assert Browser(registrar).get("area", 0).status_code == 404
    page = Browser(UserFactory.create()).get("area", line.street.pk).content.decode()
    assert "/figures/" not in page


def test_lists_of_registers_ask_the_same_at_any_length(registrar: User, line: Line) -> None:
    for name, more in (
        ("desk_areas", lambda: StreetFactory.create(parent=line.district)),
        ("desk_experts", lambda: ExpertFactory.create(area=line.district)),
    ):
        more()
        one = queries_of(registrar, name)
        more(), more()
        assert queries_of(registrar, name) == one <= 15


# Experts --------------------------------------------------------------------------------------------------------


def test_an_expert_is_entered_corrected_rested_and_admitted_again(registrar: User, line: Line) -> None:
    person, browser = UserFactory.create(), Browser(registrar)
    facts: dict[str, Any] = {"email": person.email, "name": "林静", "specialities": ["greening"]}
    facts["area_id"] = line.district.pk
    browser.post("register_expert", **facts)
    expert = Expert.objects.get(user=person)
    browser.post(
        "expert_correct", expert.pk, specialities=["culture", "greening"], area_id=line.street.pk, title="教授"
    )
    expert = Expert.objects.get(pk=expert.pk)
    assert (expert.specialities, expert.area, expert.title) == (["culture", "greening"], line.street, "教授")
    browser.post("expert_rest", expert.pk)
    assert Expert.objects.get(pk=expert.pk).is_active is False
    browser.post("expert_readmit", expert.pk)
    assert Expert.objects.get(pk=expert.pk).is_active is True
    assert list(
        AuditRow.objects.filter(thing_kind="accounts.Expert").order_by("pk").values_list("verb", flat=True)
    ) == [
        "register",
        "correct",
        "set_active",
        "set_active",
    ]


def test_entering_an_expert_does_not_tell_who_has_an_account(registrar: User, line: Line) -> None:
    known, browser, said = UserFactory.create(name="林静"), Browser(registrar), []
    for email in (known.email, "New@example.org"):
        facts = {"email": email, "name": "林静", "specialities": ["greening"], "area_id": line.district.pk}
        answer = browser.post("register_expert", **facts, password="a quiet river bends")
        expert = Expert.objects.get(user__email=email.lower())
        page = browser.get("expert", expert.pk).content.decode()
        page = re.sub(r'value="[A-Za-z0-9]{64}"', "", page).replace(email.lower(), "")
        said.append((answer.status_code, page.replace(f"/{expert.pk}/", "/")))
    assert said[0] == said[1]
    made = User.objects.get(email="new@example.org")
    assert made.has_usable_password() is False
    relay()
    deliver_due()
    assert sorted(one.to[0] for one in mail.outbox) == sorted([known.email, made.email])
    assert "请用发到本邮箱的验证码" in str(mail.outbox[-1].body)


def test_what_binds_an_expert_is_noted_by_the_code_of_the_organisation(
    registrar: User, line: Line, organisation: Organisation
) -> None:
    expert, browser = ExpertFactory.create(area=line.district), Browser(registrar)
    since = {"credit_code": organisation.credit_code.lower(), "since": "2024-01-02"}
    browser.post("expert_note_employment", expert.pk, position="督导", **since)
    browser.post("expert_note_tie", expert.pk, kind=TieKind.KINSHIP, **since)
    assert len(expert.reasons_to_recuse([organisation.pk], date(2026, 3, 16))) == 2
    page = browser.get("expert", expert.pk).content.decode()
    assert page.count(organisation.name) == 2
    unknown = browser.post("expert_note_tie", expert.pk, kind=TieKind.OTHER, credit_code="x", since="2024-01-02")
    assert unknown.status_code == 409


def test_strangers_do_not_find_an_expert_and_no_expert_keeps_the_own_entry(
    line: Line, organisation: Organisation
) -> None:
    expert = ExpertFactory.create(area=line.district)
    names = ("expert_correct", "expert_note_employment", "expert_note_tie", "expert_rest", "expert_readmit")
    people = others(line, organisation)
    for name in names:
        found = statuses(people, name, expert.pk)
        assert found == {"supplier": 404, "supervisor": 403, "registrar elsewhere": 404, "nobody": 404}, name
        assert Browser(expert.user).get(name, expert.pk).status_code == 403
        assert Browser(expert.user).post(name, expert.pk).status_code in (403, 422)
    assert Browser(expert.user).get("expert", expert.pk).status_code == 200
    assert Expert.objects.get(pk=expert.pk).is_active is True
