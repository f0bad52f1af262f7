"""The resident rating: published vectors, gates, money, and the edges where ballots are few."""

from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.law.ratings import Ranking, RatingEstimate, estimate_rating, least_sample, payment_factor
from core.law.refusals import BadInput
from core.law.strata import Stratum, merge_empty, pooled_variance, sample_variance

PEOPLE = {"self": 70, "assist": 110}
SELF = {5: 14, 4: 12, 3: 5, 2: 3, 1: 1}
VECTOR_A = {"self": SELF, "assist": {5: 27, 4: 14, 3: 5, 2: 2, 1: 1}}
VECTOR_B = {"self": SELF, "assist": {5: 15, 4: 14, 3: 5, 2: 2, 1: 1}}


def estimate(population: dict, ballots: dict, **options) -> RatingEstimate:
    return estimate_rating(population, ballots, **{"target": 75, "floor": 50, **options}).result


@pytest.mark.parametrize(
    ("ballots", "n", "index", "se", "kish", "effective_n", "share", "wilson", "bounds", "commendation"),
    [
        (VECTOR_A, 84, 79.68, 2.01, 83.7, 156.1, 0.800, (0.731, 0.855), (0.372, 0.906), True),
        (VECTOR_B, 72, 76.24, 2.42, 69.4, 115.0, 0.768, (0.683, 0.836), (0.306, 0.906), False),
    ],
)
def test_the_published_vectors(ballots, n, index, se, kish, effective_n, share, wilson, bounds, commendation):
    found = estimate(PEOPLE, ballots)
    assert (found.n, found.n_min, found.publishable, found.payable) == (n, 37, True, True)
    assert (round(found.index, 2), round(found.se, 2)) == (index, se)
    assert (round(found.kish, 1), round(found.effective_n, 1)) == (kish, effective_n)
    assert abs(found.satisfied_share - share) < 0.001
    assert all(abs(got - want) < 0.001 for got, want in zip(found.wilson + found.bounds, wilson + bounds, strict=True))
    assert found.interval == (found.index - 1.96 * found.se, found.index + 1.96 * found.se)
    assert (found.factor, found.commendation, found.shrunk) == (1.0, commendation, None)


@pytest.mark.parametrize(
    ("people", "least"), [(1, 1), (40, 22), (60, 27), (100, 32), (180, 37), (500, 43), (10**9, 47)]
)
def test_the_least_sample(people, least):
    assert least_sample(people) == least


@pytest.mark.parametrize(
    ("lower", "upper", "factor"),
    [(57, 67, 0.68), (71.5, 81.0, 1.0), (20, 45, 0.0), (60, 75, 1.0), (76, 90, 1.0), (40, 50, 0.0)],
)
def test_the_interval_earns(lower, upper, factor):
    assert isclose(payment_factor(lower, upper, 75, 50), factor)


@pytest.mark.parametrize("level", [5, 1])
def test_a_share_stays_between_none_and_all(level):
    lower, upper = estimate({"all": 100}, {"all": {level: 40}}).wilson
    assert (lower == 0.0, upper == 1.0) == (level == 1, level == 5)
    assert 0 <= lower < upper <= 1


def test_an_interval_below_the_target_earns_in_proportion():
    found = estimate({"all": 100}, {"all": {3: 40, 2: 20}})
    assert found.payable is True
    assert found.factor == max(0.0, 1 - (75 - found.interval[1]) / 25)
    assert found.commendation is False


@pytest.mark.parametrize(
    ("people", "ballots", "publishable", "payable"),
    [
        (180, 9, False, False),
        (180, 10, True, False),
        (180, 36, True, False),
        (180, 53, True, False),  # enough ballots, but below 30 %
        (180, 54, True, True),
        (10, 9, False, True),  # nearly everybody: enough to pay by, too few to print
        (40, 21, True, False),
        (40, 22, True, True),
    ],
)
def test_the_gates(people, ballots, publishable, payable):
    found = estimate({"all": people}, {"all": {5: ballots}})
    assert (found.publishable, found.payable) == (publishable, payable)
    assert (found.factor, found.commendation) == ((1.0, True) if payable else (None, False))


def test_a_census_has_no_interval_to_speak_of():
    found = estimate({"a": 20, "b": 1}, {"a": {5: 10, 4: 10}, "b": {1: 1}}, ranking=Ranking(80, 36))
    assert (found.index, found.se, found.interval) == (83 + 1 / 3, 0.0, (83 + 1 / 3, 83 + 1 / 3))
    assert (found.wilson, found.effective_n, found.kish, found.payable) == (None, None, 21.0, True)
    assert found.bounds == (20 / 21, 20 / 21)
    assert found.shrunk == found.index


def test_no_ballots_say_nothing_but_their_bounds():
    assert estimate(PEOPLE, {}, ranking=Ranking(80, 36)) == RatingEstimate(n=0, bounds=(0.0, 1.0), n_min=37)


def test_one_ballot_has_no_spread():
    found = estimate({"all": 5}, {"all": {4: 1}}, ranking=Ranking(80, 36))
    assert (found.n, found.index, found.se, found.interval, found.shrunk) == (1, 75.0, None, None, None)
    assert found.kish == 1.0


def test_equal_ballots_have_no_spread_and_lean_on_nothing():
    found = estimate({"all": 100}, {"all": {4: 50}}, ranking=Ranking(80, 36))
    assert (found.se, found.interval, found.shrunk, found.commendation) == (0.0, (75.0, 75.0), 75.0, False)


def test_a_stratum_of_one_ballot_borrows_the_pooled_spread():
    found = estimate({"a": 10, "b": 10, "c": 10}, {"a": {5: 2, 4: 2}, "b": {5: 1, 1: 1}, "c": {3: 1}})
    pooled = (4 * 12.5**2 + 2 * 50**2) / (3 + 1)
    variance = (
        (1 / 9) * (1 - 4 / 10) * (4 * 12.5**2 / 3) / 4
        + (1 / 9) * (1 - 2 / 10) * (2 * 50**2) / 2
        + (1 / 9) * (1 - 1 / 10) * pooled / 1
    )
    assert isclose(found.se, sqrt(variance))


def test_the_shrunk_score_leans_on_the_category():
    found = estimate(PEOPLE, VECTOR_B, ranking=Ranking(80, 36))
    counts = {100: 29, 75: 26, 50: 10, 25: 5, 0: 2}
    mean = sum(points * count for points, count in counts.items()) / 72
    spread = sum(count * (points - mean) ** 2 for points, count in counts.items()) / 71
    kappa = spread / 36
    assert isclose(found.shrunk, (found.effective_n * found.index + kappa * 80) / (found.effective_n + kappa))


NOBODY = (0, 0, 0, 0, 0)
SOME = (0, 1, 0, 0, 2)


@pytest.mark.parametrize(
    ("strata", "merged"),
    [
        ([(10, SOME), (5, NOBODY)], [(15, SOME)]),
        ([(5, NOBODY), (10, SOME)], [(15, SOME)]),
        ([(5, NOBODY), (6, NOBODY), (10, SOME), (7, NOBODY), (9, SOME)], [(28, SOME), (9, SOME)]),
        ([(5, NOBODY)], []),
    ],
)
def test_an_empty_stratum_merges_into_the_one_before_it_the_first_into_the_next(strata, merged):
    assert merge_empty([Stratum(*each) for each in strata]) == [Stratum(*each) for each in merged]


def test_the_order_of_the_population_decides_where_an_empty_stratum_goes():
    ballots = {"a": {5: 10}, "c": {1: 10}}
    assert estimate({"a": 20, "b": 60, "c": 20}, ballots).index == 80.0
    assert estimate({"a": 20, "c": 20, "b": 60}, ballots).index == 20.0


def test_spread_is_pooled_over_strata_with_two_ballots_or_all_where_none_has():
    assert pooled_variance([Stratum(5, (1, 0, 0, 0, 1)), Stratum(5, (0, 0, 1, 0, 0))]) == 5000
    assert pooled_variance([Stratum(5, (1, 0, 0, 0, 0)), Stratum(5, (0, 0, 0, 0, 1))]) == 5000
    assert pooled_variance([Stratum(5, (1, 0, 0, 0, 0))]) is None
    assert sample_variance([Stratum(5, (1, 0, 0, 0, 0))]) is None


@pytest.mark.parametrize(
    ("population", "ballots", "options"),
    [
        ({}, {}, {}),
        ({"all": 0}, {}, {}),
        ({"all": -1}, {}, {}),
        ({"all": 5}, {"all": {5: 6}}, {}),
        ({"a": 5, "b": 100}, {"a": {5: 6}, "b": {5: 1}}, {}),  # more ballots than people in one stratum
        ({"all": 5}, {"all": {5: -1}}, {}),
        ({"all": 5}, {"others": {5: 1}}, {}),
        ({"all": 5}, {"all": {6: 1}}, {}),
        ({"all": 5}, {"all": {0: 1}}, {}),
        ({"all": 5}, {}, {"target": 50, "floor": 50}),
        ({"all": 5}, {}, {"target": 40, "floor": 50}),
        ({"all": 5}, {}, {"target": 101}),
        ({"all": 5}, {}, {"floor": -1}),
        ({"all": 5}, {}, {"ranking": Ranking(80, 0)}),
        ({"all": 5}, {}, {"ranking": Ranking(80, -1)}),
        ({"all": 5}, {}, {"ranking": Ranking(101, 36)}),
    ],
)
def test_impossible_figures_are_refused(population, ballots, options):
    with pytest.raises(BadInput):
        estimate(population, ballots, **options)


COUNTS = st.fixed_dictionaries({level: st.integers(0, 30) for level in range(1, 6)})


@given(st.dictionaries(st.sampled_from("abcd"), st.tuples(COUNTS, st.integers(0, 200)), min_size=1))
def test_whatever_the_ballots_the_figures_stay_in_their_bounds(strata):
    population = {name: sum(levels.values()) + silent for name, (levels, silent) in strata.items()}
    if not sum(population.values()):
        return
    found = estimate(population, {name: levels for name, (levels, _silent) in strata.items()})
    lower, upper = found.bounds
    assert 0 <= lower <= upper <= 1
    if found.n:
        assert 0 <= found.index <= 100
        assert 0 <= found.satisfied_share <= 1
        assert found.kish <= found.n + 1e-9
    if found.wilson:
        assert -1e-12 <= found.wilson[0] <= found.satisfied_share + 1e-12
        assert found.satisfied_share <= found.wilson[1] + 1e-12
    assert (found.factor is None) is not found.payable
    assert found.factor is None or 0 <= found.factor <= 1
