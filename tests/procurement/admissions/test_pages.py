"""Pages of admissions: from a department's application to the second person's answer."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from procurement.admissions.models import Admission
from tests.factories.accounts import member
from tests.factories.admissions import AdmissionFactory, DepartmentFactory
from tests.pages import Browser, queries_of, statuses
from tests.procurement.cast import Cast, assemble

WRITTEN = {"title": "入户登记", "task_family": "statistics", "reason": "统计局要求入户登记。"}


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@pytest.fixture
def applicant(cast: Cast) -> User:
    return member(DepartmentFactory.create(area=cast.community.parent.parent), Role.BUYER_OFFICER)


@pytest.fixture
def application(cast: Cast, applicant: User) -> dict[str, Any]:
    department = applicant.memberships.get().organisation_id
    return {**WRITTEN, "department_id": department, "area_id": cast.community.pk}


class TestApplying:
    def test_a_department_hands_a_task_down_with_its_money(self, applicant: User, application: dict[str, Any]) -> None:
        browser = Browser(applicant)
        answers = {**application, "money_fen": "¥50,000.00", "money_source": "区级预算"}
        page = browser.post("apply_admission", **answers).content.decode()
        assert "Check your answers" in page
        assert "¥50,000.00" in page
        assert Admission.objects.count() == 0
        assert browser.post("apply_admission", **answers, sure="1").status_code == 302
        made = Admission.objects.get()
        assert (made.money_fen, made.money_source, made.applied_by) == (5_000_000, "区级预算", applicant)

    def test_an_amount_that_is_none_is_kept_and_named(self, applicant: User, application: dict[str, Any]) -> None:
        page = Browser(applicant).post("apply_admission", **application, money_fen="五万")
        assert page.status_code == 422
        assert "Write an amount in yuan" in page.content.decode()
        assert "五万" in page.content.decode()

    def test_others_read_why_not(self, cast: Cast, application: dict[str, Any]) -> None:
        for name in ("resident", "supplier", "grid_worker"):
            browser = Browser(getattr(cast, name))
            assert "Only an officer of a department" in browser.get("apply_admission").content.decode()
            assert browser.post("apply_admission", **application, sure="1").status_code == 403


class TestReading:
    def test_who_sees_a_task(self, cast: Cast) -> None:
        task = AdmissionFactory.create(area=cast.community)
        seen = {"officer": 200, "approver": 200, "supervisor": 200}
        hidden = dict.fromkeys(("resident", "supplier", "officer_elsewhere", "stranger"), 404)
        people = {name: getattr(cast, name) for name in [*seen, *hidden]}
        assert statuses(people, "admission", task.pk) == {**seen, **hidden}
        assert Browser(task.applied_by).get("admission", task.pk).status_code == 200

    def test_the_list_holds_them_filtered(self, cast: Cast) -> None:
        task = AdmissionFactory.create(area=cast.community)
        refused = AdmissionFactory.create(area=cast.community, refused=True)
        browser = Browser(cast.officer)
        page = browser.get("desk_admissions", query="?state=REFUSED").content.decode()
        assert (task.title in page, refused.title in page) == (False, True)
        assert task.title not in Browser(cast.resident).get("desk_admissions").content.decode()


class TestDeciding:
    def test_reviewed_by_one_and_admitted_by_another(self, cast: Cast) -> None:
        task = AdmissionFactory.create(area=cast.community)
        assert Browser(cast.officer).post("admission_review", task.pk).status_code == 302
        assert Browser(cast.officer).post("admission_admit", task.pk).status_code == 403
        assert "¥50,000.00" in Browser(cast.approver).get("admission_admit", task.pk).content.decode()
        assert Browser(cast.approver).post("admission_admit", task.pk).status_code == 302
        assert Admission.objects.get().state == "ADMITTED"

    def test_who_reviewed_does_not_admit(self, cast: Cast) -> None:
        task = AdmissionFactory.create(area=cast.community)
        Browser(cast.both).post("admission_review", task.pk)
        page = Browser(cast.both).post("admission_admit", task.pk)
        assert page.status_code == 403
        assert "This step needs a second person" in page.content.decode()

    def test_without_money_it_is_refused_with_the_article(self, cast: Cast) -> None:
        task = AdmissionFactory.create(area=cast.community, reviewed=True, without_money=True)
        browser = Browser(cast.approver)
        page = browser.post("admission_admit", task.pk)
        assert page.status_code == 409
        assert "The task comes without money." in page.content.decode()
        standing = browser.get("admission", task.pk).content.decode()
        assert "The task comes without money." in standing
        assert 'class="article"' in standing
        assert browser.post("admission_refuse", task.pk, reason="没有经费", sure="1").status_code == 302

    def test_a_reason_is_asked_for_and_shown_once_more(self, cast: Cast) -> None:
        task = AdmissionFactory.create(area=cast.community, admitted=True)
        browser = Browser(cast.approver)
        assert browser.post("admission_revoke", task.pk).status_code == 422
        assert browser.post("admission_revoke", task.pk, reason="经费收回").status_code == 200
        assert browser.post("admission_revoke", task.pk, reason="经费收回", sure="1").status_code == 302
        assert "经费收回" in browser.get("admission", task.pk).content.decode()

    @pytest.mark.parametrize("step", ["admission_review", "admission_admit", "admission_refuse", "admission_revoke"])
    def test_neither_a_supervisor_nor_a_stranger_decides(self, cast: Cast, step: str) -> None:
        task = AdmissionFactory.create(area=cast.community)
        people = {"supervisor": cast.supervisor, "resident": cast.resident}
        found = statuses(people, step, task.pk, post={"reason": "不", "sure": "1"})
        assert found == {"supervisor": 403, "resident": 404}


class TestTheDesk:
    def test_it_names_what_waits_on_officer_and_approver(self, cast: Cast) -> None:
        fresh = AdmissionFactory.create(area=cast.community)
        reviewed = AdmissionFactory.create(area=cast.community, reviewed=True)
        officer = Browser(cast.officer).get("desk").content.decode()
        approver = Browser(cast.approver).get("desk").content.decode()
        assert (fresh.title in officer, reviewed.title in officer) == (True, False)
        assert (fresh.title in approver, reviewed.title in approver) == (False, True)

    def test_nobody_is_asked_about_an_own_task(self, cast: Cast) -> None:
        own = AdmissionFactory.create(area=cast.community, department=cast.office, applied_by=cast.officer)
        assert own.title not in Browser(cast.officer).get("desk").content.decode()


def test_pages_cost_the_same_at_one_and_at_three_rows(cast: Cast) -> None:
    task = AdmissionFactory.create(area=cast.community)
    pages: list[Any] = [("desk_admissions", 10), ("admission", 12, task.pk), ("desk", 99)]
    one = [queries_of(cast.officer, name, *args) for name, _limit, *args in pages]
    for _number in range(2):
        AdmissionFactory.create(area=cast.community)
    assert [queries_of(cast.officer, name, *args) for name, _limit, *args in pages] == one
    assert [page for page, number in zip(pages, one, strict=True) if number > page[1]] == []
