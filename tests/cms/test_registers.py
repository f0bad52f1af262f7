"""Registers in the site administration: who enters, what the lists show, and what is kept by hand."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Area, Expert, Organisation, User
from accounts.organisations.states import OrganisationState
from accounts.roles import Role
from core.audit.models import AuditRow
from procurement.plans.models import CatalogueEntry
from tests.cms.registers import ENGLISH, NAMES, VIEWSETS, at, signed_in
from tests.factories.accounts import (
    BuyerFactory,
    CommunityFactory,
    DistrictFactory,
    ExpertFactory,
    OrganisationFactory,
    ResidentFactory,
    StreetFactory,
    SupervisorFactory,
    UserFactory,
    member,
)
from tests.factories.plans import CatalogueEntryFactory, PlanItemFactory
from tests.pages import counted

pytestmark = pytest.mark.django_db

# Who enters -----------------------------------------------------------------------------------------------------


def people(city: Area) -> dict[str, User]:
    """Somebody of every role."""
    street = StreetFactory.create(parent=DistrictFactory.create(parent=city))
    buyer, bureau = BuyerFactory.create(area=street), SupervisorFactory.create(area=city)
    return {
        "operator": UserFactory.create(operator=True),
        "registrar of a city": member(bureau, Role.REGISTRAR),
        "registrar of a street": member(buyer, Role.REGISTRAR),
        "approver": member(buyer, Role.APPROVER),
        "officer": member(buyer, Role.BUYER_OFFICER),
        "finance": member(buyer, Role.FINANCE),
        "custodian": member(buyer, Role.CUSTODIAN),
        "grid worker": member(buyer, Role.GRID_WORKER),
        "supervisor": member(bureau, Role.SUPERVISOR),
        "supplier": member(OrganisationFactory.create(area=street), Role.SUPPLIER),
        "agent": member(OrganisationFactory.create(area=street, agency=True), Role.AGENT),
        "expert": ExpertFactory.create(area=city).user,
        "resident": ResidentFactory.create().user,
        "nobody": UserFactory.create(),
        "registrar not verified": member(SupervisorFactory.create(applied=True, area=city), Role.REGISTRAR),
        "registrar no longer active": member(bureau, Role.REGISTRAR, is_active=False),
    }


REGISTRARS = {"operator", "registrar of a city", "registrar of a street"}
ENTER = {
    "CatalogueEntry": REGISTRARS | {"approver"},
    "Organisation": REGISTRARS,
    "Expert": REGISTRARS,
    "Area": REGISTRARS,
    "Holiday": {"operator", "registrar of a city"},
}


@pytest.mark.parametrize("page", ["list", "list_results", "import", "export", "template", "add"])
def test_only_the_keepers_of_a_register_enter_it(city: Area, page: str) -> None:
    everybody = people(city)
    for model in NAMES:
        if page == "add" and not VIEWSETS[model].is_written_by_hand:
            continue
        address = at(model, page, *(["xlsx"] if page == "template" else []))
        entered = {who for who, person in everybody.items() if signed_in(person).get(address).status_code == 200}
        assert entered == ENTER[model], model
        assert Client().get(address).status_code == 302


def test_the_administration_itself_is_open_to_keepers_only(city: Area) -> None:
    home = reverse("wagtailadmin_home")
    entered = {who for who, person in people(city).items() if signed_in(person).get(home).status_code == 200}
    assert entered == REGISTRARS | {"approver"}


def test_nobody_deletes_not_even_the_operator(city: Area) -> None:
    operator = signed_in(UserFactory.create(operator=True))
    entry = CatalogueEntryFactory.create()
    addresses = [
        reverse("wagtail_bulk_action", args=["procurement", "catalogueentry", "delete"]) + f"?id={entry.pk}",
        at("CatalogueEntry", "list") + f"delete/{entry.pk}/",
        at("CatalogueEntry", "list") + f"copy/{entry.pk}/",
    ]
    for address in addresses:
        assert operator.post(address).status_code in (302, 404)
    assert CatalogueEntry.objects.filter(pk=entry.pk).exists()


def test_a_register_has_no_chooser(city: Area) -> None:
    client = signed_in(UserFactory.create(operator=True))
    assert client.get("/admin/snippets/choose/accounts/expert/").status_code == 404


def test_a_registrar_meets_experts_and_applications_of_the_own_area_only(registrar: User) -> None:
    elsewhere = ExpertFactory.create()
    applied = OrganisationFactory.create(applied=True)
    client = signed_in(registrar)
    assert elsewhere.user.name not in client.get(at("Expert", "list")).content.decode()
    for model, pk in (("Expert", elsewhere.pk), ("Organisation", applied.pk)):
        assert client.get(at(model, "inspect", pk)).status_code == 404
        assert client.get(at(model, "edit", pk)).status_code == 404
    assert client.get(at("Organisation", "edit", OrganisationFactory.create().pk)).status_code == 302  # to read only


# Lists ----------------------------------------------------------------------------------------------------------

MORE = {
    "CatalogueEntry": CatalogueEntryFactory.create,
    "Organisation": OrganisationFactory.create,
    "Expert": ExpertFactory.create,
    "Area": CommunityFactory.create,
}


@pytest.mark.parametrize("model", sorted(MORE))
def test_a_list_asks_the_same_few_questions_at_any_length(model: str) -> None:
    operator = UserFactory.create(operator=True)
    asked = []
    for more in (1, 2, 57):
        for _row in range(more):
            MORE[model]()
        client = signed_in(operator)
        client.get(at(model, "list"))  # what is read once a process is none of the page's
        with counted() as number:
            assert client.get(at(model, "list")).status_code == 200
        asked.append(number())
    assert asked[0] == asked[1] == asked[2] <= 15


@pytest.mark.parametrize(("model", "word"), [("Organisation", "和谐"), ("Area", "紫南"), ("CatalogueEntry", "助餐")])
def test_a_list_is_searched(model: str, word: str) -> None:
    field = "name" if model == "Organisation" else "name_zh"
    wanted, other = MORE[model](**{field: f"{word}一号"}), MORE[model](**{field: "别的什么"})
    page = signed_in(UserFactory.create(operator=True)).get(at(model, "list"), {"q": word}).content.decode()
    assert getattr(wanted, field) in page
    assert getattr(other, field) not in page


def test_a_long_list_is_counted_no_further_than_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.registers.paging.MOST", 2)
    for _row in range(4):
        CatalogueEntryFactory.create()
    page = signed_in(UserFactory.create(operator=True)).get(at("CatalogueEntry", "list"))
    assert page.context["paginator"].count == 2
    assert "search for others" in page.content.decode()


@pytest.mark.parametrize("query", ["?p=abc", "?p=999", "?q=:%00", "?ordering=x", "?kind=nonsense", "?date__year=x"])
@pytest.mark.parametrize("model", NAMES)
def test_a_hostile_address_breaks_no_list(model: str, query: str) -> None:
    client = Client(raise_request_exception=False, **ENGLISH)
    client.force_login(UserFactory.create(operator=True))
    assert client.get(at(model, "list") + query).status_code in (200, 400)


# By hand --------------------------------------------------------------------------------------------------------


def test_an_entry_of_the_catalogue_is_kept_and_recorded(registrar: User) -> None:
    client = signed_in(registrar)
    facts = {"code": "A09", "name_zh": "助浴服务", "name_en": "", "service_kind": "elder_care", "in_force": "on"}
    client.post(at("CatalogueEntry", "add"), facts)
    entry = CatalogueEntry.objects.get(code="A09")
    client.post(at("CatalogueEntry", "edit", entry.pk), {**facts, "code": "B01", "name_zh": "上门助浴", "in_force": ""})
    entry = CatalogueEntry.objects.get(pk=entry.pk)
    assert (entry.code, entry.name_zh, entry.in_force) == ("A09", "上门助浴", False)
    assert list(AuditRow.objects.filter(thing_kind="procurement.CatalogueEntry").values_list("verb", "actor_id")) == [
        ("enter", str(registrar.pk)),
        ("revise", str(registrar.pk)),
    ]


def test_the_service_of_an_entry_in_use_stays(registrar: User) -> None:
    entry = PlanItemFactory.create().catalogue_entry
    facts = {"code": entry.code, "name_zh": entry.name_zh, "service_kind": "greening", "in_force": "on"}
    page = signed_in(registrar).post(at("CatalogueEntry", "edit", entry.pk), facts)
    assert "Purchases are planned under this entry" in page.content.decode()
    assert CatalogueEntry.objects.get(pk=entry.pk).service_kind == entry.service_kind


def test_an_organisation_enters_as_an_application_and_its_facts_are_corrected(registrar: User, city: Area) -> None:
    there = OrganisationFactory.create(area=city)
    facts: dict[str, Any] = {
        "name": "改名中心",
        "name_en": "",
        "credit_code": there.credit_code,
        "kind": there.kind,
        "funding": "",
        "area": city.pk,
        "registered_on": "2020-01-02",
        "legal_representative": "王芳",
    }
    signed_in(registrar).post(at("Organisation", "edit", there.pk), facts)
    there = Organisation.objects.get(pk=there.pk)
    assert (there.name, there.state) == ("改名中心", OrganisationState.VERIFIED)
    page = signed_in(registrar).post(at("Organisation", "edit", there.pk), {**facts, "credit_code": "123"})
    assert "18 characters" in page.content.decode()
    code = OrganisationFactory.build(area=city).credit_code
    signed_in(registrar).post(at("Organisation", "add"), {**facts, "credit_code": code, "state": "VERIFIED"})
    assert Organisation.objects.get(credit_code=code).state == OrganisationState.APPLIED


def test_an_area_is_drawn_named_and_counted(registrar: User, city: Area) -> None:
    facts: dict[str, Any] = {
        "code": "141081",
        "level": "DISTRICT",
        "parent": city.pk,
        "name_zh": "侯马市",
        "name_en": "Houma",
        "households": 3,
        "residents": 9,
        "allocation_base_fen": "2000.50",
        "allocation_per_household_fen": "",
        "support_threshold": 5,
        "tender_threshold_fen": "",
    }
    client = signed_in(registrar)
    client.post(at("Area", "add"), facts)
    area = Area.objects.get(code="141081")
    assert (area.allocation_base_fen, area.allocation_per_household_fen, area.tender_threshold_fen) == (
        200_050,
        0,
        None,
    )
    client.post(at("Area", "edit", area.pk), {**facts, "name_zh": "侯马", "households": 4})
    area = Area.objects.get(pk=area.pk)
    assert (area.name_zh, area.households) == ("侯马", 4)
    assert AuditRow.objects.filter(thing_kind="accounts.Area", verb="set_figures").count() == 1
    page = client.post(at("Area", "add"), {**facts, "code": "141082", "level": "COMMUNITY"})
    assert "An area lies in one of the level above it" in page.content.decode()


def test_an_expert_is_entered_by_the_address_of_an_account(registrar: User, city: Area) -> None:
    person = UserFactory.create()
    facts: dict[str, Any] = {
        "email": person.email,
        "name": "林",
        "title": "工程师",
        "specialities": ["greening"],
        "area": city.pk,
    }
    client = signed_in(registrar)
    client.post(at("Expert", "add"), facts)
    expert = Expert.objects.get(user=person)
    client.post(
        at("Expert", "edit", expert.pk), {**facts, "title": "高级工程师", "specialities": ["greening", "culture"]}
    )
    assert Expert.objects.get(pk=expert.pk).specialities == ["culture", "greening"]
    assert client.post(at("Expert", "add"), {**facts, "email": "nobody@example.org"}).status_code == 302
    assert Expert.objects.get(user__email="nobody@example.org").user.has_usable_password() is False
