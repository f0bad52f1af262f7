"""The archive: what every document says, frozen when it was ordered, and the file that was made of it, once."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.archive.kinds import KINDS
from core.archive.queries import ArchivedDocumentQuerySet
from core.database.promises import promise
from core.transitions import Text


class ArchivedDocument(models.Model):
    """One edition of one document. Its words never change; its file is added once, with its fingerprint."""

    token = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=30)
    thing_id = models.BigIntegerField()
    ocid = models.CharField("OCID", max_length=60, db_index=True)
    edition = models.PositiveSmallIntegerField(default=1)
    # All that the file is made of; made again of it, the file is the same to the byte.
    source = models.JSONField()
    source_sha256 = models.CharField(max_length=64)
    ordered_at = models.DateTimeField()

    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    made_at = models.DateTimeField(null=True)
    maker = models.CharField(max_length=80, blank=True)
    # In the database, so that it is backed up with its record and every server has it.
    data = models.BinaryField(null=True)
    size = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = ArchivedDocumentQuerySet.as_manager()

    class Meta:
        app_label = "core"
        verbose_name = _("archived document")
        indexes = [models.Index(fields=["due_at"], name="document_to_make", condition=Q(made_at__isnull=True))]
        constraints = [
            models.UniqueConstraint(fields=["kind", "thing_id", "edition"], name="one_document_an_edition"),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, data__isnull=True, size__isnull=True, sha256="")
                | (Q(made_at__isnull=False, data__isnull=False, size__isnull=False) & ~Q(sha256="")),
                name="document_made_with_its_fingerprint",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ocid} {self.edition}"

    @property
    def name(self) -> Text:
        """What kind of document it is."""
        return KINDS[self.kind].name

    @property
    def happened_at(self) -> datetime:
        """The instant of the record that it is made of."""
        return datetime.fromisoformat(self.source["instant"])

    @property
    def file_name(self) -> str:
        """What the file is called where it is kept: 中标结果公告-ocds-linli1-2026-000012.pdf."""
        edition = f"-{self.edition}" if self.edition > 1 else ""
        return f"{self.source['title']}-{self.ocid}{edition}.pdf"


# What was ordered is what is made, and what was made stays: a correction is a new edition, beside the old one.
promise(
    "core",
    "archived_documents_stay",
    """
    CREATE OR REPLACE FUNCTION core_archived_document_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF linli_is_exempt() THEN RETURN OLD; END IF;
        ELSIF OLD.made_at IS NULL
            AND (NEW.token, NEW.kind, NEW.thing_id, NEW.ocid, NEW.edition, NEW.source, NEW.source_sha256,
                 NEW.ordered_at)
                IS NOT DISTINCT FROM
                (OLD.token, OLD.kind, OLD.thing_id, OLD.ocid, OLD.edition, OLD.source, OLD.source_sha256,
                 OLD.ordered_at) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'archive: document % is never changed or deleted', OLD.id
            USING ERRCODE = 'restrict_violation', HINT = 'Order a new edition.';
    END $$;
    CREATE OR REPLACE TRIGGER archived_document_stays BEFORE UPDATE OR DELETE ON core_archiveddocument
        FOR EACH ROW EXECUTE FUNCTION core_archived_document_stays();
    """,
)
