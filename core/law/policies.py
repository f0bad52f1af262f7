"""How a score becomes money: the named policies that a tender may publish, exact and without a hole.

A policy is checked when it is made: one that leaves a score undecided, or decides it twice, raises BadInput.
Amounts are yuan; every printed amount is rounded half up once, and the lines of a calculation add up to the fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from django.utils.translation import gettext as _

from core.law.amounts import two_decimals
from core.law.outcome import Because
from core.law.refusals import BadInput
from core.law.rulebook import Rulebook, rulebook
from core.punctuation import percent_sign

HIGHEST = 100  # points, and percent
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class PolicyLine:
    """One line of a calculation: what it says, and an amount in yuan; what is taken away is below zero."""

    text: str
    amount: Decimal


@dataclass(frozen=True)
class Payment:
    """What a policy pays of an amount; None where the policy says nothing about it."""

    payable: Decimal
    deducted: Decimal
    lines: tuple[PolicyLine, ...]
    claw_back: Decimal | None = None
    may_terminate: bool | None = None
    commendation: bool | None = None


@dataclass(frozen=True)
class Split:
    """A contract in instalments that add up to it."""

    amounts: tuple[Decimal, ...]
    lines: tuple[PolicyLine, ...]


@dataclass(frozen=True)
class Shenzhen90:
    """From 90 on in full; below, (90 − score)/90 of the contract is deducted, whatever the tail still holds."""

    rule: ClassVar[str] = "payout_shenzhen_90"
    tail_percent: Decimal | None = None

    def __post_init__(self) -> None:
        if self.tail_percent is not None:
            score_of(self.tail_percent, _("Last instalment in percent"))

    def pay(self, amount: Decimal, score: Decimal) -> Payment:
        """Return what is paid of the contract; what the tail does not cover is clawed back."""
        full = rulebook().rule(self.rule).rate
        points = missing_points(score, full)
        deducted = two_decimals(Fraction(amount) * points / Fraction(full))
        lines = [PolicyLine(_("Amount of the contract"), cents(amount))]
        text = (
            _("Score %(score)s: (%(full)s − %(score)s) ÷ %(full)s of the contract is deducted")
            if points
            else _("Score %(score)s: from %(full)s on nothing is deducted")
        )
        lines.append(PolicyLine(text % {"score": plain(score), "full": plain(full)}, -deducted))
        payable = cents(amount) - deducted
        lines.append(PolicyLine(_("To pay"), payable))
        claw_back = NOTHING
        if self.tail_percent is not None:
            tail = two_decimals(Fraction(amount) * Fraction(self.tail_percent) / HIGHEST)
            claw_back = max(NOTHING, deducted - tail)
            held = _("Last instalment, %(percent)s %% of the contract: what is deducted is taken from it first")
            lines.append(PolicyLine(held % {"percent": plain(self.tail_percent)}, tail))
            lines.append(PolicyLine(_("To be paid back: what exceeds the last instalment"), claw_back))
        return Payment(payable, deducted, tuple(lines), claw_back=claw_back)


@dataclass(frozen=True)
class PointRate:
    """In full from a score on; below, every point takes a share of the fee."""

    rule: ClassVar[str] = "payout_point_rate"
    full_from: Decimal
    deduct_below: Decimal
    rate_per_point: Decimal
    terminate_below: Decimal

    def __post_init__(self) -> None:
        for points, what in (
            (self.full_from, _("Score for the full amount")),
            (self.deduct_below, _("Score below which points are deducted")),
            (self.terminate_below, _("Score below which the contract may be ended")),
        ):
            score_of(points, what)
        refuse_undecided(self.full_from, self.deduct_below)
        if not 0 <= self.rate_per_point <= 1:
            raise BadInput(_("The rate per point must lie between 0 and 1: 0.001 is 0.1 %."))

    def pay(self, amount: Decimal, score: Decimal) -> Payment:
        """Return what is paid of the fee, never below 0, and whether the contract may be ended."""
        points = missing_points(score, self.deduct_below)
        deducted = min(cents(amount), two_decimals(Fraction(amount) * points * Fraction(self.rate_per_point)))
        text = _("Score %(score)s: %(points)s points below %(full)s, %(rate)s of the fee each") % {
            "score": plain(score),
            "points": exact(points),
            "full": plain(self.deduct_below),
            "rate": f"{plain(self.rate_per_point * 100)}{percent_sign()}",
        }
        may_terminate = score < self.terminate_below
        lines = fee_lines(amount, score, self.full_from, text if points else "", deducted)
        if may_terminate:
            ends = _("Below %(score)s the buyer may end the contract") % {"score": plain(self.terminate_below)}
            lines = (*lines, PolicyLine(ends, NOTHING))
        return Payment(cents(amount) - deducted, deducted, lines, may_terminate=may_terminate)


@dataclass(frozen=True)
class PointAmount:
    """In full from a score on; below, every point takes a fixed amount."""

    rule: ClassVar[str] = "payout_point_amount"
    full_from: Decimal
    amount_per_point: Decimal

    def __post_init__(self) -> None:
        score_of(self.full_from, _("Score for the full amount"))
        not_negative(self.amount_per_point, _("Amount per point"))

    def pay(self, amount: Decimal, score: Decimal) -> Payment:
        """Return what is paid of the fee, never below 0."""
        points = missing_points(score, self.full_from)
        deducted = min(cents(amount), two_decimals(points * Fraction(self.amount_per_point)))
        text = _("Score %(score)s: %(points)s points below %(full)s, %(each)s yuan each") % {
            "score": plain(score),
            "points": exact(points),
            "full": plain(self.full_from),
            "each": f"{cents(self.amount_per_point)}",
        }
        lines = fee_lines(amount, score, self.full_from, text if points else "", deducted)
        return Payment(cents(amount) - deducted, deducted, lines)


@dataclass(frozen=True)
class IntervalPolicy:
    """The performance part by a rating's interval against target and floor: the buyer bears the burden of proof."""

    rule: ClassVar[str] = "rating_payment"
    target: Decimal
    floor: Decimal

    def __post_init__(self) -> None:
        if not 0 <= self.floor < self.target <= HIGHEST:
            raise BadInput(_("Floor and target must satisfy 0 ≤ floor < target ≤ 100."))

    def factor(self, upper: Decimal | float) -> Fraction:
        """Return the share that is earned, 0 to 1, exactly."""
        target, floor = Fraction(self.target), Fraction(self.floor)
        missing = (target - Fraction(upper)) / (target - floor)
        return min(Fraction(1), max(Fraction(0), 1 - missing))

    def pay(self, amount: Decimal, lower: Decimal, upper: Decimal) -> Payment:
        """Return what is paid of the performance part; raises BadInput for an interval that no rating gives."""
        # An estimate of 0 to 100 may reach beyond them by its margin, at most 98 points for two answers.
        if not (lower <= upper and -HIGHEST <= lower <= HIGHEST and 0 <= upper <= 2 * HIGHEST):
            raise BadInput(_("The interval must run from its lower to its upper end, around an index of 0 to 100."))
        factor = self.factor(upper)
        payable = two_decimals(Fraction(amount) * factor)
        deducted = cents(amount) - payable
        commendation = lower > self.target
        facts = {"lower": brief(lower), "upper": brief(upper), "target": plain(self.target), "floor": plain(self.floor)}
        if commendation:
            text = _("Interval %(lower)s to %(upper)s above the target %(target)s: in full, with commendation")
        elif factor == 1:
            text = _("Interval %(lower)s to %(upper)s reaches the target %(target)s: in full")
        else:
            text = _(
                "Interval %(lower)s to %(upper)s below the target %(target)s, floor %(floor)s: "
                "%(upper)s earns %(share)s %% of it"
            )
        said = text % {**facts, "share": f"{two_decimals(factor * 100)}"}
        lines = (
            PolicyLine(_("Performance part"), cents(amount)),
            PolicyLine(said, -deducted),
            PolicyLine(_("To pay"), payable),
        )
        return Payment(payable, deducted, lines, commendation=commendation)


@dataclass(frozen=True)
class Instalments:
    """A contract paid in shares of itself."""

    rule: ClassVar[str] = "payout_instalments"
    percents: tuple[Decimal, ...]

    def __post_init__(self) -> None:
        for percent in self.percents:
            score_of(percent, _("Instalment in percent"))
        total = sum(map(Fraction, self.percents), Fraction(0))  # exact, however fine the percentages are
        if total != HIGHEST:
            raise BadInput(_("The instalments make %(total)s %%, not 100 %%.") % {"total": exact(total)})

    def split(self, contract: Decimal) -> Split:
        """Return the amounts, each rounded, the last the remainder; raises BadInput where nothing is left for it."""
        first = [two_decimals(Fraction(contract) * Fraction(percent) / HIGHEST) for percent in self.percents[:-1]]
        last = cents(contract) - sum(first, NOTHING)
        if last < 0:
            raise BadInput(_("The contract is too small for so many instalments: the last would be below 0."))
        amounts = (*first, last)
        lines = tuple(
            PolicyLine(
                _("Instalment %(number)s: %(percent)s %%") % {"number": number, "percent": plain(percent)}, amount
            )
            for number, (percent, amount) in enumerate(zip(self.percents, amounts, strict=True), start=1)
        )
        return Split(amounts, lines)


Policy = Shenzhen90 | PointRate | PointAmount | IntervalPolicy | Instalments


def because_of(policy: Policy, book: Rulebook | None = None) -> tuple[Because, ...]:
    """Return the rules behind a policy: its own, and how it is rounded; raises NotInForce."""
    book = book or rulebook()
    return (Because.of(book.rule(policy.rule)), Because.of(book.rule("payout_rounding")))


def missing_points(score: Decimal, full: Decimal) -> Fraction:
    """Return how far a score stays below a bound; at the bound nothing is missing."""
    return max(Fraction(0), Fraction(full) - Fraction(score_of(score, _("Score"))))


def fee_lines(
    amount: Decimal, score: Decimal, full_from: Decimal, text: str, deducted: Decimal
) -> tuple[PolicyLine, ...]:
    """Return the three lines of a fee that a score may reduce."""
    in_full = _("Score %(score)s: from %(full)s on nothing is deducted")
    return (
        PolicyLine(_("Fee"), cents(amount)),
        PolicyLine(text or in_full % {"score": plain(score), "full": plain(full_from)}, -deducted),
        PolicyLine(_("To pay"), cents(amount) - deducted),
    )


def refuse_undecided(full_from: Decimal, deduct_below: Decimal) -> None:
    """Refuse bounds that leave scores between them undecided, or decide them twice."""
    if deduct_below < full_from:
        raise BadInput(
            _(
                "The policy has a hole: from %(below)s on nothing is deducted, but only from %(full)s on it is paid in "
                "full. Say what happens between them."
            )
            % {"below": plain(deduct_below), "full": plain(full_from)}
        )
    if deduct_below > full_from:
        raise BadInput(
            _("The policy contradicts itself: a score from %(full)s to %(below)s is paid in full and deducted from.")
            % {"below": plain(deduct_below), "full": plain(full_from)}
        )


def score_of(points: Decimal, what: str) -> Decimal:
    """Return points between 0 and 100; raises BadInput."""
    if not 0 <= points <= HIGHEST:
        raise BadInput(_("%(what)s: %(given)s does not lie between 0 and 100.") % {"what": what, "given": points})
    return points


def not_negative(amount: Decimal, what: str) -> Decimal:
    """Return an amount of 0 or more; raises BadInput."""
    if amount < 0:
        raise BadInput(_("%(what)s: %(given)s is below 0.") % {"what": what, "given": amount})
    return amount


def cents(amount: Decimal) -> Decimal:
    """Return an amount with its two decimals."""
    return two_decimals(amount)


def exact(number: Fraction) -> str:
    """Return a number that came from decimals as people write it."""
    return plain(Decimal(number.numerator) / Decimal(number.denominator))


def brief(number: Decimal) -> str:
    """Return an estimate as a person reads it; the reckoning keeps all its decimals."""
    text = plain(number)
    return text if len(text.partition(".")[2]) <= 2 else plain(two_decimals(number))


def plain(number: Decimal) -> str:
    """Return a number without the zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
