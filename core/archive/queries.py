"""Questions about archived documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from core.archive.kinds import KINDS, kinds_of
from core.time import CoreNow

if TYPE_CHECKING:
    from core.archive.models import ArchivedDocument


class ArchivedDocumentQuerySet(models.QuerySet["ArchivedDocument"]):
    """Questions about archived documents."""

    def readable_by(self, user: Any) -> ArchivedDocumentQuerySet:
        """Those whose record the person may read, each by the rule of its kind; asked with one question."""
        may = Q(pk__in=[])
        for kind in KINDS.values():
            may |= Q(kind=kind.key, thing_id__in=kind.readable(user).order_by().values("pk"))
        return self.filter(may)

    def of_thing(self, thing: Any) -> ArchivedDocumentQuerySet:
        """The documents of one record, the newest edition first."""
        keys = [kind.key for kind in kinds_of(thing)]
        return self.filter(kind__in=keys, thing_id=thing.pk).order_by("kind", "-edition")

    def editions_of(self, document: ArchivedDocument) -> ArchivedDocumentQuerySet:
        """All editions of a document, the first one first."""
        return self.filter(kind=document.kind, thing_id=document.thing_id).order_by("edition")

    def by_token(self, token: str) -> ArchivedDocument | None:
        """The document of a token, if it is among these."""
        return self.filter(token=token).first()

    def of_purchase(self, ocid: str) -> ArchivedDocumentQuerySet:
        """The documents of one purchase in the order in which they came about."""
        return self.filter(ocid=ocid).order_by("ordered_at", "pk")

    def for_list(self) -> ArchivedDocumentQuerySet:
        """Without what a line of a list does not show."""
        return self.defer("source", "data")

    def waiting(self) -> ArchivedDocumentQuerySet:
        """Those that are to be made now."""
        return self.filter(made_at=None, due_at__lte=CoreNow())
