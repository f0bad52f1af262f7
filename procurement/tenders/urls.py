"""Addresses of tenders."""

from django.urls import path

from procurement.tenders.models import ClauseComment
from procurement.tenders.views import document, keys, page, scale, steps, talk

urlpatterns = [
    path("desk/tenders/", page.Tenders.as_view(), name="tenders"),
    path("desk/tenders/start/<int:item>/", document.StartTender.as_view(), name="start_tender"),
    path("desk/tenders/start/<int:item>/sheet/", document.StartFromSheet.as_view(), name="start_tender_from_sheet"),
    path("desk/tenders/<int:pk>/", page.TenderView.as_view(), name="tender"),
    path("desk/tenders/<int:pk>/parts/<slug:part>/", document.PartView.as_view(), name="tender_part"),
    path("desk/tenders/<int:pk>/parts/<slug:part>/law/", document.LawOfPart.as_view(), name="tender_part_law"),
    path(
        "desk/tenders/<int:pk>/parts/sheet/scales/<int:line>/",
        scale.ScaleView.as_view(),
        {"part": "sheet"},
        name="tender_scale",
    ),
    path("desk/tenders/<int:pk>/sheet/", document.SheetFileView.as_view(), name="tender_sheet_file"),
    path("desk/tenders/<int:pk>/agency/", talk.MandateAgency.as_view(), name="mandate_agency"),
    path("desk/tenders/<int:pk>/submit/", steps.SubmitTender.as_view(), name="tender_submit"),
    path("desk/tenders/<int:pk>/return/", steps.ReturnTender.as_view(), name="tender_return_to_draft"),
    path("desk/tenders/<int:pk>/ask-public/", steps.AskPublic.as_view(), name="tender_ask_public"),
    path("desk/tenders/<int:pk>/settle/", steps.SettleTender.as_view(), name="tender_settle"),
    path("desk/tenders/<int:pk>/publish/", steps.PublishTender.as_view(), name="tender_publish"),
    path("desk/tenders/<int:pk>/cancel/", steps.CancelTender.as_view(), name="tender_cancel"),
    path("desk/tenders/<int:pk>/decide/", steps.DecideTender.as_view(), name="tender_decide"),
    path("desk/tenders/<int:pk>/conclude/", steps.ConcludeTender.as_view(), name="tender_conclude"),
    path("desk/tenders/<int:pk>/questions/", page.TalkView.as_view(), name="tender_questions"),
    path("desk/tenders/<int:pk>/comments/", page.TalkView.as_view(asks=ClauseComment), name="tender_comments"),
    path("desk/tenders/<int:pk>/ask/", talk.AskQuestion.as_view(), name="ask_question"),
    path("desk/tenders/<int:pk>/comment/", talk.CommentOnTender.as_view(), name="comment_on_tender"),
    path("desk/questions/<int:pk>/answer/", talk.AnswerQuestion.as_view(), name="answer_question"),
    path("desk/comments/<int:pk>/answer/", talk.AnswerComment.as_view(), name="answer_comment"),
    path("desk/tenders/<int:pk>/keys/", keys.KeysView.as_view(), name="tender_keys"),
    path("desk/tenders/<int:pk>/keys/make/<str:group>/", keys.MakeKey.as_view(), name="make_key"),
    path("desk/keys/<int:pk>/prove/", keys.ProveKey.as_view(), name="prove_key"),
]
