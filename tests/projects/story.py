"""One purchase after its award, with everybody who might touch it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Organisation
from core.audit.models import AuditRow
from core.rights import Denial
from procurement.awards.models import Award
from projects.contracts.models import Contract
from tests.factories.contracts import ContractFactory, published_award
from tests.procurement.cast import Cast, assemble

OFFICE = frozenset({"officer", "colleague", "approver", "both", "finance", "grid_worker"})
NOBODY = frozenset({"anonymous", "left"})  # not logged in, or with an account that is closed


@dataclass(frozen=True)
class Story:
    """The award of a community's purchase to the supplier for whom `cast.supplier` acts."""

    cast: Cast
    award: Award

    @property
    def supplier(self) -> Organisation:
        """The winner."""
        return self.award.bid.supplier

    def contract(self, **traits: Any) -> Contract:
        """Return the contract of the award in the state of the traits."""
        return ContractFactory.create(award=self.award, **traits)

    def expected(self, *allowed: str, hidden: bool = False, public: bool = False) -> dict[str, str]:
        """Return the denial that everybody but those allowed meets: who may see the thing holds the wrong role."""
        inside = OFFICE | {"supervisor"} | (set() if hidden else {"supplier"})
        return {
            name: str(Denial.WRONG_ROLE if (name in inside or (public and name not in NOBODY)) else Denial.STRANGER)
            for name in self.cast.but(*allowed)
        }


def begin(**tender: Any) -> Story:
    """Return a story at its award letter; `tender` gives other facts of the document."""
    cast = assemble()
    supplier = cast.supplier.memberships.get().organisation
    award = published_award(community=cast.community, buyer=cast.office, supplier=supplier, **tender)
    return Story(cast, award)


def acts(thing: Any) -> list[tuple[str, str, str, str]]:
    """Return what the record says about a thing: verb, from, to, reason."""
    return [(row.verb, row.before, row.after, row.reason) for row in AuditRow.objects.of_thing(thing)]
