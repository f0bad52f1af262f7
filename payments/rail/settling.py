"""What each purpose does with news of its money, and what all of them do alike."""

from __future__ import annotations

from typing import Any, ClassVar

from core.transitions import Clock, move
from payments.rail.models import CardPayment, Order, OrderKind

PROVIDER = Clock("provider")  # the actor of what the card provider's news bring about
BANK = Clock("bank")  # the actor of what a bank transfer brings about that two persons have confirmed


def teller_of(order: Order) -> Clock:
    """Return who brings the news of an order."""
    return BANK if order.by_bank else PROVIDER


class Settler:
    """News of one purpose's money. Each word comes once, in the transaction that notes it.

    A purpose says what it does with the words that it can hear; a word that no purpose of its kind can hear is a fault.
    """

    purpose: ClassVar[str]
    letter: ClassVar[str]  # the first letter of its references

    def find(self, reference: str) -> Any:
        """Return what a reference stands for, under its lock."""
        raise NotImplementedError

    def owner(self, reference: str) -> tuple[int | None, bool]:
        """Return the office whose money it is, and whether nobody may know of it yet."""
        raise NotImplementedError

    def confinement(self, reference: str) -> tuple[str, str]:
        """Return (seal, party): under which seal the record of acts keeps what concerns it, and who reads it there."""
        return "", ""

    def asked_fen(self, reference: str) -> int | None:
        """Return what a bank transfer under a reference has to bring; None where none is wanted now."""
        return None

    def paid(self, order: Order, payment: CardPayment) -> None:
        """Somebody paid on a page, or by bank transfer."""
        raise NotImplementedError

    def lapsed(self, order: Order) -> None:
        """A page has ended unpaid: with the last one the thing can be paid again."""
        thing = self.find(order.reference)
        others = Order.objects.of_reference(order.reference).open_checkouts().exclude(pk=order.pk)
        if thing.state == "PENDING" and not others.exists():
            move(thing.lapse, by=PROVIDER)

    def refused(self, order: Order) -> None:
        """The provider refuses; a page that it does not open has ended."""
        if order.kind == OrderKind.CHECKOUT:
            self.lapsed(order)

    def arrived(self, order: Order) -> None:
        """A refund or transfer is where it was to go."""
        raise NotImplementedError

    def came_back(self, order: Order) -> None:
        """A refund or transfer that had arrived is back at the provider."""
        raise NotImplementedError

    def repaid_by_bank(self, order: Order) -> None:
        """A refund that the card did not take is to be paid by the bank. Raises Refused where nothing is owed."""

    def not_repaid(self, order: Order) -> None:
        """The bank has not paid it either."""


SETTLERS: dict[str, Settler] = {}


def settles(settler: type[Settler]) -> type[Settler]:
    """Register who settles a purpose."""
    SETTLERS[settler.purpose] = settler()
    return settler


def purpose_of(reference: str) -> str:
    """Return what an opaque reference is for, by its first letter; "" for one that is not ours."""
    return next((one.purpose for one in SETTLERS.values() if one.letter == reference[:1]), "")
