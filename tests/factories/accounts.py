"""Areas, organisations and people for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import factory

from accounts.areas.levels import AreaLevel
from accounts.models import (
    AnnualReport,
    Area,
    CreditEntry,
    Expert,
    ExpertEmployment,
    ExpertTie,
    Grade,
    Membership,
    Notification,
    Organisation,
    OrganisationPaper,
    Resident,
    TrackRecordEntry,
    User,
)
from accounts.organisations.kinds import CreditList, OrganisationKind, PaperKind, ReportConclusion, TrackRecordKind
from accounts.organisations.states import OrganisationState
from accounts.people.experts import TieKind
from accounts.people.models import Stratum
from accounts.roles import Role
from accounts.service_kinds import ServiceKind
from core.law.credit_codes import make_credit_code
from tests.factories.base import MachineFactory

LONG_AGO = date(2020, 1, 2)
ONCE = datetime(2020, 1, 2, 1, 0, tzinfo=UTC)
PREFIX_OF_KIND = {
    OrganisationKind.BUYER: "11",
    OrganisationKind.SUPERVISOR: "11",
    OrganisationKind.SOCIAL: "52",
    OrganisationKind.ENTERPRISE: "91",
    OrganisationKind.AGENCY: "91",
    OrganisationKind.INSTITUTION: "12",
    OrganisationKind.COLLECTIVE: "N2",
    OrganisationKind.COMMITTEE: "Y1",
}


class UserFactory(factory.django.DjangoModelFactory):
    """A person with an account and no role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"人员{n}")
    password = factory.django.Password("correct horse battery")

    class Params:
        operator = factory.Trait(is_staff=True, is_superuser=True)


class CityFactory(factory.django.DjangoModelFactory):
    """A city; the top of every line of areas."""

    class Meta:
        model = Area

    code = factory.Sequence(lambda n: f"C{n:05d}")
    name_zh = factory.Sequence(lambda n: f"城市{n}")
    name_en = factory.Sequence(lambda n: f"City {n}")
    level = AreaLevel.CITY


class DistrictFactory(CityFactory):
    """A district in a city of its own."""

    code = factory.Sequence(lambda n: f"D{n:05d}")
    name_zh = factory.Sequence(lambda n: f"区{n}")
    name_en = factory.Sequence(lambda n: f"District {n}")
    level = AreaLevel.DISTRICT
    parent = factory.SubFactory(CityFactory)


class StreetFactory(CityFactory):
    """A street office's area in a district of its own."""

    code = factory.Sequence(lambda n: f"S{n:05d}")
    name_zh = factory.Sequence(lambda n: f"街道{n}")
    name_en = factory.Sequence(lambda n: f"Street {n}")
    level = AreaLevel.STREET
    parent = factory.SubFactory(DistrictFactory)


class CommunityFactory(CityFactory):
    """A community in a street of its own, with the figures of an allocation: 2,000 yuan and 4 per household."""

    code = factory.Sequence(lambda n: f"Q{n:05d}")
    name_zh = factory.Sequence(lambda n: f"社区{n}")
    name_en = factory.Sequence(lambda n: f"Community {n}")
    level = AreaLevel.COMMUNITY
    parent = factory.SubFactory(StreetFactory)
    households = 1685
    residents = 5216
    allocation_base_fen = 200_000
    allocation_per_household_fen = 400


AreaFactory = CommunityFactory


class OrganisationFactory(MachineFactory):
    """A verified social organisation; every other kind and state is a trait."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"邻里服务中心{n}")
    name_en = factory.Sequence(lambda n: f"Neighbours {n}")
    kind = OrganisationKind.SOCIAL
    credit_code = factory.LazyAttributeSequence(
        lambda made, n: make_credit_code(PREFIX_OF_KIND[made.kind], "310230", f"MJ{n:06d}")
    )
    area = factory.SubFactory(StreetFactory)
    registered_on = LONG_AGO
    legal_representative = factory.Sequence(lambda n: f"负责人{n}")
    state = OrganisationState.VERIFIED
    verified_by = factory.SubFactory(UserFactory)
    verified_at = ONCE

    class Params:
        applied = factory.Trait(state=OrganisationState.APPLIED, verified_by=None, verified_at=None)
        verified = factory.Trait(state=OrganisationState.VERIFIED)
        suspended = factory.Trait(state=OrganisationState.SUSPENDED, suspended_at=ONCE)
        barred = factory.Trait(state=OrganisationState.BARRED, barred_until=date(2099, 12, 31))
        buyer = factory.Trait(kind=OrganisationKind.BUYER, name=factory.Sequence(lambda n: f"街道办事处{n}"))
        supervisor = factory.Trait(kind=OrganisationKind.SUPERVISOR, name=factory.Sequence(lambda n: f"民政局{n}"))
        agency = factory.Trait(kind=OrganisationKind.AGENCY, name=factory.Sequence(lambda n: f"代理机构{n}"))
        enterprise = factory.Trait(kind=OrganisationKind.ENTERPRISE, name=factory.Sequence(lambda n: f"服务公司{n}"))
        small = factory.Trait(kind=OrganisationKind.ENTERPRISE, small_micro=True)
        committee = factory.Trait(kind=OrganisationKind.COMMITTEE, name=factory.Sequence(lambda n: f"居民委员会{n}"))


class OrganisationPaperFactory(factory.django.DjangoModelFactory):
    """The certificate of a registration, of which only the name is known."""

    class Meta:
        model = OrganisationPaper

    organisation = factory.SubFactory(OrganisationFactory, applied=True)
    kind = PaperKind.CERTIFICATE
    name = factory.Sequence(lambda n: f"登记证书{n}.pdf")
    path = ""
    size = 1024
    sha256 = "0" * 64
    added_by = factory.SubFactory(UserFactory)
    added_at = ONCE


class BuyerFactory(OrganisationFactory):
    """A verified buyer: a street office."""

    kind = OrganisationKind.BUYER
    name = factory.Sequence(lambda n: f"街道办事处{n}")


class SupervisorFactory(OrganisationFactory):
    """A verified supervising bureau of a city."""

    kind = OrganisationKind.SUPERVISOR
    name = factory.Sequence(lambda n: f"监督局{n}")
    area = factory.SubFactory(CityFactory)


class MembershipFactory(factory.django.DjangoModelFactory):
    """A person's role in an organisation, for long and without an end."""

    class Meta:
        model = Membership

    person = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.SUPPLIER
    since = LONG_AGO


def member(organisation: Organisation, *roles: str, **facts: object) -> User:
    """Return a new person who holds the roles in the organisation."""
    person = UserFactory.create(**facts)
    for role in roles:
        MembershipFactory.create(person=person, organisation=organisation, role=role)
    return person


class ResidentFactory(factory.django.DjangoModelFactory):
    """A verified resident with an account."""

    class Meta:
        model = Resident

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"居民{n}")
    community = factory.SubFactory(CommunityFactory)
    stratum = Stratum.SELF
    verified_by = factory.SubFactory(UserFactory)
    verified_at = ONCE

    class Params:
        unverified = factory.Trait(verified_by=None, verified_at=None)
        assisted = factory.Trait(stratum=Stratum.ASSISTED, user=None)


class ExpertFactory(factory.django.DjangoModelFactory):
    """An active expert for the care of the aged."""

    class Meta:
        model = Expert

    user = factory.SubFactory(UserFactory)
    title = "高级社会工作师"
    specialities = factory.LazyFunction(lambda: [ServiceKind.ELDER_CARE.value])
    area = factory.SubFactory(CityFactory)


class ExpertEmploymentFactory(factory.django.DjangoModelFactory):
    """An employment that still runs."""

    class Meta:
        model = ExpertEmployment

    expert = factory.SubFactory(ExpertFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    position = "督导"
    since = LONG_AGO


class ExpertTieFactory(factory.django.DjangoModelFactory):
    """A seat on the board that is still held."""

    class Meta:
        model = ExpertTie

    expert = factory.SubFactory(ExpertFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    kind = TieKind.BOARD
    since = LONG_AGO


class GradeFactory(factory.django.DjangoModelFactory):
    """Grade 4A, granted long ago."""

    class Meta:
        model = Grade

    organisation = factory.SubFactory(OrganisationFactory)
    level = 4
    granted_on = LONG_AGO


class AnnualReportFactory(factory.django.DjangoModelFactory):
    """A qualified annual report, filed in time."""

    class Meta:
        model = AnnualReport

    organisation = factory.SubFactory(OrganisationFactory)
    year = 2024
    filed_on = factory.LazyAttribute(lambda made: date(made.year + 1, 3, 1))
    conclusion = ReportConclusion.QUALIFIED


class CreditEntryFactory(factory.django.DjangoModelFactory):
    """A standing entry on the list of serious violations."""

    class Meta:
        model = CreditEntry

    organisation = factory.SubFactory(OrganisationFactory)
    list_kind = CreditList.SERIOUS
    listed_on = LONG_AGO


class TrackRecordEntryFactory(factory.django.DjangoModelFactory):
    """A line that tells of a contract."""

    class Meta:
        model = TrackRecordEntry

    organisation = factory.SubFactory(OrganisationFactory)
    ocid = factory.Sequence(lambda n: f"ocds-linli1-2026-{n:06d}")
    lot = "1"
    kind = TrackRecordKind.CONTRACT
    value = 1
    at = ONCE


class NotificationFactory(factory.django.DjangoModelFactory):
    """An unread notification."""

    class Meta:
        model = Notification

    recipient = factory.SubFactory(UserFactory)
    topic = "clock.ending"
    key = factory.Sequence(lambda n: f"key {n}")
    created_at = factory.Sequence(lambda n: ONCE + timedelta(minutes=n))
