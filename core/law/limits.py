"""The highest sums that the law allows, in integer minor units (分), rounded down so that they never exceed it."""

from __future__ import annotations

from core.law.rulebook import rule


def at_most(minor: int, key: str) -> int:
    """Return the highest sum that a share of the rulebook allows on a base."""
    numerator, denominator = rule(key).rate.as_integer_ratio()
    return minor * numerator // denominator


def bid_deposit_limit(budget: int) -> int:
    """Return the highest bid deposit on a budget (条例§33)."""
    return at_most(budget, "bid_deposit")


def performance_deposit_limit(contract: int) -> int:
    """Return the highest performance deposit on a contract (条例§48)."""
    return at_most(contract, "performance_deposit")


def supplement_limit(contract: int) -> int:
    """Return the most that all supplements of a contract together may add (法§49)."""
    return at_most(contract, "contract_extra")
