"""Addresses of bank transfers that come in, and of the account to which they go."""

from django.urls import path

from payments.transfers import views

urlpatterns = [
    path("desk/transfers/", views.BankReceipts.as_view(), name="bank_receipts"),
    path("desk/transfers/record/", views.RecordReceipt.as_view(), name="bankreceipt_record"),
    path("desk/transfers/<int:pk>/", views.BankReceiptView.as_view(), name="bankreceipt"),
    path("desk/transfers/<int:pk>/voucher/", views.BankReceiptPaper.as_view(), name="bankreceipt_voucher"),
    path("desk/transfers/<int:pk>/confirm/", views.ConfirmReceipt.as_view(), name="bankreceipt_confirm"),
    path("desk/transfers/<int:pk>/drop/", views.DropReceipt.as_view(), name="bankreceipt_drop"),
    path("desk/card-money/add/", views.RecordTopUp.as_view(), name="topup_record"),
    path("desk/card-money/<int:pk>/", views.TopUpView.as_view(), name="topup"),
    path("desk/card-money/<int:pk>/voucher/", views.TopUpPaper.as_view(), name="topup_voucher"),
    path("desk/card-money/<int:pk>/confirm/", views.ConfirmTopUp.as_view(), name="topup_confirm"),
    path("desk/card-money/<int:pk>/drop/", views.DropTopUp.as_view(), name="topup_drop"),
    path("desk/accounts/", views.OfficeAccounts.as_view(), name="office_accounts"),
    path("desk/accounts/name/", views.ProposeAccount.as_view(), name="officeaccount_propose"),
    path("desk/accounts/<int:pk>/", views.OfficeAccountView.as_view(), name="officeaccount"),
    path("desk/accounts/<int:pk>/confirm/", views.ConfirmAccount.as_view(), name="officeaccount_confirm"),
    path("desk/accounts/<int:pk>/end/", views.EndAccount.as_view(), name="officeaccount_end"),
]
