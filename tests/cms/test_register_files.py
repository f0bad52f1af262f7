"""Registers from and into spreadsheets: looked at first, taken whole or not at all, never beside the services."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Area, Expert, Organisation, User
from accounts.organisations.states import OrganisationState
from accounts.roles import Role
from core.audit.models import AuditRow
from core.law.models import CalendarYear, Holiday
from tests.cms.registers import NAMES, VIEWSETS, at, confirm, faults, signed_in, upload
from tests.core.test_holidays import YEAR_2027
from tests.factories.accounts import (
    BuyerFactory,
    CommunityFactory,
    DistrictFactory,
    ExpertFactory,
    OrganisationFactory,
    StreetFactory,
    UserFactory,
    member,
)
from tests.factories.plans import CatalogueEntryFactory

pytestmark = pytest.mark.django_db

# Files ----------------------------------------------------------------------------------------------------------


def filled() -> None:
    """Rows with what is hard to carry over: signs of formulas, empty cells, amounts, other registers' rows."""
    street = StreetFactory.create(parent=DistrictFactory.create(parent=Area.objects.get(code="141000")))
    CommunityFactory.create(parent=street, name_zh="=紫南", tender_threshold_fen=100_000_000)
    parent = OrganisationFactory.create(area=street)
    OrganisationFactory.create(area=street, small=True, controller=parent, name="-负数公司", name_en="@home")
    OrganisationFactory.create(area=street, suspended=True)
    ExpertFactory.create(area=street, specialities=["elder_care", "greening"], title="+级", is_active=False)
    CatalogueEntryFactory.create(name_zh="＝助餐", in_force=False)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("model", NAMES)
def test_what_was_exported_changes_nothing_when_it_is_imported(registrar: User, model: str, kind: str) -> None:
    filled()
    answer = signed_in(registrar).post(at(model, "export"), {"kind": kind})
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    preview = upload(registrar, model, answer.content, f"a.{kind}")
    outcome = preview.context["outcome"]
    assert (outcome.faults, outcome.changes, preview.context["token"]) == ([], [], "")
    assert outcome.unchanged == len(VIEWSETS[model].register_class(registrar).get_queryset())
    assert AuditRow.objects.filter(verb="export_register", actor_id=str(registrar.pk)).count() == 1


def test_a_chinese_file_is_imported_by_somebody_who_reads_english(registrar: User) -> None:
    filled()
    chinese = Client(headers={"accept-language": "zh-hans"})
    chinese.force_login(registrar)
    content = chinese.post(at("Organisation", "export"), {"kind": "csv"}).content
    assert "统一社会信用代码" in content.decode()
    assert upload(registrar, "Organisation", content).context["outcome"].changes == []


@pytest.mark.parametrize("model", NAMES)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_template_has_the_columns_and_no_row(registrar: User, model: str, kind: str) -> None:
    content = signed_in(registrar).get(at(model, "template", kind)).content
    page = upload(registrar, model, content, f"a.{kind}")
    assert page.status_code == 422
    assert "no row below it" in page.content.decode()


GOOD = """division code,level,name in chinese,lies in,number of households,allocation\\, base (yuan)
141081,district,侯马市,141000,,
141081001,STREET,路东街道,141081,1700,2000.50
""".replace("\\,", "")


def test_a_file_is_looked_at_first_and_written_once_it_is_confirmed(registrar: User) -> None:
    good = GOOD.replace("allocation base (yuan)", '"allocation, base (yuan)"')
    preview = upload(registrar, "Area", good)
    outcome = preview.context["outcome"]
    assert (outcome.new, outcome.changed, outcome.faults) == (2, 0, [])
    assert not Area.objects.filter(code="141081").exists()
    assert not AuditRow.objects.filter(verb="draw").exists()
    done = confirm(registrar, "Area", preview)
    assert done.redirect_chain
    assert done.context["done"]["new"] == 2
    street = Area.objects.get(code="141081001")
    assert (street.parent.code, street.households, street.allocation_base_fen) == ("141081", 1700, 200_050)
    row = AuditRow.objects.get(verb="import_register")
    assert (row.thing_kind, row.actor_id, row.detail) == (
        "accounts.Area",
        str(registrar.pk),
        {"file": "a.csv", "new": 2, "changed": 0},
    )
    changed = upload(registrar, "Area", good.replace("1700", "1,700").replace("路东街道", "路东街办"))
    assert changed.status_code == 422  # a comma too many
    changed = upload(registrar, "Area", good.replace("路东街道", "路东街办"))
    [change] = changed.context["changes"]
    assert [(one.before, one.after) for one in change.differences] == [("路东街道", "路东街办")]
    confirm(registrar, "Area", changed)
    assert Area.objects.get(code="141081001").name_zh == "路东街办"


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_written(registrar: User) -> None:
    text = """区划代码,级别,中文名称,上级区域,户数
141081,区（县）,侯马市,141000,一千
141082,村,,141000,5

141083,区,=HYPERLINK("x"),999999,5
141081,区,侯马市,141000,5
141000,区,城市,,5
"""
    for content in (text.encode(), text.encode("utf-8-sig"), text.encode("gb18030")):
        page = upload(registrar, "Area", content)
        assert faults(page) == [
            (2, "Number of households"),
            (3, "Level"),
            (3, "Name in Chinese"),
            (5, "Lies in"),
            (5, "Name in Chinese"),
            (6, "Division code"),
            (7, ""),
        ]
        assert page.context["token"] == ""
    assert Area.objects.count() == 1


@pytest.mark.parametrize(
    ("header", "where"),
    [
        ("division code,level,name in chinese", ""),
        ("division code,level,name in chinese,lies in,colour", "E"),
        ("division code,level,name in chinese,lies in,区划代码", "E"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(registrar: User, header: str, where: str) -> None:
    assert (0, where) in [
        (row, column[:1] if column == "E" else where)
        for row, column in faults(upload(registrar, "Area", f"{header}\n1,2,3,4,5\n"))
    ]


def test_a_file_enters_applications_and_moves_no_state(registrar: User, city: Area) -> None:
    there = OrganisationFactory.create(area=city, suspended=True)
    code = OrganisationFactory.build(area=city).credit_code
    head = "credit code,name\\, as on the certificate,what it is,area,registered on,where it stands".replace(
        "name\\, as", '"Name, as'
    )
    head = head.replace("certificate,", 'certificate",')
    row = "{code},邻里中心,SOCIAL,141000,2020/1/2,{state}\n"
    page = upload(registrar, "Organisation", f"{head}\n" + row.format(code=there.credit_code, state="VERIFIED"))
    assert faults(page) == [(2, "Where it stands")]
    preview = upload(registrar, "Organisation", f"{head}\n" + row.format(code=code, state=""))
    confirm(registrar, "Organisation", preview)
    assert Organisation.objects.get(credit_code=code).state == OrganisationState.APPLIED
    assert Organisation.objects.get(pk=there.pk).state == OrganisationState.SUSPENDED


def test_a_file_changes_nothing_beyond_the_own_area(city: Area) -> None:
    district = DistrictFactory.create(parent=city)
    keeper = member(BuyerFactory.create(area=district), Role.REGISTRAR)
    elsewhere = OrganisationFactory.create(area=DistrictFactory.create(parent=city))
    operator = UserFactory.create(operator=True)
    export = signed_in(operator).post(at("Organisation", "export"), {"kind": "csv"}).content.decode("utf-8-sig")
    page = upload(keeper, "Organisation", export.replace(elsewhere.name, "改名"))
    assert [row for row, _column in faults(page)] == [
        number for number, line in enumerate(export.splitlines(), 1) if elsewhere.name in line
    ]
    assert Organisation.objects.get(pk=elsewhere.pk).name == elsewhere.name


def test_experts_come_with_their_accounts(registrar: User, city: Area) -> None:
    known = ExpertFactory.create(area=city)
    text = f"""email,name,specialities,area,is_active
new@example.org,林静,养老服务、greening,141000,是
{known.user.email},{known.user.name},elder_care,141000,否
"""
    preview = upload(registrar, "Expert", text.replace("养老服务", "elder_care"))
    confirm(registrar, "Expert", preview)
    fresh = Expert.objects.get(user__email="new@example.org")
    assert (fresh.user.name, fresh.specialities, fresh.user.has_usable_password()) == (
        "林静",
        ["elder_care", "greening"],
        False,
    )
    assert Expert.objects.get(pk=known.pk).is_active is False
    page = upload(
        registrar, "Expert", text.replace("养老服务", "x").replace(known.user.name, "别人").replace("new@", "new")
    )
    assert faults(page) == [
        (2, "E-mail address of the person's account"),
        (2, "Specialities"),
        (3, "Name of the person"),
    ]


def test_a_preview_counts_for_one_person_one_register_and_one_state_of_it(registrar: User, city: Area) -> None:
    preview = upload(registrar, "Area", GOOD.replace("allocation base (yuan)", '"allocation, base (yuan)"'))
    assert confirm(UserFactory.create(operator=True), "Area", preview).status_code == 409
    assert signed_in(registrar).post(at("Expert", "import"), {"table": preview.context["token"]}).status_code == 409
    assert signed_in(registrar).post(at("Area", "import"), {"table": "x"}).status_code == 409
    DistrictFactory.create(parent=city, code="141081", name_zh="另一个")
    again = confirm(registrar, "Area", preview)
    assert (again.status_code, again.context["outcome"].new, again.context["outcome"].changed) == (409, 1, 1)
    assert Area.objects.get(code="141081").name_zh == "另一个"
    confirm(registrar, "Area", again)
    assert Area.objects.get(code="141081").name_zh == "侯马市"


def test_a_failure_in_the_middle_leaves_nothing(registrar: User, monkeypatch: pytest.MonkeyPatch) -> None:
    preview = upload(registrar, "Area", GOOD.replace("allocation base (yuan)", '"allocation, base (yuan)"'))
    real = AuditRow.objects.create

    def broken(**facts: Any) -> Any:
        if facts["verb"] == "import_register":
            raise RuntimeError("the disk is full")
        return real(**facts)

    monkeypatch.setattr(AuditRow.objects, "create", broken)
    with pytest.raises(RuntimeError):
        confirm(registrar, "Area", preview)
    assert not Area.objects.filter(code="141081").exists()


def test_a_file_that_is_none_is_refused_at_its_field(registrar: User) -> None:
    for content, word in ((b"\x89PNG\r\n\x1a\n\x00", "neither"), (b"", "empty"), (b"a" * 2_000_001, "larger")):
        page = upload(registrar, "Area", content)
        assert page.status_code == 422
        assert word in page.content.decode()


# Holidays -------------------------------------------------------------------------------------------------------


def test_a_year_of_holidays_is_imported_as_the_command_does(registrar: User) -> None:
    preview = upload(registrar, "Holiday", YEAR_2027, "国办发明电.csv")
    assert preview.context["outcome"].new == 14
    assert not CalendarYear.objects.filter(year=2027).exists()
    confirm(registrar, "Holiday", preview)
    assert CalendarYear.objects.get(year=2027).source == "国办发明电.csv"
    assert Holiday.objects.of_year(2027).filter(is_off=False).count() == 2
    rows = AuditRow.objects.filter(verb__in=["import_holidays", "import_register"]).order_by("pk")
    assert [row.thing_kind for row in rows] == ["core.CalendarYear", "core.Holiday"]
    assert upload(registrar, "Holiday", YEAR_2027, "国办发明电.csv").context["token"] == ""


def test_half_a_year_is_refused_with_all_that_is_missing(registrar: User) -> None:
    half = YEAR_2027.replace("2027-10-02,true,国庆节\n", "").replace("2027-02-20,false", "2027-02-19,false")
    assert faults(upload(registrar, "Holiday", half)) == [(0, ""), (9, "")]
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_an_amended_year_shows_the_days_that_go(registrar: User) -> None:
    confirm(registrar, "Holiday", upload(registrar, "Holiday", YEAR_2027))
    preview = upload(registrar, "Holiday", YEAR_2027.replace("2027-02-20,false,春节调休上班\n", ""))
    assert [(change.row, change.name) for change in preview.context["changes"]] == [(0, "2027-02-20")]
    confirm(registrar, "Holiday", preview)
    assert not Holiday.objects.filter(date=date(2027, 2, 20)).exists()
