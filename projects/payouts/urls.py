"""Addresses of payments."""

from django.urls import path

from projects.payouts import card_views, money_views, views

urlpatterns = [
    path("desk/payments/", money_views.PayoutsView.as_view(), name="payouts"),
    path("desk/payments/<int:pk>/", views.PayoutView.as_view(), name="payout"),
    path("desk/payments/<int:pk>/invoice/", views.InvoiceView.as_view(), name="payout_invoice"),
    path("desk/payments/<int:pk>/voucher/", views.VoucherView.as_view(), name="payout_voucher"),
    path("desk/payments/<int:pk>/approve/", views.ApprovePayout.as_view(), name="payout_approve"),
    path("desk/payments/<int:pk>/send/", views.SendPayout.as_view(), name="payout_send"),
    path("desk/payments/<int:pk>/transfer/", card_views.TransferPayout.as_view(), name="payout_transfer"),
    path("desk/payments/<int:pk>/confirm/", views.ConfirmPayout.as_view(), name="payout_confirm"),
    path("desk/payments/<int:pk>/fail/", views.FailPayout.as_view(), name="payout_fail"),
    path("desk/payments/<int:pk>/defer/", views.DeferPayout.as_view(), name="payout_defer"),
    path("desk/payments/<int:pk>/take-up/", views.TakeUpPayout.as_view(), name="payout_take_up"),
    path("desk/payments/<int:pk>/cancel/", views.CancelPayout.as_view(), name="payout_cancel"),
    path("org/money/", money_views.MoneyView.as_view(), name="money"),
    path("org/milestones/<int:pk>/invoice/", views.RequestPayout.as_view(), name="payout_request"),
    path("org/ratings/<int:pk>/invoice/", views.RequestPerformancePayout.as_view(), name="payout_request_performance"),
]
