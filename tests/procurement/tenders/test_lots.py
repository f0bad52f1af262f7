"""What a lot takes from its tender: the price that no bid may exceed."""

from __future__ import annotations

import pytest

from procurement.tenders.models import Lot, Tender


@pytest.mark.parametrize(
    ("lot", "tender", "highest"),
    [
        ((None, 660), (None, 660), 660),
        ((650, 660), (None, 660), 650),
        ((None, 660), (650, 660), 650),  # one lot that is the whole: the tender's ceiling holds for it
        ((400, 500), (900, 1000), 400),
        ((None, None), (900, 1000), 900),
        ((None, None), (None, None), None),
    ],
)
def test_no_bid_exceeds_the_lowest_of_the_limits(
    lot: tuple[int | None, int | None], tender: tuple[int | None, int | None], highest: int | None
) -> None:
    whole = Tender(ceiling_fen=tender[0], budget_fen=tender[1])
    assert Lot(tender=whole, ceiling_fen=lot[0], budget_fen=lot[1]).highest_price_fen == highest
