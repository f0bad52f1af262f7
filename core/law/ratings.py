"""The resident rating: an estimate that knows how little it knows, its gates, and the money that hangs on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, sqrt

from django.utils.translation import gettext as _

from core.law.outcome import Because, Outcome
from core.law.refusals import BadInput
from core.law.rulebook import Rulebook, rule, rulebook
from core.law.strata import Stratum, merge_empty, pooled_variance, read_strata, sample_variance

Interval = tuple[float, float]
RULES = ("rating_estimate", "rating_publish_min", "rating_payable_share", "rating_payment")


@dataclass(frozen=True)
class Ranking:
    """What the shrunk score leans on: the category's mean and the variance between its providers."""

    mean: float
    tau2: float


@dataclass(frozen=True)
class RatingEstimate:
    """A round's figures, index points 0 to 100 and shares 0 to 1; None where the ballots do not carry the figure."""

    n: int
    bounds: Interval
    n_min: int
    index: float | None = None
    se: float | None = None
    interval: Interval | None = None
    satisfied_share: float | None = None
    wilson: Interval | None = None
    kish: float | None = None
    effective_n: float | None = None
    publishable: bool = False
    payable: bool = False
    factor: float | None = None
    commendation: bool = False
    shrunk: float | None = None


def least_sample(people: int) -> int:
    """Return the least number of ballots out of so many people that may move money; raises BadInput for nobody."""
    if people < 1:
        raise BadInput(_("The population is empty: nobody could rate."))
    z, spread, margin = (Fraction(rule(f"rating_{key}").rate) for key in ("estimate", "spread", "margin"))
    unlimited = (z * spread / margin) ** 2
    return ceil(unlimited * people / (people + unlimited - 1))


def answers_missing(n: int, people: int) -> int:
    """Return how many more of so many people have to answer until their rating may move money; 0 where enough did."""
    share = Fraction(rule("rating_payable_share").rate)
    return max(least_sample(people), ceil(share * people), n) - n


def payment_factor(lower: float, upper: float, target: float, floor: float) -> float:
    """Return the share of the performance part that an interval earns, 0 to 1: the buyer bears the burden of proof."""
    if upper >= target:
        return 1.0
    return max(0.0, 1 - (target - upper) / (target - floor))


def wilson_interval(share: float, ballots: float, z: float) -> Interval:
    """Return the Wilson interval of a share that so many (effective) ballots carry."""
    middle = share + z * z / (2 * ballots)
    reach = z * sqrt(max(0.0, share * (1 - share)) / ballots + z * z / (4 * ballots * ballots))
    whole = 1 + z * z / ballots
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def standard_error(strata: Sequence[Stratum], people: int) -> float | None:
    """Return the standard error of the index; None where a single ballot leaves the spread unknown."""
    pooled = pooled_variance(strata)
    variance = Fraction(0)
    for stratum in strata:
        if stratum.count == stratum.people:
            continue  # everybody answered: nothing is left to chance
        spread = stratum.squares / (stratum.count - 1) if stratum.count > 1 else pooled
        if spread is None:
            return None
        answered = Fraction(stratum.count, stratum.people)
        variance += Fraction(stratum.people, people) ** 2 * (1 - answered) * spread / stratum.count
    return sqrt(variance)


def shrunk_score(index: float, effective_n: float | None, spread: Fraction | None, ranking: Ranking) -> float | None:
    """Return the score for ranking and directory: few ballots lean on the category's mean. Never for payment.

    `effective_n` None is a census, which leans on nothing; `spread` None (a single ballot) gives None.
    """
    if effective_n is None:
        return index
    if spread is None:
        return None
    lean = float(spread) / ranking.tau2
    return (effective_n * index + lean * ranking.mean) / (effective_n + lean)


def estimate_rating(
    population: Mapping[str, int],
    ballots: Mapping[str, Mapping[int, int]],
    *,
    target: float,
    floor: float,
    ranking: Ranking | None = None,
    book: Rulebook | None = None,
) -> Outcome[RatingEstimate]:
    """Return the figures of a rating round; `ballots` counts levels 1 to 5 per stratum of the population.

    Raises BadInput for impossible counts, a target that is not above the floor, or a ranking without variance.
    """
    book = book or rulebook()
    if not 0 <= floor < target <= 100:
        raise BadInput(_("Floor and target must satisfy 0 ≤ floor < target ≤ 100."))
    if ranking and not (0 <= ranking.mean <= 100 and ranking.tau2 > 0):
        raise BadInput(_("The ranking needs a mean between 0 and 100 and a tau2 above 0."))
    given = read_strata(population, ballots)
    reasons = tuple(Because.of(book.rule(key)) for key in RULES)
    return Outcome(figures(given, target=target, floor=floor, ranking=ranking), reasons)


def figures(given: Sequence[Stratum], *, target: float, floor: float, ranking: Ranking | None) -> RatingEstimate:
    """Return the estimate of strata that have been checked."""
    people = sum(stratum.people for stratum in given)
    n = sum(stratum.count for stratum in given)
    satisfied = sum(stratum.satisfied for stratum in given)
    bounds = (satisfied / people, (satisfied + people - n) / people)
    n_min = least_sample(people)
    strata = merge_empty(given)
    if not strata:
        return RatingEstimate(n=0, bounds=bounds, n_min=n_min)
    z = float(rule("rating_estimate").rate)
    index = float(sum((stratum.people * stratum.mean for stratum in strata), Fraction(0)) / people)
    share = (
        sum((Fraction(stratum.people * stratum.satisfied, stratum.count) for stratum in strata), Fraction(0)) / people
    )
    kish = people**2 / sum((Fraction(stratum.people**2, stratum.count) for stratum in strata), Fraction(0))
    is_census = n == people
    effective_n = None if is_census else float(kish * (people - 1) / (people - n))
    se = standard_error(strata, people)
    interval = None if se is None else (index - z * se, index + z * se)
    payable = n >= n_min and Fraction(n, people) >= Fraction(rule("rating_payable_share").rate) and interval is not None
    return RatingEstimate(
        n=n,
        index=index,
        se=se,
        interval=interval,
        satisfied_share=float(share),
        wilson=None if effective_n is None else wilson_interval(float(share), effective_n, z),
        bounds=bounds,
        kish=float(kish),
        effective_n=effective_n,
        n_min=n_min,
        publishable=n >= rule("rating_publish_min").whole,
        payable=payable,
        factor=payment_factor(*interval, target, floor) if payable and interval else None,
        commendation=bool(payable and interval and interval[0] > target),
        shrunk=shrunk_score(index, effective_n, sample_variance(given), ranking) if ranking else None,
    )
