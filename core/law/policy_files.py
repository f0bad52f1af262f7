"""Payout policies as JSON: strict in, texts with two decimals out; a tender's own policy is read the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.law.amounts import read_number
from core.law.json_shapes import Place
from core.law.outcome import Outcome
from core.law.policies import (
    Instalments,
    IntervalPolicy,
    Payment,
    PointAmount,
    PointRate,
    Policy,
    PolicyLine,
    Shenzhen90,
    Split,
    because_of,
    not_negative,
)
from core.law.refusals import BadInput
from core.law.rulebook import Rulebook

FEN = -2  # decimals of an amount in yuan


def amount_at(place: Place) -> Decimal:
    """Return an amount in yuan, 0 or more, with at most two decimals; as text, for a JSON number meets floats."""
    number = not_negative(read_number(place.word(), place.path), place.path)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < FEN:
        raise BadInput(_("%(place)s: an amount has at most two decimals.") % {"place": place.path})
    return number


def number_at(place: Place) -> Decimal:
    """Return points, a percentage or a rate, as text or as the number that a rating prints."""
    return place.money()


def shenzhen_90(top: Place) -> Shenzhen90:
    """Read the policy of (90 − score)/90."""
    tail = top.get("tail_percent")
    return Shenzhen90(number_at(tail) if tail else None)


def point_rate(top: Place) -> PointRate:
    """Read the policy of a share of the fee per point."""
    names = ("full_from", "deduct_below", "rate_per_point", "terminate_below")
    return PointRate(*(number_at(top.need(name)) for name in names))


def point_amount(top: Place) -> PointAmount:
    """Read the policy of an amount per point."""
    return PointAmount(number_at(top.need("full_from")), amount_at(top.need("amount_per_point")))


def interval(top: Place) -> IntervalPolicy:
    """Read the policy of a rating's interval."""
    return IntervalPolicy(number_at(top.need("target")), number_at(top.need("floor")))


def instalments(top: Place) -> Instalments:
    """Read the policy of shares."""
    return Instalments(tuple(number_at(place) for place in top.need("percents").items()))


# A policy's name: how it is read, the fields that are its own, and the fields of the case that it is applied to.
Reading = tuple[Callable[[Place], Policy], tuple[str, ...], tuple[str, ...]]
POLICIES: Mapping[str, Reading] = {
    "shenzhen_90": (shenzhen_90, ("tail_percent",), ("contract", "score")),
    "point_rate": (
        point_rate,
        ("full_from", "deduct_below", "rate_per_point", "terminate_below"),
        ("fee", "score"),
    ),
    "point_amount": (point_amount, ("full_from", "amount_per_point"), ("fee", "score")),
    "interval": (interval, ("target", "floor"), ("performance_part", "interval")),
    "instalments": (instalments, ("percents",), ("contract",)),
}


def read_policy(given: Mapping[str, Any]) -> Policy:
    """Return the policy that a tender names; raises BadInput for a hole, a contradiction or a strange field."""
    return _policy_at(Place(dict(given), ""), with_case=False)


def read_case(top: Place, book: Rulebook | None = None) -> Outcome[Payment | Split]:
    """Return what a file's policy pays in the file's case; raises BadInput naming the place, and NotInForce."""
    policy = _policy_at(top, with_case=True)
    return Outcome(_paid(policy, top), because_of(policy, book))


def _policy_at(top: Place, *, with_case: bool) -> Policy:
    name = top.need("policy").word()
    if name not in POLICIES:
        raise BadInput(
            _("“%(policy)s” is not a payout policy. There are: %(known)s.")
            % {"policy": name[:40], "known": ", ".join(POLICIES)}
        )
    reader, own, case = POLICIES[name]
    known = {"policy", *own, *(case if with_case else ())}
    strange = [key for key in top.keys() if key not in known]  # noqa: SIM118 -- Place.keys() reads an object strictly
    if strange:
        raise BadInput(
            _("%(policy)s has no field “%(field)s”. Its fields are: %(known)s.")
            % {"policy": name, "field": strange[0][:40], "known": ", ".join([*case, *own] if with_case else own)}
        )
    return reader(top)


def _paid(policy: Policy, top: Place) -> Payment | Split:
    if isinstance(policy, Instalments):
        return policy.split(amount_at(top.need("contract")))
    if isinstance(policy, IntervalPolicy):
        ends = top.need("interval").items()
        if len(ends) != 2:
            raise BadInput(_('interval must have two ends, as ["57", "67"].'))
        lower, upper = (number_at(end) for end in ends)
        return policy.pay(amount_at(top.need("performance_part")), lower, upper)
    amount = top.need("contract" if isinstance(policy, Shenzhen90) else "fee")
    return policy.pay(amount_at(amount), number_at(top.need("score")))


def payout_as_json(paid: Payment | Split) -> dict[str, Any]:
    """Return a calculation as printed: amounts are texts with two decimals, the lines last."""
    if isinstance(paid, Split):
        return {"amounts": [str(amount) for amount in paid.amounts], "lines": lines_as_json(paid.lines)}
    figures: dict[str, Any] = {"payable": str(paid.payable), "deducted": str(paid.deducted)}
    if paid.claw_back is not None:
        figures["claw_back"] = str(paid.claw_back)
    if paid.may_terminate is not None:
        figures["may_terminate"] = paid.may_terminate
    if paid.commendation is not None:
        figures["commendation"] = paid.commendation
    return {**figures, "lines": lines_as_json(paid.lines)}


def lines_as_json(lines: tuple[PolicyLine, ...]) -> list[dict[str, str]]:
    """Return lines as printed."""
    return [{"text": line.text, "amount": f"{line.amount + 0:.2f}"} for line in lines]
