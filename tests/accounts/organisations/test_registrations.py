"""A registration and its papers: what is brought, who opens it, and the registrar's three answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import roles
from accounts.models import Area, Organisation, OrganisationPaper, User
from accounts.organisations.services import MOST_PAPERS, verify_organisation
from accounts.organisations.states import OrganisationState
from accounts.roles import Role
from config.settings.files import places
from core.audit.outbox import relay
from tests.factories.accounts import (
    MembershipFactory,
    OrganisationFactory,
    OrganisationPaperFactory,
    StreetFactory,
    SupervisorFactory,
    UserFactory,
    member,
)
from tests.pages import Browser, statuses
from tests.refusals import why

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def _own_place(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = places(tmp_path)


@pytest.fixture
def street(db: None) -> Area:
    return StreetFactory.create()


@pytest.fixture
def registrar(street: Area) -> User:
    return member(SupervisorFactory.create(area=street.parent), Role.REGISTRAR)


@pytest.fixture
def applicant(db: None) -> User:
    return UserFactory.create()


@pytest.fixture
def applied(street: Area, applicant: User) -> Organisation:
    """A supplier that its own representative has registered, without any paper yet."""
    organisation = OrganisationFactory.create(area=street, applied=True, registered_by=applicant)
    MembershipFactory.create(organisation=organisation, person=applicant, role=Role.SUPPLIER)
    return organisation


def bring(person: User, organisation: Organisation, content: bytes = PDF, name: str = "证书.pdf") -> Any:
    """Hand a file in through the page."""
    given = {"kind": "CERTIFICATE", "paper": SimpleUploadedFile(name, content)}
    return Browser(person).post("organisation_add_paper", organisation.pk, **given)


def opened(person: User, paper: OrganisationPaper) -> int:
    """The status that somebody meets who opens the file."""
    answer = Browser(person).get("organisation_paper", paper.pk)
    if answer.streaming:
        list(answer.streaming_content)  # read to its end, the file is closed
    return int(answer.status_code)


def state_of(organisation: Organisation) -> str:
    return str(Organisation.objects.get(pk=organisation.pk).state)


def test_nothing_is_verified_before_the_certificate_is_there(
    applied: Organisation, applicant: User, registrar: User
) -> None:
    assert why(verify_organisation, applied.pk, by=registrar) == [
        "The certificate has not been handed in: ask the applicant for it."
    ]
    assert "Add what the registrar needs" in Browser(applicant).get("desk").content.decode()
    assert applied.name not in Browser(registrar).get("desk").content.decode()
    assert bring(applicant, applied).status_code == 302
    assert "Add what the registrar needs" not in Browser(applicant).get("desk").content.decode()
    assert applied.name in Browser(registrar).get("desk").content.decode()
    assert "证书.pdf" in Browser(registrar).get("organisation_verify", applied.pk).content.decode()
    assert Browser(registrar).post("organisation_verify", applied.pk).status_code == 302
    assert roles.holds(applicant, applied.pk, Role.SUPPLIER)


def test_a_paper_is_opened_by_its_own_people_and_the_registrar_alone(
    applied: Organisation, applicant: User, registrar: User
) -> None:
    bring(applicant, applied)
    paper = OrganisationPaper.objects.get()
    people = {
        "applicant": applicant,
        "registrar": registrar,
        "stranger": UserFactory.create(),
        "registrar elsewhere": member(SupervisorFactory.create(), Role.REGISTRAR),
        "other supplier": member(OrganisationFactory.create(area=applied.area), Role.SUPPLIER),
    }
    found = {"applicant": 200, "registrar": 200, "stranger": 404, "registrar elsewhere": 404, "other supplier": 404}
    assert {who: opened(person, paper) for who, person in people.items()} == found
    strangers = {who: person for who, person in people.items() if who != "applicant"}
    taken = statuses(strangers, "organisation_remove_paper", paper.pk, post={})
    assert taken == {"registrar": 403, "stranger": 404, "registrar elsewhere": 404, "other supplier": 404}
    assert Browser(applicant).post("organisation_remove_paper", paper.pk).status_code == 302
    assert OrganisationPaper.objects.count() == 0


def test_a_paper_comes_out_as_it_came_in(applied: Organisation, applicant: User) -> None:
    bring(applicant, applied)
    answer = Browser(applicant).get("organisation_paper", OrganisationPaper.objects.get().pk)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [(b"MZ\x90", "证书.pdf", "not what its name says"), (PDF, "证书.html", "of a kind that is not taken")],
)
def test_what_is_no_paper_is_refused(
    applied: Organisation, applicant: User, content: bytes, name: str, says: str
) -> None:
    page = bring(applicant, applied, content, name)
    assert (page.status_code, says in page.content.decode()) == (422, True)
    assert OrganisationPaper.objects.count() == 0


def test_a_stranger_brings_nothing_and_leaves_no_file(applied: Organisation, tmp_path: Path) -> None:
    assert bring(UserFactory.create(), applied).status_code == 404
    verified = OrganisationFactory.create()
    assert bring(UserFactory.create(), verified).status_code == 404
    assert list(tmp_path.rglob("*.pdf")) == []


def test_there_is_an_end_to_papers(applied: Organisation, applicant: User, tmp_path: Path) -> None:
    OrganisationPaperFactory.create_batch(MOST_PAPERS, organisation=applied)
    page = bring(applicant, applied)
    assert (page.status_code, "30 papers already" in page.content.decode()) == (409, True)
    assert list(tmp_path.rglob("*.pdf")) == []


def test_the_registrar_asks_for_more_and_the_applicant_hands_in_again(
    applied: Organisation, applicant: User, registrar: User
) -> None:
    ask = {"reason": "证书第二页缺失"}
    assert Browser(applicant).post("organisation_ask_for_more", applied.pk, **ask).status_code == 403
    empty = Browser(registrar).post("organisation_ask_for_more", applied.pk, reason="")
    assert empty.status_code == 422
    assert Browser(registrar).post("organisation_ask_for_more", applied.pk, **ask).status_code == 302
    assert state_of(applied) == OrganisationState.INCOMPLETE
    relay()
    assert "证书第二页缺失" in Browser(applicant).get("notifications").content.decode()
    assert "证书第二页缺失" in Browser(applicant).get("organisation", applied.pk).content.decode()
    refused = Browser(applicant).post("organisation_hand_in_again", applied.pk)
    assert (refused.status_code, "Add the certificate first" in refused.content.decode()) == (409, True)
    bring(applicant, applied)
    assert Browser(registrar).post("organisation_hand_in_again", applied.pk).status_code == 403
    assert Browser(applicant).post("organisation_hand_in_again", applied.pk).status_code == 302
    assert state_of(applied) == OrganisationState.APPLIED


def test_a_refused_registration_is_told_why_gives_nothing_and_frees_the_code(
    applied: Organisation, applicant: User, registrar: User
) -> None:
    refuse = {"reason": "证书属于另一家机构", "sure": "1"}
    assert Browser(registrar).post("organisation_refuse", applied.pk, **refuse).status_code == 302
    assert state_of(applied) == OrganisationState.REFUSED
    relay()
    assert "证书属于另一家机构" in Browser(applicant).get("notifications").content.decode()
    assert not roles.holds(applicant, applied.pk, Role.SUPPLIER)
    assert not roles.may_supply(applicant, applied.pk)
    assert Browser(UserFactory.create()).get("organisation", applied.pk).status_code == 404
    assert Browser(applicant).post("organisation_correct", applied.pk).status_code in (403, 422)
    assert bring(applicant, applied).status_code == 403
    again = OrganisationFactory.create(credit_code=applied.credit_code)
    assert list(Organisation.objects.in_use().called(applied.credit_code)) == [again]


def test_after_the_verification_a_paper_stays(applied: Organisation, applicant: User, registrar: User) -> None:
    bring(applicant, applied)
    verify_organisation(applied.pk, by=registrar)
    paper = OrganisationPaper.objects.get()
    page = Browser(applicant).post("organisation_remove_paper", paper.pk)
    assert (page.status_code, "it stays" in page.content.decode()) == (409, True)
