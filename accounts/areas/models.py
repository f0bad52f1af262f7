"""Areas: city, district, street, community, and the figures that a community's allocation is made of."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.areas.levels import AreaLevel
from accounts.areas.queries import AreaQuerySet
from core.database.promises import promise


class Area(models.Model):
    """An area of one of four levels; an office sees its own area and everything below it."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=AreaLevel.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("lies in")
    )
    # "/1/4/9/": the ids from the city down to this area; the database writes it from the parent.
    path = models.CharField(max_length=100, editable=False, db_default="", db_index=True)
    households = models.PositiveIntegerField(_("households"), default=0)
    residents = models.PositiveIntegerField(_("residents"), default=0)
    allocation_base_fen = models.BigIntegerField(_("allocation, base (fen)"), default=0)
    allocation_per_household_fen = models.BigIntegerField(_("allocation per household (fen)"), default=0)
    support_threshold = models.PositiveIntegerField(_("residents who make a need supported"), default=10)
    # From this amount on a purchase needs an open tender; every place sets its own; empty where none is known.
    tender_threshold_fen = models.BigIntegerField(_("open tender from (fen)"), null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.CheckConstraint(
                condition=Q(level=AreaLevel.CITY, parent__isnull=True)
                | (~Q(level=AreaLevel.CITY) & Q(parent__isnull=False)),
                name="area_only_a_city_lies_in_none",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="area_is_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(allocation_base_fen__gte=0, allocation_per_household_fen__gte=0),
                name="area_allocation_is_not_negative",
            ),
            models.CheckConstraint(condition=Q(support_threshold__gte=1), name="area_support_threshold_is_positive"),
            models.CheckConstraint(
                condition=Q(tender_threshold_fen__isnull=True) | Q(tender_threshold_fen__gt=0),
                name="area_tender_threshold_is_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> str:
        """The name in the reader's language, where there is one."""
        return self.name_en if self.name_en and str(get_language()).startswith("en") else self.name_zh

    @property
    def allocation_fen(self) -> int:
        """The year's allocation: a base and an amount per household, in fen."""
        return self.allocation_base_fen + self.allocation_per_household_fen * self.households

    @property
    def line(self) -> list[int]:
        """Ids of the areas this one lies in, the city first, itself last."""
        return [int(part) for part in self.path.split("/") if part]

    def covers(self, other: Area) -> bool:
        """Whether `other` is this area or lies in it."""
        return other.path.startswith(self.path)


# The path follows the parent in the database, also for rows loaded in bulk; moving an area moves what is below.
promise(
    "accounts",
    "area_path",
    """
    CREATE OR REPLACE FUNCTION accounts_area_place() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        above accounts_area%ROWTYPE;
        wanted text := CASE NEW.level WHEN 'DISTRICT' THEN 'CITY' WHEN 'STREET' THEN 'DISTRICT'
                                      WHEN 'COMMUNITY' THEN 'STREET' END;
    BEGIN
        IF NEW.parent_id IS NULL THEN
            NEW.path := '/' || NEW.id || '/';
        ELSE
            SELECT * INTO above FROM accounts_area WHERE id = NEW.parent_id;
            IF above.level IS DISTINCT FROM wanted THEN
                RAISE EXCEPTION 'an area lies in one of the level above it: % % cannot lie in %',
                    NEW.level, NEW.code, COALESCE(above.level, 'nothing')
                    USING ERRCODE = 'check_violation';
            END IF;
            NEW.path := above.path || NEW.id || '/';
        END IF;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER area_place BEFORE INSERT OR UPDATE ON accounts_area
        FOR EACH ROW EXECUTE FUNCTION accounts_area_place();
    CREATE OR REPLACE FUNCTION accounts_area_moved() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.path <> OLD.path OR NEW.level <> OLD.level THEN
            UPDATE accounts_area SET parent_id = parent_id WHERE parent_id = NEW.id;
        END IF;
        RETURN NULL;
    END $$;
    CREATE OR REPLACE TRIGGER area_moved AFTER UPDATE ON accounts_area
        FOR EACH ROW EXECUTE FUNCTION accounts_area_moved();
    """,
)
