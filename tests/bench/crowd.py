"""Many tenders at once: rows copied inside the database from one that a factory made."""

from __future__ import annotations

from typing import Any

from django.db import connection

from core.database.roles import as_owner
from procurement.models import PlanItem, Tender
from tests.factories.accounts import CommunityFactory
from tests.factories.plans import PlanItemFactory
from tests.factories.tenders import TenderFactory

OFFICES = 20
SERVICES = ("居家养老上门服务", "社区助餐服务", "公共绿化养护", "三点半课堂托管", "社区物业管理", "残疾人康复服务")
RARE = "护栏"  # in one title of 5,000
STATES = (
    "OPEN",
    "CONCLUDED",
    "CONCLUDED",
    "CONCLUDED",
    "DECIDED",
    "EVALUATING",
    "OPENED",
    "CANCELLED",
    "FAILED",
    "DRAFT",
)


class Crowd:
    """Tenders of twenty street offices, one after the other in every service and state."""

    def __init__(self) -> None:
        self.offices = []
        for _office in range(OFFICES):
            item = PlanItemFactory.create(used=True, area=CommunityFactory.create())
            self.offices.append((item.area_id, item.buyer_id))
        self.item = PlanItemFactory.create(used=True)
        self.tender = TenderFactory.create(open=True, plan_item=self.item, lots=(), sheet=(), milestones=())
        self.first = self.last = 1_000_000

    def grow_to(self, number: int) -> None:
        """Add tenders until there are this many, with fresh statistics; the triggers of single rows are left out."""
        begin, end = self.last, self.first + number
        of = "n %% array_length({0}, 1) + 1"
        areas, buyers = ([office[place] for office in self.offices] for place in (0, 1))
        place = {"areas": areas, "buyers": buyers, "services": list(SERVICES), "states": list(STATES)}
        office = {
            "area_id": f"(%(areas)s::bigint[])[{of.format('%(areas)s::bigint[]')}]",
            "buyer_id": f"(%(buyers)s::bigint[])[{of.format('%(buyers)s::bigint[]')}]",
        }
        service = f"(%(services)s::text[])[{of.format('%(services)s::text[]')}]"
        title = f"'第' || n || '号' || {service} || CASE WHEN n %% 5000 = 7 THEN '{RARE}修缮' ELSE '' END"
        state = f"(%(states)s::text[])[(n / 7) %% {len(STATES)} + 1]"
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for model, row, columns in (
                (PlanItem, self.item, {**office, "ocid": "'ocds-crowd-' || n", "title": title}),
                (Tender, self.tender, {**office, "plan_item_id": "n", "title": title, "state": state}),
            ):
                _copy(cursor, model, row.pk, begin, end, columns, place)
            cursor.execute("SET LOCAL session_replication_role = origin")
            cursor.execute("SELECT gin_clean_pending_list('tender_bigrams')")
            cursor.execute("ANALYZE procurement_planitem, procurement_tender")
        self.last = end


def _copy(
    cursor: Any, model: Any, key: int, begin: int, end: int, columns: dict[str, str], place: dict[str, Any]
) -> None:
    """Insert copies of one row under the keys from begin to end, with some columns computed from `n`."""
    names = [field.column for field in model._meta.concrete_fields if field.column != "id"]
    values = [columns.get(name, f't."{name}"') for name in names]
    quoted = ", ".join(f'"{name}"' for name in names)
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} (id, {quoted}) OVERRIDING SYSTEM VALUE "
        f"SELECT n, {', '.join(values)} FROM {model._meta.db_table} t, generate_series(%(begin)s, %(end)s - 1) AS n "
        "WHERE t.id = %(key)s",
        {**place, "begin": begin, "end": end, "key": key},
    )
