"""The record of who did what, and the outbox of what has to be told.

An audit row is written inside the transaction of the act and never touched again. Its place in the chain is a second
row, written later by the sequencer, so that no act ever waits for another act's place.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.promises import AppendOnly, promise


class AuditRowQuerySet(models.QuerySet["AuditRow"]):
    """Questions to the record."""

    def visible_to_parties(self, parties: Collection[str]) -> AuditRowQuerySet:
        """Rows that `parties` (organisation ids as text) may read: sealed ones only when theirs or released."""
        released = AuditRelease.objects.filter(seal=models.OuterRef("seal"))
        return self.filter(models.Q(seal="") | models.Q(party__in=list(parties)) | models.Exists(released))

    def of_thing(self, thing: models.Model) -> AuditRowQuerySet:
        """Rows about one thing, oldest first."""
        return self.filter(thing_kind=thing._meta.label, thing_id=str(thing.pk)).order_by("pk")

    def last_act(self, thing: models.Model, person: Any) -> AuditRow | None:
        """The last row that a person left on a thing."""
        return self.of_thing(thing).filter(actor_id=str(person.pk)).last()

    def of_acts(self, kind: type[models.Model], verb: str) -> AuditRowQuerySet:
        """Rows about one act on things of one kind, oldest first."""
        return self.filter(thing_kind=kind._meta.label, verb=verb).order_by("pk")

    def kept_out(self) -> AuditRowQuerySet:
        """Rows that have no place in the chain and wait for none; one that waits is an act of this moment."""
        waiting = AuditPending.objects.filter(row_id=models.OuterRef("pk"))
        return self.filter(~models.Exists(waiting), link__isnull=True).order_by("pk")


class AuditRow(AppendOnly):
    """One act: who, in which role, on what, from which state to which, when by the database, and why."""

    actor_id = models.CharField(max_length=40)
    actor_role = models.CharField(max_length=80)
    thing_kind = models.CharField(max_length=80)
    thing_id = models.CharField(max_length=40)
    ocid = models.CharField(max_length=60, blank=True, db_index=True)
    verb = models.CharField(max_length=60)
    before = models.CharField(max_length=50, blank=True)
    after = models.CharField(max_length=50, blank=True)
    at = models.DateTimeField(db_index=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    # Until the seal is released, only the party reads the row: before the opening nobody learns who has bid.
    seal = models.CharField(max_length=60, blank=True, db_index=True)
    party = models.CharField(max_length=40, blank=True, db_index=True)

    objects = AuditRowQuerySet.as_manager()

    class Meta:
        app_label = "core"
        indexes = [models.Index(fields=["thing_kind", "thing_id", "id"], name="audit_of_thing")]
        verbose_name = _("audit row")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_id} {self.verb} {self.thing_kind} {self.thing_id}"


class AuditLink(AppendOnly):
    """A row's place in the chain: its position and the hash over the row and the hash before it."""

    position = models.BigIntegerField(primary_key=True)
    # No database constraint: verification has to name a row that has been taken away.
    row = models.OneToOneField(AuditRow, models.DO_NOTHING, related_name="link", db_constraint=False)
    hash = models.CharField(max_length=64)

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return f"{self.position} {self.hash}"


class AuditPending(models.Model):
    """A row that still waits for its place; written by a trigger, emptied by the sequencer."""

    row_id = models.BigIntegerField(primary_key=True)

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return str(self.row_id)


class AuditRelease(AppendOnly):
    """A seal that has been broken: the rows under it are now as public as any other."""

    seal = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return self.seal


class OutboxMessage(models.Model):
    """A word to be told after the commit; delivered at least once, to handlers that stand being called twice."""

    topic = models.CharField(max_length=80)
    # The same key is announced once, however often the act behind it is repeated.
    key = models.CharField(max_length=160, unique=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    # Set when all attempts failed; a dead letter stays until a person sends it again.
    dead_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        app_label = "core"
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="outbox_waiting",
                condition=models.Q(delivered_at__isnull=True, dead_at__isnull=True),
            ),
            models.Index(fields=["dead_at"], name="outbox_dead", condition=models.Q(dead_at__isnull=False)),
        ]
        verbose_name = _("outbox message")

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


# The database, not the caller, says when a row was written, and notes that it still waits for its place.
promise(
    "core",
    "audit_row_time_and_pending",
    """
    CREATE OR REPLACE FUNCTION core_auditrow_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.at := core_now(); RETURN NEW; END $$;
    CREATE OR REPLACE TRIGGER audit_stamp BEFORE INSERT ON core_auditrow
        FOR EACH ROW EXECUTE FUNCTION core_auditrow_stamp();
    CREATE OR REPLACE FUNCTION core_auditrow_pending() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO core_auditpending (row_id) VALUES (NEW.id); RETURN NULL; END $$;
    CREATE OR REPLACE TRIGGER audit_pending AFTER INSERT ON core_auditrow
        FOR EACH ROW EXECUTE FUNCTION core_auditrow_pending();
    """,
)
