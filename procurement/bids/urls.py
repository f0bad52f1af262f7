"""Addresses of bids: what a supplier writes under /org/, what several roles see under /desk/."""

from django.urls import path

from procurement.bids.views import checking, opening, page, writing

urlpatterns = [
    path("org/bids/", page.Bids.as_view(), name="org_bids"),
    path("org/lots/<int:pk>/bid/", writing.BeginBid.as_view(), name="begin_bid"),
    path("org/bids/<int:pk>/parts/<slug:part>/", writing.BidPartView.as_view(), name="bid_part"),
    path("org/bids/<int:pk>/parts/<slug:part>/files/", writing.AddFile.as_view(), name="add_bid_file"),
    path(
        "org/bids/<int:pk>/parts/<slug:part>/files/<int:file>/remove/",
        writing.RemoveFile.as_view(),
        name="remove_bid_file",
    ),
    path("org/bids/<int:pk>/hand-in/", writing.FinaliseBid.as_view(), name="bid_finalise"),
    path("org/bids/<int:pk>/replace/", writing.ReplaceBid.as_view(), name="bid_replace"),
    path("org/bids/<int:pk>/withdraw/", writing.WithdrawBid.as_view(), name="bid_withdraw"),
    path("org/bids/<int:pk>/receipt/", page.ReceiptView.as_view(), name="bid_receipt"),
    path("desk/lots/<int:pk>/", page.LotView.as_view(), name="lot"),
    path("desk/lots/<int:pk>/finish-check/", checking.FinishQualification.as_view(), name="lot_finish_qualification"),
    path("desk/bids/<int:pk>/", page.BidView.as_view(), name="bid"),
    path("desk/bids/<int:pk>/qualify/", checking.QualifyBid.as_view(), name="bid_qualify"),
    path("desk/bids/<int:pk>/disqualify/", checking.DisqualifyBid.as_view(), name="bid_disqualify"),
    path("desk/bid-files/<int:pk>/", page.BidFileView.as_view(), name="bid_file"),
    path("desk/openings/", opening.Openings.as_view(), name="openings"),
    path("desk/tenders/<int:pk>/opening/", opening.OpeningView.as_view(), name="tender_open"),
    path("desk/tenders/<int:pk>/opening/present/", opening.PresenceView.as_view(), name="tender_open_presence"),
]
