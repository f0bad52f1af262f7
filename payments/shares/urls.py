"""Addresses of residents' shares."""

from django.urls import path

from payments.shares import views

urlpatterns = [
    path("shares/", views.OurShares.as_view(), name="our_shares"),
    path("shares/<int:pk>/", views.ShareView.as_view(), name="share"),
    path("shares/<int:pk>/pay/", views.PayShare.as_view(), name="share_pay"),
    path("shares/<int:pk>/receipt/", views.Receipt.as_view(), name="share_receipt"),
    path("shares/prices/", views.Prices.as_view(), name="share_prices"),
    path("desk/shares/", views.ShareDesk.as_view(), name="share_desk"),
    path("desk/shares/new/", views.Charge.as_view(), name="share_charge"),
    path("desk/shares/<int:pk>/cancel/", views.CancelShare.as_view(), name="share_cancel"),
    path("desk/shares/<int:pk>/propose-refund/", views.ProposeShareRefund.as_view(), name="share_propose_refund"),
    path("desk/shares/<int:pk>/drop-refund/", views.DropShareRefund.as_view(), name="share_drop_refund"),
    path("desk/shares/<int:pk>/refund/", views.RefundShare.as_view(), name="share_refund"),
    path("desk/shares/<int:pk>/bank-account/", views.RepayShareByBank.as_view(), name="share_bank_account"),
    path("desk/prices/new/", views.SetPrice.as_view(), name="share_set_price"),
    path("desk/prices/reduction/", views.SetReduction.as_view(), name="share_set_reduction"),
]
