"""Addresses of deposits."""

from django.urls import path

from payments.deposits import interest_views, views
from payments.rail.views import SettleDifference

urlpatterns = [
    path("org/deposits/", views.OurDeposits.as_view(), name="our_deposits"),
    path("org/deposits/<int:pk>/", views.DepositView.as_view(), name="deposit"),
    path("org/deposits/<int:pk>/pay/", views.PayDeposit.as_view(), name="deposit_pay"),
    path("org/deposits/<int:pk>/waive/", views.WaiveDeposit.as_view(), name="deposit_waive"),
    path("org/deposits/<int:pk>/convert/", views.ConvertDeposit.as_view(), name="deposit_convert"),
    path("org/deposits/<int:pk>/bank-account/", views.NameBankAccount.as_view(), name="deposit_bank_account"),
    path("desk/deposits/", views.DepositDesk.as_view(), name="deposit_desk"),
    path("desk/deposits/all/", views.Deposits.as_view(), name="deposits"),
    path("desk/deposits/<int:pk>/refund/", views.RefundDeposit.as_view(), name="deposit_refund"),
    path("desk/deposits/<int:pk>/keep/", views.ForfeitDeposit.as_view(), name="deposit_forfeit"),
    path("desk/deposits/<int:pk>/propose/", views.ProposeForfeit.as_view(), name="deposit_propose_forfeit"),
    path("desk/deposits/<int:pk>/drop/", views.DropForfeit.as_view(), name="deposit_drop_forfeit"),
    path("desk/deposits/interest/<int:pk>/", interest_views.PayInterest.as_view(), name="lateinterest_pay"),
    path(
        "desk/deposits/interest/<int:pk>/approve/",
        interest_views.ApproveInterest.as_view(),
        name="lateinterest_approve",
    ),
    path("desk/deposits/differences/<int:pk>/", SettleDifference.as_view(), name="difference"),
]
