"""The verbs of a tender, in the order a tender moves."""

from procurement.tenders.services.comments import answer_comment, ask_public, comment_on_clause, settle_tender
from procurement.tenders.services.drafting import as_if_revised, draft_tender, mandate_agency, revise_tender
from procurement.tenders.services.publication import cancel_tender, publish_tender, return_tender, submit_tender
from procurement.tenders.services.questions import answer_question, ask_question
from procurement.tenders.services.results import conclude_tender, decide_tender, fail_tender_if_due, notice_lot

__all__ = [
    "answer_comment",
    "answer_question",
    "as_if_revised",
    "ask_public",
    "ask_question",
    "cancel_tender",
    "comment_on_clause",
    "conclude_tender",
    "decide_tender",
    "draft_tender",
    "fail_tender_if_due",
    "mandate_agency",
    "notice_lot",
    "publish_tender",
    "return_tender",
    "revise_tender",
    "settle_tender",
    "submit_tender",
]
