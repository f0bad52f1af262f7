"""From a department's application to the street office's answer: no task without its money."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from accounts.models import Notification
from accounts.roles import Role
from core.audit.models import AuditRow
from core.audit.outbox import relay
from core.transitions import Reason
from procurement.admissions import guards, services
from procurement.admissions.models import Admission
from procurement.admissions.rules import can_see_admission
from procurement.admissions.states import ADMISSION_STATE_NAMES, AdmissionState, TaskFamily
from tests.factories.accounts import MembershipFactory, member
from tests.factories.admissions import AdmissionFactory, DepartmentFactory
from tests.procurement.cast import Cast, assemble, by_denial
from tests.refusals import denial, refusal, why

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


def handed_down(cast: Cast, **facts: object) -> Admission:
    return AdmissionFactory.create(area=cast.community, **facts)


def acts(thing: object) -> list[tuple[str, str, str, str]]:
    return [(row.verb, row.before, row.after, row.reason) for row in AuditRow.objects.of_thing(thing)]


def test_every_state_has_three_names() -> None:
    assert set(ADMISSION_STATE_NAMES) == set(AdmissionState)


def test_there_are_ten_task_families() -> None:
    assert len(TaskFamily) == 10


class TestApply:
    def given(self, cast: Cast, **changed: object) -> dict[str, object]:
        department = DepartmentFactory.create(area=cast.community.parent.parent)
        facts = {
            "department_id": department.pk,
            "area_id": cast.community.pk,
            "title": "人口抽样调查",
            "task_family": TaskFamily.STATISTICS,
            "reason": "年度调查。",
            "by": member(department, Role.BUYER_OFFICER),
        }
        return {**facts, **changed}

    def test_a_department_applies_also_before_it_has_the_money(self, cast: Cast) -> None:
        admission = services.apply_admission(**self.given(cast))
        assert (admission.state, admission.money_fen, admission.money_source) == ("APPLIED", None, "")
        assert acts(admission) == [("apply", "", "APPLIED", "")]

    def test_a_department_applies_with_the_money(self, cast: Cast) -> None:
        admission = services.apply_admission(**self.given(cast, money_fen=1_000_000, money_source=" 区财政 "))
        assert (admission.money_fen, admission.money_source) == (1_000_000, "区财政")

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"title": ""}, "Give the task a title."),
            ({"reason": " "}, "Say why, in a sentence that the others can read."),
            ({"task_family": "weather"}, "Choose the task family from the list."),
            ({"money_fen": 0}, "The money has to be more than nothing; leave it empty where there is none yet."),
            ({"money_fen": -1}, "The money has to be more than nothing; leave it empty where there is none yet."),
        ],
    )
    def test_an_application_is_complete(self, cast: Cast, changed: dict[str, object], sentence: str) -> None:
        assert why(services.apply_admission, **self.given(cast, **changed)) == [sentence]

    def test_a_department_hands_down_inside_its_own_area(self, cast: Cast) -> None:
        elsewhere = DepartmentFactory.create()
        given = self.given(cast, department_id=elsewhere.pk, by=member(elsewhere, Role.BUYER_OFFICER))
        assert why(services.apply_admission, **given) == [
            "A department hands tasks down inside its own area only. Choose an area there."
        ]

    def test_only_an_officer_of_the_department_applies(self, cast: Cast) -> None:
        given = self.given(cast)
        del given["by"]
        assert by_denial(cast.people, partial(services.apply_admission, **given)) == {
            name: "stranger" if name in ("anonymous", "left") else "wrong_role" for name in cast.people
        }


class TestReview:
    def test_an_officer_of_the_street_office_reviews(self, cast: Cast) -> None:
        admission = services.review_admission(handed_down(cast).pk, by=cast.officer)
        assert (admission.state, admission.reviewed_by) == ("REVIEWED", cast.officer)
        assert acts(admission) == [("review", "APPLIED", "REVIEWED", "")]

    def test_nobody_reviews_an_own_application(self, cast: Cast) -> None:
        admission = handed_down(cast, applied_by=cast.officer)
        assert denial(services.review_admission, admission.pk, by=cast.officer) == "same_person"

    def test_the_department_does_not_answer_itself_although_its_area_covers_the_community(self, cast: Cast) -> None:
        admission = handed_down(cast)
        insider = member(admission.department, Role.BUYER_OFFICER, Role.APPROVER)
        assert denial(services.review_admission, admission.pk, by=insider) == "wrong_role"

    def test_only_an_officer_of_the_street_office_reviews(self, cast: Cast) -> None:
        admission = handed_down(cast)
        others = cast.but("officer", "colleague", "both")
        assert by_denial(others, partial(services.review_admission, admission.pk)) == {
            **dict.fromkeys(others, "stranger"),
            **dict.fromkeys(("approver", "supervisor"), "wrong_role"),
        }


class TestAdmit:
    def test_a_second_person_admits_a_task_with_its_money(self, cast: Cast) -> None:
        admission = services.admit_admission(handed_down(cast, reviewed=True).pk, by=cast.approver)
        assert admission.state == "ADMITTED"
        assert AuditRow.objects.of_thing(admission).get().detail == {
            "money_fen": 5_000_000,
            "source": "区级福利彩票公益金",
        }

    @pytest.mark.parametrize(
        "money",
        [
            {"money_fen": None, "money_source": ""},
            {"money_fen": None, "money_source": "区财政"},
            {"money_fen": 100, "money_source": ""},
        ],
    )
    def test_no_task_is_admitted_without_money_and_its_source(self, cast: Cast, money: dict[str, object]) -> None:
        admission = handed_down(cast, reviewed=True, **money)
        refused = refusal(services.admit_admission, admission.pk, by=cast.approver)
        assert refused.reasons == (
            Reason(guards.money_comes_with_the_task.sentence, "MOF Order 102 (purchase of services), art. 16"),
        )

    def test_the_reviewer_does_not_admit(self, cast: Cast) -> None:
        admission = services.review_admission(handed_down(cast).pk, by=cast.both)
        assert denial(services.admit_admission, admission.pk, by=cast.both) == "same_person"

    def test_an_application_is_reviewed_before_it_is_admitted(self, cast: Cast) -> None:
        assert why(services.admit_admission, handed_down(cast).pk, by=cast.approver) == [
            "“Admit” is not possible now: Applied for."
        ]

    def test_only_the_approver_of_the_street_office_admits(self, cast: Cast) -> None:
        admission = handed_down(cast, reviewed=True)
        others = cast.but("approver", "both")
        assert by_denial(others, partial(services.admit_admission, admission.pk)) == {
            **dict.fromkeys(others, "stranger"),
            **dict.fromkeys(("officer", "colleague", "supervisor"), "wrong_role"),
        }


class TestRefuseAndRevoke:
    @pytest.mark.parametrize("who", ["officer", "approver"])
    def test_the_street_office_sends_a_task_back_with_a_reason(self, cast: Cast, who: str) -> None:
        admission = handed_down(cast, reviewed=True, without_money=True)
        admission = services.refuse_admission(admission.pk, reason="没有经费", by=getattr(cast, who))
        assert (admission.state, admission.closing_reason) == ("REFUSED", "没有经费")
        assert acts(admission) == [("refuse", "REVIEWED", "REFUSED", "没有经费")]

    def test_an_admission_is_revoked_with_a_reason(self, cast: Cast) -> None:
        admission = services.revoke_admission(handed_down(cast, admitted=True).pk, reason="收回", by=cast.approver)
        assert (admission.state, admission.closing_reason) == ("REVOKED", "收回")

    def test_no_reason_no_answer(self, cast: Cast) -> None:
        sentence = ["Say why, in a sentence that the others can read."]
        assert (
            why(services.refuse_admission, handed_down(cast, reviewed=True).pk, reason="", by=cast.officer) == sentence
        )
        assert (
            why(services.revoke_admission, handed_down(cast, admitted=True).pk, reason="", by=cast.approver) == sentence
        )

    def test_answers_are_final(self, cast: Cast) -> None:
        for state, name in (("refused", "Refused"), ("revoked", "Revoked")):
            admission = handed_down(cast, **{state: True})
            assert why(services.refuse_admission, admission.pk, reason="不", by=cast.officer) == [
                f"“Refuse” is not possible now: {name}."
            ]
            assert why(services.revoke_admission, admission.pk, reason="不", by=cast.approver) == [
                f"“Revoke” is not possible now: {name}."
            ]

    @pytest.mark.parametrize("reason", ["不", ""])
    def test_only_the_street_office_refuses_and_revokes(self, cast: Cast, reason: str) -> None:
        others = cast.but("officer", "colleague", "both", "approver")
        refused = by_denial(
            others, partial(services.refuse_admission, handed_down(cast, reviewed=True).pk, reason=reason)
        )
        assert refused == {**dict.fromkeys(others, "stranger"), "supervisor": "wrong_role"}
        others = cast.but("approver", "both")
        revoked = by_denial(
            others, partial(services.revoke_admission, handed_down(cast, admitted=True).pk, reason=reason)
        )
        assert revoked == {
            **dict.fromkeys(others, "stranger"),
            **dict.fromkeys(("officer", "colleague", "supervisor"), "wrong_role"),
        }

    def test_the_applicant_does_not_refuse_the_own_application(self, cast: Cast) -> None:
        admission = handed_down(cast, reviewed=True, applied_by=cast.officer)
        assert denial(services.refuse_admission, admission.pk, reason="不", by=cast.officer) == "same_person"

    @pytest.mark.parametrize(
        ("state", "act", "who", "sentence"),
        [
            ("reviewed", services.admit_admission, "approver", "“摸底” was admitted with its money."),
            ("reviewed", services.refuse_admission, "officer", "“摸底” was sent back: 不。"),
            ("admitted", services.revoke_admission, "approver", "The admission of “摸底” was taken back: 不。"),
        ],
    )
    def test_the_applicant_hears_the_answer(self, cast: Cast, state: str, act: object, who: str, sentence: str) -> None:
        admission = handed_down(cast, title="摸底", **{state: True})
        reason = {} if act is services.admit_admission else {"reason": "不。"}
        act(admission.pk, by=getattr(cast, who), **reason)
        relay()
        note = Notification.objects.get()
        with translation.override("en"):
            assert (note.recipient_id, note.text) == (admission.applied_by_id, sentence)


def test_the_twins_agree_on_who_sees_an_admission(cast: Cast) -> None:
    for state in ("", "reviewed", "admitted", "refused", "revoked"):
        handed_down(cast, **({state: True} if state else {}))
    AdmissionFactory.create()
    own = Admission.objects.first()
    people = {**cast.people, "department": own.applied_by, "clerk": member(own.department, Role.FINANCE)}
    MembershipFactory.create(person=people["department"], organisation=cast.office, role=Role.APPROVER)
    seen = {name: set(Admission.objects.visible_to(person)) for name, person in people.items()}
    assert seen == {
        name: {each for each in Admission.objects.all() if can_see_admission(person, each)}
        for name, person in people.items()
    }
    assert {name for name, things in seen.items() if own in things} == {
        *("officer", "colleague", "approver", "both", "supervisor", "department", "clerk")
    }


@pytest.mark.parametrize(
    "broken",
    [
        "money_fen = 0",
        "reviewed_at = NULL",
        "closing_reason = 'why'",
        "money_source = ''",
    ],
)
def test_the_database_keeps_an_admission_whole(cast: Cast, broken: str) -> None:
    admission = handed_down(cast, admitted=True)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE procurement_admission SET {broken} WHERE id = %s", [admission.pk])
