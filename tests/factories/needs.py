"""Needs in every state, and voices for them."""

from __future__ import annotations

import factory

from accounts.models import Area, User
from accounts.service_kinds import ServiceKind
from procurement.needs.models import Need, NeedSupport
from procurement.needs.states import NeedState
from tests.factories.accounts import CommunityFactory, ResidentFactory
from tests.factories.base import MachineFactory


def neighbour(area: Area) -> User:
    """Return a new person who is a verified resident of the community."""
    return ResidentFactory.create(community=area).user


class NeedFactory(MachineFactory):
    """A need that a resident of a community of its own has proposed; every other state is a trait."""

    class Meta:
        model = Need
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"老年人助餐点{n}")
    text = "独居老人做饭困难, 希望在社区里有一个助餐点。"
    service_kind = ServiceKind.ELDER_CARE
    area = factory.SubFactory(CommunityFactory)
    proposed_by = factory.LazyAttribute(lambda made: neighbour(made.area))
    state = NeedState.PROPOSED

    class Params:
        supported = factory.Trait(state=NeedState.SUPPORTED)
        adopted = factory.Trait(state=NeedState.ADOPTED)
        declined = factory.Trait(state=NeedState.DECLINED, decline_reason="街道已有同类服务。")
        merged = factory.Trait(
            state=NeedState.MERGED,
            merged_into=factory.SubFactory("tests.factories.needs.NeedFactory", area=factory.SelfAttribute("..area")),
        )

    @factory.post_generation
    def voices(made: Need, create: bool, number: int | None, **kwargs: object) -> None:
        """`voices=3` lets three residents of the area support it."""
        for _voice in range(number or 0):
            NeedSupportFactory.create(need=made)


class NeedSupportFactory(factory.django.DjangoModelFactory):
    """The voice of a resident of the need's area."""

    class Meta:
        model = NeedSupport

    need = factory.SubFactory(NeedFactory)
    resident = factory.LazyAttribute(lambda made: ResidentFactory.create(community=made.need.area))
    given_by = factory.LazyAttribute(lambda made: made.resident.user)
