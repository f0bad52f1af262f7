"""The highest deposits and supplements, in 分 and rounded down."""

import pytest

from core.law.limits import bid_deposit_limit, performance_deposit_limit, supplement_limit


@pytest.mark.parametrize(
    ("limit", "base", "highest"),
    [
        (bid_deposit_limit, 407_500_000, 8_150_000),
        (bid_deposit_limit, 99, 1),
        (performance_deposit_limit, 407_500_000, 40_750_000),
        (supplement_limit, 244_500_009, 24_450_000),
    ],
)
def test_no_more_than_the_law_allows(limit, base, highest):
    assert limit(base) == highest
