"""Builds the world in which the stories happen: areas, bodies, suppliers, experts, residents, the catalogue.

Everything goes through the services: the operator lets the registrars in, the registrars everybody else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.areas.services import draw_area
from accounts.models import Area, Organisation, Resident, User
from accounts.organisations.keeping import file_annual_report, grant_grade
from accounts.organisations.kinds import PaperKind
from accounts.organisations.services import add_paper, register_organisation, verify_organisation
from accounts.people.gate import needs_a_second
from accounts.people.models import Stratum
from accounts.people.services import (
    appoint_member,
    register_expert,
    register_person,
    register_resident,
    verify_resident,
)
from accounts.roles import Role
from core.files import keep
from core.law.credit_codes import make_credit_code
from core.money import fen
from core.time import today
from procurement.plans.models import CatalogueEntry

DATA = Path(__file__).parent / "data"
PASSWORD = "linli-demo-2026"  # noqa: S105 — printed by the demo, which never runs in production
SECRET = "LINLIDEMOLINLIDEMOLINLIDEMOLINLI"  # noqa: S105 — of every authenticator of the demo
CERTIFICATE = b"%PDF-1.4\n% A certificate of the demo.\n%%EOF\n"
SELF_RATING = 70  # of the residents, in the order in which they are registered; the next 110 rate with help


@dataclass
class World:
    """Who and what there is, by the keys of the data file."""

    operator: User
    areas: dict[str, Area] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    residents: list[Resident] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)

    @cached_property
    def neighbours(self) -> list[User]:
        """The residents with an account, in order."""
        return [resident.user for resident in self.residents if resident.user]


def address_of(key: str, domain: str) -> str:
    """Return the e-mail address of a person of the story; a domain has no underscore."""
    return f"{key}@{domain.replace('_', '-')}.example"


def read_world() -> dict[str, Any]:
    """Return the data of the world."""
    return tomllib.loads((DATA / "world.toml").read_text(encoding="utf-8"))


def build_world(step: Callable[[], None]) -> World:
    """Build the world; `step` is called after each part, for the progress bar."""
    data = read_world()
    world = World(operator=_operator())
    for build in (_areas, _bodies, _suppliers, _experts, _residents, _catalogue):
        build(world, data)
        step()
    # One hash for all: hashing sixty passwords would take longer than the rest of the world.
    User.objects.exclude(email=None).update(password=make_password(PASSWORD))
    _second_factors()
    return world


def _second_factors() -> None:
    """Whoever needs a second factor has one; its code stands on the page where it is asked for."""
    for person in User.objects.exclude(email=None):
        if needs_a_second(person):
            TOTP.activate(person, SECRET)


def _operator() -> User:
    return User.objects.create_superuser(email="operator@linli.example", password=None, name="系统管理员")


def _areas(world: World, data: dict[str, Any]) -> None:
    for row in data["areas"]:
        figures = {name: row[name] for name in ("households", "residents", "support_threshold") if name in row}
        for name in ("allocation_base", "allocation_per_household", "tender_threshold"):
            if name in row:
                figures[f"{name}_fen"] = fen(row[name])
        parent = world.areas.get(row.get("parent", ""))
        world.areas[row["code"]] = draw_area(
            code=row["code"],
            level=row["level"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            parent_id=parent.pk if parent else None,
            by=world.operator,
            **figures,
        )


def _person(world: World, key: str, name: str, domain: str) -> User:
    person = register_person(name=name, email=address_of(key, domain), by=world.operator)
    world.people[key] = person
    return person


def _bodies(world: World, data: dict[str, Any]) -> None:
    for number, row in enumerate(data["bodies"]):
        people = [(_person(world, one["key"], one["name"], row["key"]), one["roles"]) for one in row["people"]]
        first, roles = people[0]
        body = _entered(world, row, number, by=first, role=roles[0])
        for person, held in people:
            for role in held:
                if (person, role) != (first, roles[0]):
                    appoint_member(body.pk, person_id=person.pk, role=role, by=world.operator)


def _entered(world: World, row: dict[str, Any], number: int, *, by: User, role: str) -> Organisation:
    """Register an organisation and let the registrar of its city, or the operator, verify it."""
    organisation = register_organisation(
        name=row["name"],
        name_en=row["name_en"],
        credit_code=make_credit_code(row["prefix"], row["area"][:6], f"MJ{number:06d}"),
        kind=row["kind"],
        area_id=world.areas[row["area"]].pk,
        registered_on=row.get("registered_on", date(2000, 1, 3)),
        small_micro=row.get("small_micro", False),
        legal_representative=row.get("head", row["name"][:2]),
        role=role,
        by=by,
    )
    certificate = keep(SimpleUploadedFile("certificate.pdf", CERTIFICATE), f"organisations/{organisation.pk}")
    add_paper(organisation.pk, kind=PaperKind.CERTIFICATE, paper=certificate, by=by)
    verified = verify_organisation(organisation.pk, by=_registrar(world, row["area"], by))
    world.organisations[row["key"]] = verified
    return verified


def _registrar(world: World, area: str, applicant: User) -> User:
    key = "registrar" if area.startswith("141") else "sz_registrar"
    registrar = world.people.get(key)
    return registrar if registrar and registrar != applicant else world.operator


def _suppliers(world: World, data: dict[str, Any]) -> None:
    for number, row in enumerate(data["suppliers"], start=len(data["bodies"])):
        representative = _person(world, row["key"], row["head"], row["key"])
        supplier = _entered(world, row, number, by=representative, role=Role.SUPPLIER)
        registrar = _registrar(world, row["area"], representative)
        if row["kind"] == "SOCIAL":
            _reports(supplier, registrar)
        if "grade" in row:
            grant_grade(supplier.pk, level=row["grade"], granted_on=row["graded_on"], by=registrar)


def _reports(supplier: Organisation, registrar: User) -> None:
    for year in range(supplier.registered_on.year, today().year):
        file_annual_report(supplier.pk, year=year, filed_on=date(year + 1, 3, 20), by=registrar)


def _experts(world: World, data: dict[str, Any]) -> None:
    for number, row in enumerate(data["experts"]["people"], start=1):
        person = _person(world, f"expert{number}", row["name"], "experts")
        area = world.areas[row["area"]]
        registrar = _registrar(world, row["area"], person)
        register_expert(user_id=person.pk, specialities=row["kinds"], area_id=area.pk, title=row["title"], by=registrar)


def _residents(world: World, data: dict[str, Any]) -> None:
    facts = data["residents"]
    community = world.areas[facts["community"]]
    writer, checker = world.people["grid"], world.people["grid2"]
    names = [surname + given for given in facts["given"] for surname in facts["surnames"]][: facts["count"]]
    for number, name in enumerate(names, start=1):
        rates_alone = number <= SELF_RATING
        account = (
            register_person(name=name, email=f"resident{number}@zinan.example", by=writer) if rates_alone else None
        )
        resident = register_resident(
            name=name,
            community_id=community.pk,
            stratum=Stratum.SELF if rates_alone else Stratum.ASSISTED,
            user_id=account.pk if account else None,
            by=writer,
        )
        world.residents.append(verify_resident(resident.pk, by=checker))


def _catalogue(world: World, data: dict[str, Any]) -> None:
    CatalogueEntry.objects.bulk_create(CatalogueEntry(**row) for row in data["catalogue"])
    world.tasks = data["tasks"]
