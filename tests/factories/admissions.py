"""Admissions in every state."""

from __future__ import annotations

import factory

from accounts.roles import Role
from procurement.admissions.models import Admission
from procurement.admissions.states import AdmissionState, TaskFamily
from tests.factories.accounts import ONCE, BuyerFactory, CommunityFactory, DistrictFactory, UserFactory, member
from tests.factories.base import MachineFactory


class DepartmentFactory(BuyerFactory):
    """A bureau of a district."""

    name = factory.Sequence(lambda n: f"区民政局{n}")
    area = factory.SubFactory(DistrictFactory)


class AdmissionFactory(MachineFactory):
    """A task with its money that the district's bureau wants to hand down; every other state is a trait."""

    class Meta:
        model = Admission

    area = factory.SubFactory(CommunityFactory)
    department = factory.LazyAttribute(lambda made: DepartmentFactory.create(area=made.area.parent.parent))
    title = factory.Sequence(lambda n: f"居家养老服务摸底{n}")
    task_family = TaskFamily.CIVIL_AFFAIRS
    reason = "上级要求社区协助入户登记。"
    money_fen = 5_000_000
    money_source = "区级福利彩票公益金"
    applied_by = factory.LazyAttribute(lambda made: member(made.department, Role.BUYER_OFFICER))
    state = AdmissionState.APPLIED

    class Params:
        without_money = factory.Trait(money_fen=None, money_source="")
        seen = factory.Trait(reviewed_by=factory.SubFactory(UserFactory), reviewed_at=ONCE)
        reviewed = factory.Trait(seen=True, state=AdmissionState.REVIEWED)
        admitted = factory.Trait(seen=True, state=AdmissionState.ADMITTED)
        refused = factory.Trait(seen=True, state=AdmissionState.REFUSED, closing_reason="没有经费来源。")
        revoked = factory.Trait(seen=True, state=AdmissionState.REVOKED, closing_reason="经费已被收回。")
