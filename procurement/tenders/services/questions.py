"""Questions of suppliers and their public answers."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role, organisations_of
from core.audit.outbox import announce
from core.audit.record import record
from core.time import core_now
from core.transitions import check, refuse
from procurement.tenders.models import Question, Tender
from procurement.tenders.states import TenderState
from procurement.wording import said


@transaction.atomic
def ask_question(tender_id: int, *, text: str, asker_id: int | None = None, by: User) -> Question:
    """Ask about an open tender, before its deadline by the database's clock. By a supplier's representative.

    `asker_id` names the supplier for a person who represents several. The question is public at once, the asker not.
    """
    tender = Tender.objects.select_related("plan_item__area").get(pk=tender_id)
    check("procurement.ask_question", by=by, thing=tender)
    suppliers = organisations_of(by, Role.SUPPLIER)
    if asker_id is None and len(suppliers) == 1:
        (asker_id,) = suppliers
    if asker_id not in suppliers:
        raise refuse(_("Choose the supplier that you ask for."))
    now = core_now()
    if tender.state != TenderState.OPEN or tender.deadline is None or now >= tender.deadline:
        raise refuse(_("Questions are taken from the publication until the deadline."))
    question = Question.objects.create(
        tender=tender,
        asker_id=asker_id,
        asked_by=by,
        asked_at=now,
        text=said(text, otherwise=_("Write your question.")),
    )
    record(question, verb="ask", by=by, role="procurement.ask_question")
    announce("question.asked", str(question.pk), question=question.pk, tender=tender.pk, ocid=tender.ocid)
    return question


@transaction.atomic
def answer_question(question_id: int, *, answer: str, by: User) -> Question:
    """Answer a question before everybody; the answer is public at once. Once only."""
    question = (
        Question.objects.select_for_update(of=("self",)).select_related("tender__plan_item__area").get(pk=question_id)
    )
    check("procurement.answer_question", by=by, thing=question)
    if question.answered_at is not None:
        raise refuse(_("This question is answered already. Everybody has read the answer, so it stays."))
    question.answer = said(answer, otherwise=_("Write the answer."))
    question.answered_by, question.answered_at = by, core_now()
    question.save()
    record(question, verb="answer", by=by, role="procurement.answer_question")
    announce("question.answered", str(question.pk), question=question.pk, tender=question.tender_id)
    return question
