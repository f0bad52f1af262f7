"""The ballots of a rating round by strata: who could rate, who did, at which level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from core.law.refusals import BadInput
from core.law.rulebook import rule

LEVELS = (1, 2, 3, 4, 5)
SATISFIED_FROM = 75


def points_of(level: int) -> int:
    """Return the index points of a level, 1 (very dissatisfied) to 5 (very satisfied)."""
    return int(rule("rating_levels").value[level - 1])


@dataclass(frozen=True)
class Stratum:
    """A part of the beneficiaries: how many they are, and the ballots at each level 1 to 5."""

    people: int
    ballots: tuple[int, int, int, int, int]

    @property
    def count(self) -> int:
        """The number of ballots."""
        return sum(self.ballots)

    @property
    def satisfied(self) -> int:
        """The number of ballots of satisfied people."""
        return sum(
            number for level, number in zip(LEVELS, self.ballots, strict=True) if points_of(level) >= SATISFIED_FROM
        )

    @property
    def points(self) -> int:
        """The sum of the ballots' index points."""
        return sum(points_of(level) * number for level, number in zip(LEVELS, self.ballots, strict=True))

    @property
    def mean(self) -> Fraction:
        """The mean index, exactly; a stratum without ballots has none (ZeroDivisionError)."""
        return Fraction(self.points, self.count)

    @property
    def squares(self) -> Fraction:
        """The sum of squared distances from the mean."""
        mean = self.mean
        return sum(
            (number * (points_of(level) - mean) ** 2 for level, number in zip(LEVELS, self.ballots, strict=True)),
            Fraction(0),
        )

    def __add__(self, other: Stratum) -> Stratum:
        mine, others = self.ballots, other.ballots
        return Stratum(self.people + other.people, tuple(a + b for a, b in zip(mine, others, strict=True)))  # type: ignore[arg-type]


def read_strata(population: Mapping[str, int], ballots: Mapping[str, Mapping[int, int]]) -> list[Stratum]:
    """Return the strata in the order of the population; missing levels count 0.

    Raises BadInput for nobody, a count below 0, a stratum that the population does not name, an unknown level, or more
    ballots than people.
    """
    for name in ballots:
        if name not in population:
            raise BadInput(
                _("There are ballots of “%(stratum)s”, which the population does not name.") % {"stratum": name}
            )
    strata = []
    for name, people in population.items():
        given = ballots.get(name, {})
        if people < 0 or any(number < 0 for number in given.values()):
            raise BadInput(_("The stratum “%(stratum)s” has a number below 0.") % {"stratum": name})
        if set(given) - set(LEVELS):
            raise BadInput(_("The stratum “%(stratum)s” has a level other than 1 to 5.") % {"stratum": name})
        first, second, third, fourth, fifth = (given.get(level, 0) for level in LEVELS)
        stratum = Stratum(people, (first, second, third, fourth, fifth))
        if stratum.count > people:
            raise BadInput(
                _("The stratum “%(stratum)s” has %(ballots)s ballots of %(people)s people.")
                % {"stratum": name, "ballots": stratum.count, "people": people}
            )
        strata.append(stratum)
    if not sum(stratum.people for stratum in strata):
        raise BadInput(_("The population is empty: nobody could rate."))
    return strata


def merge_empty(strata: Sequence[Stratum]) -> list[Stratum]:
    """Merge each stratum without ballots into the one before it, leading ones into the next; none left: no ballots."""
    merged: list[Stratum] = []
    waiting = Stratum(0, (0, 0, 0, 0, 0))
    for stratum in strata:
        if stratum.count:
            merged.append(stratum + waiting)
            waiting = Stratum(0, (0, 0, 0, 0, 0))
        elif merged:
            merged[-1] += stratum
        else:
            waiting += stratum
    return merged


def sample_variance(strata: Sequence[Stratum]) -> Fraction | None:
    """Return the variance of all ballots together (n − 1); None below two ballots."""
    whole = sum(strata, Stratum(0, (0, 0, 0, 0, 0)))
    return whole.squares / (whole.count - 1) if whole.count > 1 else None


def pooled_variance(strata: Sequence[Stratum]) -> Fraction | None:
    """Return the variance within strata, pooled over those with two ballots or more.

    Where none has two, the variance of all ballots stands in; None below two ballots.
    """
    freedom = sum(stratum.count - 1 for stratum in strata)
    if freedom > 0:
        return sum((stratum.squares for stratum in strata), Fraction(0)) / freedom
    return sample_variance(strata)
