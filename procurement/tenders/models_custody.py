"""The keys of a tender's seal: one a custodian, in two groups that open only together."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.promises import promise

KEYS_NEEDED = 2  # in each group: losing one key of a group then loses nothing


class CustodianGroup(models.TextChoices):
    """Who holds the key: the buyer's opening officers (A) or the supervision (B)."""

    A = "A", _("Buyer's opening officers")
    B = "B", _("Supervision")


class CustodianKeyQuerySet(models.QuerySet["CustodianKey"]):
    """Questions to the keys."""

    def proven(self) -> CustodianKeyQuerySet:
        """Keys whose custodian has shown that they open."""
        return self.filter(proven_at__isnull=False)

    def of_group(self, tender_id: int, group: str) -> CustodianKeyQuerySet:
        """The keys of one group of one tender, in the order they were made."""
        return self.filter(tender_id=tender_id, group=group).order_by("pk")

    def of_tender(self, tender_id: int) -> CustodianKeyQuerySet:
        """The keys of both groups with who holds them, in the order they were made."""
        return self.filter(tender_id=tender_id).select_related("custodian").order_by("group", "pk")

    def held_by(self, user: Any) -> CustodianKeyQuerySet:
        """The person's own keys, with their tenders."""
        return self.filter(custodian=user.pk).select_related("tender__plan_item__area", "tender__buyer")

    def are_ready(self, tender_id: int) -> bool:
        """Whether both groups of a tender hold enough proven keys."""
        groups = list(self.filter(tender_id=tender_id).proven().values_list("group", flat=True))
        return all(groups.count(group) >= KEYS_NEEDED for group in CustodianGroup)


class CustodianKey(models.Model):
    """One custodian's key for one tender: the public recipient, and the identity under the custodian's passphrase."""

    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="custodian_keys")
    group = models.CharField(max_length=1, choices=CustodianGroup.choices)
    custodian = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="custodian_keys")
    recipient = models.CharField(max_length=80)
    wrapped_identity = models.BinaryField()
    made_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True, blank=True)

    objects = CustodianKeyQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        constraints = [
            # Nobody holds keys of both groups: alone, no person opens a bid.
            models.UniqueConstraint(fields=["tender", "custodian"], name="one_key_a_custodian"),
            models.UniqueConstraint(fields=["tender", "recipient"], name="one_custodian_a_recipient"),
            models.CheckConstraint(condition=models.Q(group__in=["A", "B"]), name="custodian_group_is_a_or_b"),
        ]
        verbose_name = _("custodian's key")

    def __str__(self) -> str:
        return f"{self.group} {self.recipient}"

    @property
    def ocid(self) -> str:
        """The purchase that the key belongs to."""
        return self.tender.ocid


# Whoever could put a key beside these, or in the place of one, could read every bid that is sealed from then on.
promise(
    "procurement",
    "custodian_keys_stand",
    """
    CREATE OR REPLACE FUNCTION procurement_custodiankey_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        of_tender bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.tender_id ELSE OLD.tender_id END;
        found text;
    BEGIN
        IF linli_is_exempt() THEN RETURN COALESCE(NEW, OLD); END IF;
        SELECT state INTO found FROM procurement_tender WHERE id = of_tender FOR SHARE;
        IF TG_OP = 'UPDATE' AND NEW.tender_id <> OLD.tender_id THEN
            RAISE EXCEPTION 'a key belongs to one tender' USING ERRCODE = 'restrict_violation';
        END IF;
        IF found IN ('DRAFT', 'REVIEW', 'PUBLIC_COMMENT') THEN RETURN COALESCE(NEW, OLD); END IF;
        IF TG_OP <> 'UPDATE' OR NEW.proven_at IS NULL
           OR (OLD."group", OLD.custodian_id, OLD.recipient, OLD.wrapped_identity, OLD.made_at)
           IS DISTINCT FROM (NEW."group", NEW.custodian_id, NEW.recipient, NEW.wrapped_identity, NEW.made_at) THEN
            RAISE EXCEPTION 'the keys of a published tender are never changed: bids are sealed to them'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER keys_stand BEFORE INSERT OR UPDATE OR DELETE ON procurement_custodiankey
        FOR EACH ROW EXECUTE FUNCTION procurement_custodiankey_stands();
    """,
)
