"""The people around one tender."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from procurement.tenders.models import Tender
from tests.factories.accounts import OrganisationFactory
from tests.factories.plans import PlanItemFactory
from tests.factories.tenders import TenderFactory
from tests.procurement.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody around one community and its street office."""
    return assemble()


@pytest.fixture
def tender_of(cast: Cast) -> Callable[..., Tender]:
    """Makes a tender of the cast's office for its community: `tender_of("open")`, drafted by the cast's officer."""

    def made(trait: str = "", **facts: Any) -> Tender:
        used = trait not in ("", "review", "public_comment")
        item = PlanItemFactory.create(area=cast.community, buyer=cast.office, **{"used" if used else "published": True})
        facts = {**({trait: True} if trait else {}), "drafted_by": cast.officer, **facts}
        return TenderFactory.create(plan_item=item, **facts)

    return made


@pytest.fixture
def agency(db: None) -> Any:
    """A verified agency."""
    return OrganisationFactory.create(agency=True)
