"""Addresses of refunds by bank transfer."""

from django.urls import path

from payments.bank_refunds import views

urlpatterns = [
    path("desk/bank-refunds/<int:pk>/", views.BankRefundView.as_view(), name="bankrefund"),
    path("desk/bank-refunds/<int:pk>/order/", views.OrderBankRefund.as_view(), name="bankrefund_order_transfer"),
    path("desk/bank-refunds/<int:pk>/pay/", views.PayBankRefund.as_view(), name="bankrefund_pay"),
    path("desk/bank-refunds/<int:pk>/fail/", views.FailBankRefund.as_view(), name="bankrefund_fail"),
]
