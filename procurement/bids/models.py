"""A bid: one supplier (or consortium) on one lot, from its draft to its place in the ranking."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.database.promises import AppendOnly
from core.kept import KeptField
from core.transitions import Machine, StateField
from procurement.bids import guards
from procurement.bids.queries import (
    BidDraftQuerySet,
    BidEventQuerySet,
    BidFileQuerySet,
    BidQuerySet,
    HalfOpenedQuerySet,
    OpeningRecordQuerySet,
)
from procurement.bids.states import BID_STATE_NAMES, OPENED, BidState, FilePart


class Bid(Machine):
    """One supplier's bid on one lot. Until the opening price and content are empty: they exist only sealed."""

    INITIAL = frozenset({BidState.DRAFT})
    STATE_NAMES = BID_STATE_NAMES

    lot = models.ForeignKey("procurement.Lot", models.PROTECT, related_name="bids")
    supplier = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="bids")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = StateField(default=BidState.DRAFT, choices=BidState.choices, protected=True)
    price_fen = models.BigIntegerField(null=True, blank=True)
    small_micro = models.BooleanField(null=True, blank=True)
    consortium_members = models.JSONField(null=True, blank=True)
    content = models.JSONField(null=True, blank=True)
    unreadable_reason = KeptField(blank=True)
    disqualified_reason = models.TextField(blank=True)
    invalid_reason = models.TextField(blank=True)

    objects = BidQuerySet.as_manager()

    # The instant that a service has read under the lock of the tender; guards about time ask it first.
    instant: datetime | None = None

    class Meta:
        app_label = "procurement"
        constraints = [
            models.UniqueConstraint(fields=["lot", "supplier"], name="one_bid_a_supplier_and_lot"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(OPENED), price_fen__gt=0, content__isnull=False, small_micro__isnull=False)
                | Q(
                    ~Q(state__in=sorted(OPENED)),
                    price_fen__isnull=True,
                    content__isnull=True,
                    small_micro__isnull=True,
                    consortium_members__isnull=True,
                ),
                name="bid_is_empty_until_opened",
            ),
            models.CheckConstraint(
                condition=Q(state=BidState.UNREADABLE) ^ Q(unreadable_reason=""), name="unreadable_bid_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(state=BidState.DISQUALIFIED) ^ Q(disqualified_reason=""),
                name="disqualified_bid_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=BidState.INVALID) ^ Q(invalid_reason=""), name="invalid_bid_has_reason"
            ),
        ]
        verbose_name = _("bid")

    def __str__(self) -> str:
        return f"{self.lot} {self.pk}"

    @property
    def ocid(self) -> str:
        """The purchase that the bid belongs to."""
        return self.lot.tender.ocid

    def audit_confinement(self) -> tuple[str, str]:
        """Until the lot is opened only the supplier reads the rows about its bid."""
        return seal_of_lot(self.lot_id), str(self.supplier_id)

    @transition(
        state,
        source=[BidState.DRAFT, BidState.WITHDRAWN],
        target=BidState.SEALED,
        conditions=[
            guards.lot_takes_bids,
            guards.deadline_is_ahead,
            guards.supplier_may_supply,
            guards.deposit_is_secured,
        ],
        permission="procurement.finalise_bid",
        custom={"label": _("Seal and hand in")},
    )
    def finalise(self) -> None:
        """Once it is handed in, nobody can read your bid until the opening, and nobody but you knows of it."""

    @transition(
        state,
        source=BidState.SEALED,
        target=BidState.SEALED,
        conditions=[
            guards.lot_takes_bids,
            guards.deadline_is_ahead,
            guards.supplier_may_supply,
            guards.deposit_is_secured,
        ],
        permission="procurement.finalise_bid",
        custom={"label": _("Replace the sealed bid")},
    )
    def replace(self) -> None:
        """The new bid takes the place of the one handed in before; until this succeeds, the former one stands."""

    @transition(
        state,
        source=BidState.SEALED,
        target=BidState.WITHDRAWN,
        conditions=[guards.lot_takes_bids, guards.deadline_is_ahead],
        permission="procurement.withdraw_bid",
        custom={"label": _("Withdraw")},
    )
    def withdraw(self) -> None:
        """Your bid no longer counts; you may hand one in again until the deadline."""

    @transition(
        state, source=BidState.SEALED, target=BidState.RETURNED, custom={"clock": True, "label": _("Return unopened")}
    )
    def give_back(self) -> None:
        """The bid goes back unopened: too few were handed in, or the purchase was cancelled."""

    @transition(
        state,
        source=BidState.SEALED,
        target=BidState.OPENED,
        conditions=[guards.tender_is_closed],
        permission="procurement.open_bids",
        custom={"label": _("Open the bid")},
    )
    def open(
        self, *, price_fen: int, small_micro: bool, consortium_members: list[str], content: dict[str, Any]
    ) -> None:
        """The bid is read out: supplier, price and term stand in the opening record."""
        self.price_fen = price_fen
        self.small_micro = small_micro
        self.consortium_members = consortium_members
        self.content = content

    @transition(
        state,
        source=BidState.SEALED,
        target=BidState.UNREADABLE,
        conditions=[guards.tender_is_closed],
        permission="procurement.open_bids",
        custom={"label": _("Mark as unreadable")},
    )
    def mark_unreadable(self, *, unreadable_reason: str) -> None:
        """The envelope could not be read; the record says why, and the other bids go on."""
        self.unreadable_reason = unreadable_reason

    @transition(
        state,
        source=BidState.OPENED,
        target=BidState.QUALIFIED,
        conditions=[guards.lot_is_opened, guards.supplier_may_supply, guards.no_related_bidder],
        permission="procurement.qualify_bid",
        custom={"label": _("Supplier qualifies")},
    )
    def qualify(self) -> None:
        """The supplier meets the conditions of the tender; the committee takes the bid on."""

    @transition(
        state,
        source=BidState.OPENED,
        target=BidState.DISQUALIFIED,
        conditions=[guards.lot_is_opened],
        permission="procurement.disqualify_bid",
        custom={"label": _("Supplier does not qualify")},
    )
    def disqualify(self, *, disqualified_reason: str) -> None:
        """The supplier does not meet a condition of the tender, and is told which."""
        self.disqualified_reason = disqualified_reason

    @transition(
        state,
        source=BidState.QUALIFIED,
        target=BidState.VALID,
        permission="procurement.conform_bid",
        custom={"label": _("Bid meets the document")},
    )
    def conform(self) -> None:
        """The bid meets the tender document and is scored."""

    @transition(
        state,
        source=[BidState.QUALIFIED, BidState.VALID],
        target=BidState.INVALID,
        permission="procurement.invalidate_bid",
        custom={"label": _("Bid is invalid")},
    )
    def invalidate(self, *, invalid_reason: str) -> None:
        """The bid does not count, and the supplier is told why."""
        self.invalid_reason = invalid_reason

    @transition(
        state,
        source=BidState.VALID,
        target=BidState.WON,
        permission="procurement.confirm_award",
        custom={"label": _("Choose this bid")},
    )
    def win(self) -> None:
        """The bid is chosen; its price becomes the contract's."""

    @transition(
        state,
        source=BidState.VALID,
        target=BidState.LOST,
        permission="procurement.confirm_award",
        custom={"label": _("Not chosen")},
    )
    def lose(self) -> None:
        """Another bid was chosen; the supplier reads its own scores and rank."""

    @transition(
        state,
        source=BidState.LOST,
        target=BidState.WON,
        permission="procurement.revoke_award",
        custom={"label": _("Move up")},
    )
    def move_up(self) -> None:
        """The winner fell away, and this bid is the next in rank."""


def seal_of_lot(lot_id: int) -> str:
    """Return the seal under which the audit rows about a lot's bids lie until it is opened."""
    return f"lot:{lot_id}"


class BidDraft(models.Model):
    """What a supplier is writing: the first bid or a replacement. Deleted when it is sealed."""

    bid = models.OneToOneField(Bid, models.CASCADE, related_name="draft")
    price_fen = models.BigIntegerField(null=True, blank=True)
    content = models.JSONField()
    updated_at = models.DateTimeField()

    objects = BidDraftQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        constraints = [models.CheckConstraint(condition=Q(price_fen__gt=0), name="draft_price_is_positive")]
        verbose_name = _("draft of a bid")

    def __str__(self) -> str:
        return f"draft of bid {self.bid_id}"


class BidFile(models.Model):
    """A file of a bid: of its draft until that is sealed (it then lies in the envelope alone), or of the opened bid."""

    bid = models.ForeignKey(Bid, models.CASCADE, related_name="files")
    part = models.CharField(max_length=20, choices=FilePart.choices)
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()

    objects = BidFileQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bid", "part", "name"], name="one_file_of_a_name"),
            models.CheckConstraint(condition=Q(part__in=["qualification", "technical"]), name="file_part_is_known"),
        ]
        verbose_name = _("file of a bid")

    def __str__(self) -> str:
        return self.name


class BidEventKind(models.TextChoices):
    """What a supplier did with its bid."""

    SUBMIT = "SUBMIT", _("Handed in")
    REPLACE = "REPLACE", _("Replaced")
    WITHDRAW = "WITHDRAW", _("Withdrawn")


class BidEvent(AppendOnly):
    """One act on a sealed bid, with the instant by the database's clock under the tender's lock."""

    bid = models.ForeignKey(Bid, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=BidEventKind.choices)
    # Commits to every envelope of the act; empty for a withdrawal.
    sha256 = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField()
    # Keeps a later public log of hashes mute about who acted and how often.
    salt = models.CharField(max_length=64)

    objects = BidEventQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        indexes = [models.Index(fields=["bid", "-id"], name="newest_event_of_bid")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=BidEventKind.WITHDRAW) ^ ~Q(sha256=""), name="sealed_event_has_hash"
            )
        ]
        verbose_name = _("event of a bid")

    def __str__(self) -> str:
        return f"{self.kind} {self.received_at:%Y-%m-%d %H:%M:%S}"


class EnvelopeKind(models.TextChoices):
    """What an envelope holds; in an open tender both are opened together."""

    TECHNICAL = "TECHNICAL", _("Qualification and technical part")
    PRICE = "PRICE", _("Price")


class Envelope(AppendOnly):
    """One sealed envelope: age to all of group A inside age to all of group B."""

    event = models.ForeignKey(BidEvent, models.PROTECT, related_name="envelopes")
    kind = models.CharField(max_length=10, choices=EnvelopeKind.choices)
    sha256 = models.CharField(max_length=64)
    ciphertext = models.BinaryField()

    class Meta:
        app_label = "procurement"
        constraints = [models.UniqueConstraint(fields=["event", "kind"], name="one_envelope_of_a_kind")]
        verbose_name = _("envelope")

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"


class HalfOpened(AppendOnly):
    """An envelope without B's layer, still sealed to A; or why B's layer did not come off."""

    envelope = models.OneToOneField(Envelope, models.PROTECT, related_name="half_opened")
    ciphertext = models.BinaryField(null=True, blank=True)
    failure = KeptField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = HalfOpenedQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        constraints = [
            models.CheckConstraint(condition=Q(ciphertext__isnull=True) ^ Q(failure=""), name="half_opened_or_failed")
        ]
        verbose_name = _("half-opened envelope")

    def __str__(self) -> str:
        return f"{self.envelope_id} {self.failure}"


class OpeningRecord(AppendOnly):
    """The record of an opening: who opened, when, and what was read out of every bid."""

    tender = models.OneToOneField("procurement.Tender", models.PROTECT, related_name="opening_record")
    opened_by_a = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_by_b = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    rows = models.JSONField()

    objects = OpeningRecordQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        constraints = [
            models.CheckConstraint(condition=~Q(opened_by_a=models.F("opened_by_b")), name="opening_takes_two_people")
        ]
        verbose_name = _("opening record")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"

    @property
    def ocid(self) -> str:
        """The purchase that was opened."""
        return self.tender.ocid
