"""The states of a deposit and their three names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class DepositKind(models.TextChoices):
    """What a deposit stands for."""

    BID = "BID", _("Bid deposit")
    PERFORMANCE = "PERFORMANCE", _("Performance deposit")


class WaiverRule(models.TextChoices):
    """Who need not pay a deposit, by what the register says about the supplier; decided before anybody bids."""

    NONE = "NONE", _("Nobody is exempt")
    SMALL_MICRO = "SMALL_MICRO", _("Small and micro enterprises are exempt")
    GRADE_3A = "GRADE_3A", _("Social organisations assessed 3A or better are exempt")
    BOTH = "BOTH", _("Small and micro enterprises, and social organisations of 3A or better, are exempt")


class DepositState(models.TextChoices):
    """From being asked to its end."""

    REQUIRED = "REQUIRED", _("Required")
    PENDING = "PENDING", _("Being paid")
    HELD = "HELD", _("Held")
    REFUNDED = "REFUNDED", _("Refunded")
    FORFEITED = "FORFEITED", _("Forfeited")
    CONVERTED = "CONVERTED", _("Converted")
    WAIVED = "WAIVED", _("Waived")


# A deposit in one of these states is over; another one may take its place.
OVER = frozenset({DepositState.REFUNDED, DepositState.FORFEITED, DepositState.CONVERTED})
# Money is asked for and not here.
TO_PAY = frozenset({DepositState.REQUIRED, DepositState.PENDING})
# What lets a bid be handed in.
SECURED = frozenset({DepositState.HELD, DepositState.WAIVED})

DEPOSIT_STATE_NAMES: dict[str, StateNames] = {
    DepositState.REQUIRED: StateNames(
        _("Deposit required"), _("A deposit is asked"), _("The supplier pays the deposit, or claims an exemption.")
    ),
    DepositState.PENDING: StateNames(
        _("Deposit being paid"), _("A deposit is being paid"), _("The card provider tells whether it was paid.")
    ),
    DepositState.HELD: StateNames(
        _("Deposit held"), _("A deposit is held"), _("It goes back in the time that the law sets, or is converted.")
    ),
    DepositState.REFUNDED: StateNames(
        _("Deposit refunded"), _("The deposit went back"), _("Nothing more happens to this deposit."), tone="done"
    ),
    DepositState.FORFEITED: StateNames(
        _("Deposit forfeited"),
        _("The deposit was kept"),
        _("The money belongs to the treasury. The reason is on record."),
        tone="ended",
    ),
    DepositState.CONVERTED: StateNames(
        _("Deposit converted"),
        _("The deposit secures the contract"),
        _("It counts towards the performance deposit from now on."),
    ),
    DepositState.WAIVED: StateNames(
        _("Deposit waived"), _("No deposit is asked"), _("Nothing is paid: the register shows the exemption.")
    ),
}
