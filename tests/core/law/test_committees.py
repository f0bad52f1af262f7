"""The committee's size by method, budget, complexity and threshold."""

from decimal import Decimal

import pytest

from core.law.committees import CommitteeSize, committee_size, experts_needed, is_lawful_committee
from core.law.refusals import BadInput, DoesNotApply


@pytest.mark.parametrize(
    ("method", "budget", "is_complex", "threshold", "size", "experts"),
    [
        ("open_tender", "9000000", False, None, 5, 4),
        ("open_tender", "9999999.99", False, None, 5, 4),
        ("open_tender", "10000000", False, None, 7, 5),
        ("open_tender", "9000000", True, None, 7, 5),
        ("open_tender", "9000000", False, "400000", 5, 4),
        ("consultation", "9000000", False, None, 3, 2),
        ("consultation", "3999999.99", False, "4000000", 3, 2),
        ("consultation", "4000000", False, "4000000", 5, 4),
        ("consultation", "20000000", True, None, 3, 2),
        ("negotiation", "4000000", False, "4000000", 5, 4),
        ("negotiation", "100", False, "4000000", 3, 2),
    ],
)
def test_a_committee(method, budget, is_complex, threshold, size, experts):
    outcome = committee_size(
        method, Decimal(budget), is_complex=is_complex, threshold=Decimal(threshold) if threshold else None
    )
    assert outcome.result == CommitteeSize(size, experts)
    assert [reason.rule for reason in outcome.because][1:] == ["committee_experts"]


@pytest.mark.parametrize(("size", "experts"), [(3, 2), (5, 4), (7, 5), (9, 6), (11, 8)])
def test_two_thirds_are_experts(size, experts):
    assert experts_needed(size) == experts


@pytest.mark.parametrize(
    ("members", "experts", "lawful"),
    [(5, 4, True), (7, 5, True), (5, 3, False), (6, 5, False), (3, 3, False), (9, 5, False)],
)
def test_a_lawful_committee_is_odd_large_enough_and_two_thirds_experts(members, experts, lawful):
    assert is_lawful_committee(members, experts, CommitteeSize(5, 4)) is lawful


def test_a_single_source_has_no_committee():
    with pytest.raises(DoesNotApply):
        committee_size("single_source", Decimal(100))


@pytest.mark.parametrize(("budget", "threshold"), [("0", None), ("-1", None), ("5", "0"), ("5", "-2")])
def test_sums_must_be_above_zero(budget, threshold):
    with pytest.raises(BadInput):
        committee_size("consultation", Decimal(budget), threshold=Decimal(threshold) if threshold else None)
