"""The present day at the street office: what its people, custodians, residents and the registrar find waiting."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.organisations.kinds import PaperKind
from accounts.organisations.services import add_paper, register_organisation
from accounts.people.services import apply_as_resident, register_person
from accounts.roles import Role
from core.files import keep
from core.law.credit_codes import make_credit_code
from core.money import fen
from demo.office import Office, drafted, planned
from demo.player import Acts, at
from demo.stories.told import Told
from demo.world import CERTIFICATE, World, address_of
from procurement.plans.services import draft_plan_item
from procurement.tenders.services.comments import ask_public, comment_on_clause
from procurement.tenders.services.publication import submit_tender

ZINAN = "141081001001"
NEWCOMER = "wanqing"


def play(world: World, told: Told) -> Acts:
    """Leave a document in review, one before the residents, a plan item in draft, an organisation and a resident."""
    office = Office.of(world, "ludong")
    zinan = world.areas[ZINAN].pk
    yield at("2026-03-06 14:00")
    day_care = planned(
        office,
        area_id=zinan,
        year=2026,
        quarter=2,
        title="紫南社区老年人日间照料",
        kind="elder_care",
        catalogue="A0801",
        budget={"FINANCE": fen("240000.00")},
    )
    reading = planned(
        office,
        area_id=zinan,
        year=2026,
        quarter=2,
        title="紫南社区亲子阅读服务",
        kind="childcare",
        catalogue="A0205",
        budget={"FINANCE": fen("50000.00"), "CO_CONSTRUCTION": fen("18000.00")},
    )
    yield at("2026-03-11 14:30")
    tender = drafted(office, day_care, "day_care")
    submit_tender(tender.pk, by=office.officer)
    yield at("2026-03-12 11:00")
    tender = drafted(office, reading, "reading")
    submit_tender(tender.pk, by=office.officer)
    ask_public(tender.pk, until=at("2026-03-26 18:00"), by=office.officer)
    yield at("2026-03-13 20:00")
    comment_on_clause(tender.pk, clause="requirements", text="周末能不能也开放半天？", by=world.neighbours[11])
    yield at("2026-03-14 10:00")
    draft_plan_item(
        buyer_id=office.buyer.pk,
        area_id=zinan,
        year=2026,
        quarter=3,
        title="紫南社区楼院绿化补种",
        service_kind="greening",
        catalogue_code="A1404",
        method="open_tender",
        need_ids=[],
        budget={"FINANCE": fen("60000.00")},
        by=office.officer,
    )
    _newcomer(world)
    _neighbour(world, zinan)


def _neighbour(world: World, community: int) -> None:
    """Somebody has moved in, says so, and waits for the grid worker."""
    moved_in = register_person(name="卫晓雯", email=address_of("weixiaowen", "zinan"), by=world.people["registrar"])
    apply_as_resident(name=moved_in.name, community_id=community, home="3号楼2单元401", by=moved_in)


def _newcomer(world: World) -> None:
    """A young organisation registers itself and waits for the registrar."""
    head = register_person(name="柳如意", email=address_of(NEWCOMER, NEWCOMER), by=world.people["registrar"])
    young = register_organisation(
        name="侯马市晚晴助老服务社",
        name_en="Wanqing Help for the Old, Houma",
        credit_code=make_credit_code("52", "141081", "MJ900001"),
        kind="SOCIAL",
        area_id=world.areas["141081"].pk,
        registered_on=date(2025, 6, 20),
        small_micro=False,
        legal_representative="柳如意",
        role=Role.SUPPLIER,
        by=head,
    )
    certificate = keep(SimpleUploadedFile("登记证书.pdf", CERTIFICATE), f"organisations/{young.pk}")
    add_paper(young.pk, kind=PaperKind.CERTIFICATE, paper=certificate, by=head)
