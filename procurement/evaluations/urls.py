"""Addresses of evaluations: the buyer's under desk/, the members' under evaluate/, the bidder's under org/."""

from django.urls import path

from procurement.evaluations.views import desk, files, leading, low_prices, report, scoring, seat

BID = "evaluate/<int:pk>/bids/<str:letter>/"

urlpatterns = [
    path("desk/tenders/<int:pk>/start-evaluation/", desk.StartEvaluation.as_view(), name="tender_start_evaluation"),
    path("desk/evaluations/", desk.Evaluations.as_view(), name="evaluations"),
    path("desk/evaluations/<int:pk>/", desk.EvaluationView.as_view(), name="evaluation"),
    path("desk/evaluations/<int:pk>/draw/", desk.DrawCommittee.as_view(), name="draw_committee"),
    path(
        "desk/evaluations/<int:pk>/members/<int:member>/replace/", desk.ReplaceMember.as_view(), name="replace_member"
    ),
    path("desk/evaluations/<int:pk>/void/", desk.DeclareVoid.as_view(), name="evaluation_declare_void"),
    path("desk/evaluations/<int:pk>/again/", desk.RestartEvaluation.as_view(), name="restart_evaluation"),
    path("desk/evaluations/<int:pk>/report/", report.ReportView.as_view(), name="evaluation_report"),
    path("evaluate/", seat.Committees.as_view(), name="committees"),
    path("evaluate/<int:pk>/", seat.CommitteePage.as_view(), name="committee"),
    path("evaluate/<int:pk>/interests/", seat.DeclareInterests.as_view(), name="declare_interests"),
    path("evaluate/<int:pk>/begin/", seat.BeginScoring.as_view(), name="evaluation_begin_scoring"),
    path("evaluate/<int:pk>/conformity/", leading.Conformity.as_view(), name="conformity"),
    path(BID, scoring.ScoreBid.as_view(), name="score_bid"),
    path(f"{BID}files/<int:number>/", files.BlindFileView.as_view(), name="blind_file"),
    path(f"{BID}autosave/", scoring.AutosaveScores.as_view(), name="autosave_scores"),
    path(f"{BID}valid/", leading.ConformBid.as_view(), name="conform_bid"),
    path(f"{BID}invalid/", leading.InvalidateBid.as_view(), name="invalidate_bid"),
    path(f"{BID}objective/", leading.EnterObjective.as_view(), name="enter_objective"),
    path(f"{BID}ask/", leading.AskLowPrice.as_view(), name="ask_low_price"),
    path("evaluate/<int:pk>/freeze/", scoring.FreezeScores.as_view(), name="evaluation_freeze"),
    path("evaluate/<int:pk>/explain/", seat.ExplainScores.as_view(), name="explain_scores"),
    path("evaluate/<int:pk>/explain/<str:letter>/<int:item>/", seat.NoteScore.as_view(), name="note_score"),
    path("evaluate/<int:pk>/prices/", leading.LowPrices.as_view(), name="low_prices"),
    path("evaluate/<int:pk>/prices/<int:query>/decide/", leading.DecideLowPrice.as_view(), name="decide_low_price"),
    path("evaluate/<int:pk>/settle/", leading.SettleRanking.as_view(), name="evaluation_settle"),
    path("evaluate/<int:pk>/sign/", seat.SignReport.as_view(), name="evaluation_hand_over"),
    path("desk/low-prices/<int:pk>/", low_prices.LowPricePage.as_view(), name="lowpricequery"),
    path("org/low-prices/<int:pk>/answer/", low_prices.AnswerLowPrice.as_view(), name="answer_low_price"),
]
