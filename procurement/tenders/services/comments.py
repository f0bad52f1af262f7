"""The residents' word on a draft: asking them, their comments clause by clause, and what becomes of each."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.audit.outbox import announce
from core.audit.record import record
from core.time import core_now
from core.transitions import check, move, refuse
from procurement.tenders.models import ClauseComment, Tender
from procurement.tenders.models_talk import Clause, CommentOutcome
from procurement.tenders.services.locks import locked_tender
from procurement.tenders.states import TenderState
from procurement.wording import said


@transaction.atomic
def ask_public(tender_id: int, *, until: datetime, by: User) -> Tender:
    """Put the draft before the residents until an instant; it is public from now on."""
    tender = locked_tender(tender_id)
    if until.tzinfo is None:
        raise refuse(_("The end of the comment period needs its time zone."))
    tender.comment_until = until
    move(tender.ask_public, by=by, detail={"until": until.isoformat()})
    announce("tender.comments_asked", f"{tender.pk}:{until.isoformat()}", tender=tender.pk, ocid=tender.ocid)
    return tender


@transaction.atomic
def comment_on_clause(tender_id: int, *, clause: str, text: str, by: User) -> ClauseComment:
    """Say something to one clause of a draft, while its comment period runs. By a verified resident of the area."""
    tender = locked_tender(tender_id)
    check("procurement.comment_on_tender", by=by, thing=tender)
    now = core_now()
    if tender.state != TenderState.PUBLIC_COMMENT or tender.comment_until is None or now >= tender.comment_until:
        raise refuse(_("The draft takes no comments now. You can still follow what becomes of the purchase."))
    if clause not in Clause.values:
        raise refuse(_("Choose the clause that you comment on."))
    comment = ClauseComment.objects.create(
        tender=tender,
        clause=clause,
        text=said(text, otherwise=_("Say in a sentence what should change.")),
        by=by,
        at=now,
    )
    record(comment, verb="comment", by=by, role="procurement.comment_on_tender", detail={"clause": clause})
    return comment


@transaction.atomic
def answer_comment(comment_id: int, *, outcome: str, reason: str, by: User) -> ClauseComment:
    """Say what became of a comment, and why; the resident is told. Once only, before the draft is settled."""
    tender = locked_tender(ClauseComment.objects.values_list("tender_id", flat=True).get(pk=comment_id))
    comment = ClauseComment.objects.select_for_update(of=("self",)).get(pk=comment_id)
    comment.tender = tender
    check("procurement.answer_comment", by=by, thing=comment)
    if tender.state != TenderState.PUBLIC_COMMENT:
        raise refuse(_("The draft is settled; its comments have their outcomes."))
    if comment.answered_at is not None:
        raise refuse(_("This comment has its outcome already."))
    if outcome not in CommentOutcome.values:
        raise refuse(_("Say accepted, partly or declined."))
    comment.outcome, comment.reason = outcome, said(reason)
    comment.answered_by, comment.answered_at = by, core_now()
    comment.save()
    record(comment, verb="answer", by=by, role="procurement.answer_comment", after=outcome, reason=comment.reason)
    announce("tender.comment_answered", str(comment.pk), comment=comment.pk, tender=tender.pk, people=[comment.by_id])
    return comment


@transaction.atomic
def settle_tender(tender_id: int, *, by: User) -> Tender:
    """Bring the draft back to review when the period is over and every comment has its outcome."""
    tender = locked_tender(tender_id)
    move(tender.settle, by=by)
    return tender
