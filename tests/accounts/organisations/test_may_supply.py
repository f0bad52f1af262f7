"""Who may supply and who may buy on a day, and every reason why not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.organisations.kinds import CreditList, Funding, OrganisationKind
from accounts.organisations.models import Organisation
from tests.accounts.conftest import DAY
from tests.factories.accounts import CreditEntryFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

NO_SUPPLIER = "An organisation of this kind is not a supplier."
STATE_CLASS = "Of public institutions only those of class two or that run a business supply: state its class."
NEITHER = "Public institutions of class one and budget-funded mass organisations neither buy nor supply."


def said(reasons: list[Any]) -> list[str]:
    return [str(reason.sentence) for reason in reasons]


@pytest.mark.parametrize(
    ("kind", "funding", "reasons"),
    [
        (OrganisationKind.SOCIAL, Funding.NONE, []),
        (OrganisationKind.ENTERPRISE, Funding.NONE, []),
        (OrganisationKind.COLLECTIVE, Funding.NONE, []),
        (OrganisationKind.COMMITTEE, Funding.NONE, []),
        (OrganisationKind.INSTITUTION, Funding.CLASS_TWO, []),
        (OrganisationKind.INSTITUTION, Funding.BUSINESS, []),
        (OrganisationKind.INSTITUTION, Funding.NONE, [STATE_CLASS]),
        (OrganisationKind.INSTITUTION, Funding.CLASS_ONE, [NEITHER]),
        (OrganisationKind.SOCIAL, Funding.MASS, [NEITHER]),
        (OrganisationKind.BUYER, Funding.NONE, [NO_SUPPLIER]),
        (OrganisationKind.SUPERVISOR, Funding.NONE, [NO_SUPPLIER]),
        (OrganisationKind.AGENCY, Funding.NONE, [NO_SUPPLIER]),
    ],
)
def test_which_kinds_supply(kind: str, funding: str, reasons: list[str]) -> None:
    organisation = OrganisationFactory.create(kind=kind, funding=funding)
    assert said(organisation.may_supply_on(DAY)) == reasons
    assert all(reason.article for reason in organisation.may_supply_on(DAY))


@pytest.mark.parametrize(
    ("kind", "funding", "reasons"),
    [
        (OrganisationKind.BUYER, Funding.NONE, []),
        (OrganisationKind.BUYER, Funding.MASS, [NEITHER]),
        (OrganisationKind.BUYER, Funding.CLASS_ONE, [NEITHER]),
        (OrganisationKind.SOCIAL, Funding.NONE, ["An organisation of this kind is not a buyer."]),
    ],
)
def test_which_kinds_buy(kind: str, funding: str, reasons: list[str]) -> None:
    assert said(OrganisationFactory.create(kind=kind, funding=funding).may_buy_on(DAY)) == reasons


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        ({"applied": True}, ["The organisation has not been verified yet: ask the registrar."]),
        ({"suspended": True}, ["The organisation is suspended: ask the registrar what has to be mended."]),
        (
            {"barred": True, "barred_until": DAY},
            ["The organisation is barred from public purchases until 2026-03-16."],
        ),
        ({"barred": True, "barred_until": date(2026, 3, 15)}, []),
        (
            {"barred": True, "barred_until": date(2026, 3, 15), "suspended_at": "2026-01-01T00:00:00Z"},
            ["The organisation is suspended: ask the registrar what has to be mended."],
        ),
    ],
)
def test_the_state_decides_and_a_bar_ends_by_itself(facts: dict[str, Any], reasons: list[str]) -> None:
    organisation = Organisation.objects.get(pk=OrganisationFactory.create(**facts).pk)
    assert said(organisation.may_supply_on(DAY)) == reasons
    buyer = Organisation.objects.get(pk=OrganisationFactory.create(kind=OrganisationKind.BUYER, **facts).pk)
    assert said(buyer.may_buy_on(DAY)) == reasons


@pytest.mark.parametrize(
    ("list_kind", "listed_on", "removed_on", "supplies"),
    [
        (CreditList.SERIOUS, DAY, None, False),
        (CreditList.DEBTOR, DAY, None, False),
        (CreditList.TAX, DAY, None, False),
        (CreditList.PROCUREMENT, DAY, None, False),
        (CreditList.SERIOUS, date(2026, 3, 17), None, True),  # not listed yet
        (CreditList.SERIOUS, date(2025, 1, 1), DAY, True),  # no longer listed
        (CreditList.SERIOUS, date(2025, 1, 1), date(2026, 3, 17), False),
        (CreditList.ABNORMAL, date(2024, 3, 17), None, True),
        (CreditList.ABNORMAL, date(2024, 3, 16), None, False),  # two years of it weigh as serious
    ],
)
def test_a_serious_list_forbids(list_kind: str, listed_on: date, removed_on: date | None, supplies: bool) -> None:
    organisation = OrganisationFactory.create()
    CreditEntryFactory.create(
        organisation=organisation, list_kind=list_kind, listed_on=listed_on, removed_on=removed_on
    )
    assert (organisation.may_supply_on(DAY) == []) is supplies


def test_every_reason_is_given_at_once() -> None:
    organisation = OrganisationFactory.create(suspended=True, kind=OrganisationKind.AGENCY)
    CreditEntryFactory.create(organisation=organisation, list_kind=CreditList.TAX, listed_on=date(2026, 2, 3))
    assert said(organisation.may_supply_on(DAY)) == [
        "The organisation is suspended: ask the registrar what has to be mended.",
        NO_SUPPLIER,
        "The organisation stands on a serious list since 2026-02-03: List of major tax violations.",
    ]


def test_suppliers_under_one_head_or_control_are_related() -> None:
    mother = OrganisationFactory.create(legal_representative="甲")
    daughter = OrganisationFactory.create(legal_representative="乙", controller=mother)
    sister = OrganisationFactory.create(legal_representative="丙", controller=mother)
    namesake = OrganisationFactory.create(legal_representative="乙")
    OrganisationFactory.create(legal_representative="")
    headless = OrganisationFactory.create(legal_representative="")
    related = Organisation.objects.related_to
    assert set(related(daughter)) == {mother, sister, namesake}
    assert set(related(mother)) == {daughter, sister}
    assert set(related(namesake)) == {daughter}
    assert set(related(headless)) == set()


def test_the_buyers_of_an_area_are_those_above_it_the_nearest_first(line: Any) -> None:
    city = OrganisationFactory.create(buyer=True, area=line.city)
    street = OrganisationFactory.create(buyer=True, area=line.street)
    OrganisationFactory.create(buyer=True)
    OrganisationFactory.create(buyer=True, suspended=True, area=line.street)
    OrganisationFactory.create(area=line.street)
    assert list(Organisation.objects.buyers_of(line.community)) == [street, city]
