"""Who reads a tender: everybody from the residents' comments on, before that its office, agency and supervisors."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.roles import Role
from procurement.tenders.models import ClauseComment, Lot, Question, Tender
from procurement.tenders.rules import can_see_tender
from procurement.tenders.states import TenderState
from tests.factories.accounts import ONCE, member
from tests.factories.tenders import ClauseCommentFactory, QuestionFactory, TenderFactory
from tests.procurement.cast import Cast

pytestmark = pytest.mark.django_db
INSIDE = {"grid_worker", "officer", "colleague", "approver", "both", "finance", "supervisor", "agent"}
HIDDEN = {TenderState.DRAFT, TenderState.REVIEW}


@pytest.mark.parametrize("state", [*TenderState.values, "CANCELLED_DRAFT", "CANCELLED_AFTER_COMMENTS"])
def test_query_and_predicate_agree_for_everybody(
    cast: Cast, agency: object, tender_of: Callable[..., Tender], state: str
) -> None:
    people = {**cast.people, "agent": member(agency, Role.AGENT)}
    if state == "CANCELLED_DRAFT":
        tender = tender_of("", state=TenderState.CANCELLED, cancel_reason="不再需要。", agency=agency)
    elif state == "CANCELLED_AFTER_COMMENTS":
        tender = tender_of(
            "", state=TenderState.CANCELLED, cancel_reason="不再需要。", comment_until=ONCE, agency=agency
        )
    else:
        tender = tender_of("" if state == TenderState.DRAFT else state.lower(), agency=agency)
    TenderFactory.create()  # a draft of another office is never seen by any of them
    expected = INSIDE if state in HIDDEN | {"CANCELLED_DRAFT"} else set(people)
    assert {name for name, person in people.items() if can_see_tender(person, tender)} == expected
    for name, person in people.items():
        seen = [tender.pk] if name in expected else []
        assert list(Tender.objects.visible_to(person).values_list("pk", flat=True)) == seen, name
        assert list(Lot.objects.visible_to(person).values_list("tender", flat=True)) == seen, name


@pytest.mark.parametrize("trait", ["review", "open"])
def test_questions_and_comments_are_as_public_as_their_tender(
    cast: Cast, tender_of: Callable[..., Tender], trait: str
) -> None:
    tender = tender_of(trait)
    question, comment = QuestionFactory.create(tender=tender), ClauseCommentFactory.create(tender=tender)
    for name, person in cast.people.items():
        seen = can_see_tender(person, tender)
        assert can_see_tender(person, question) == can_see_tender(person, comment) == seen
        assert Question.objects.visible_to(person).exists() == seen, name
        assert ClauseComment.objects.visible_to(person).exists() == seen, name


def test_the_public_list_holds_what_everybody_may_read(cast: Cast, tender_of: Callable[..., Tender]) -> None:
    tender_of("review")
    shown = tender_of("open")
    assert list(Tender.objects.public()) == [shown]
    assert list(Tender.objects.visible_to(cast.anonymous)) == [shown]
