"""The community whose plan is made."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from procurement.plans.models import PlanItem
from tests.factories.plans import PlanItemFactory
from tests.procurement.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@pytest.fixture
def planned(cast: Cast) -> Callable[..., PlanItem]:
    """Makes a plan item of the street office for the community, drafted by its officer."""

    def make(**facts: object) -> PlanItem:
        given = {"buyer": cast.office, "area": cast.community, "drafted_by": cast.officer}
        return PlanItemFactory.create(**{**given, **facts})

    return make
