"""Addresses of what is owed besides the payments."""

from django.urls import path

from projects.arrears import list_views, views

urlpatterns = [
    path("desk/arrears/", list_views.ArrearsView.as_view(), name="arrears"),
    path("desk/interest/", list_views.InterestList.as_view(), name="overdue_interests"),
    path("desk/repayments/", list_views.RepaymentList.as_view(), name="repayments"),
    path("desk/interest/<int:pk>/", views.InterestView.as_view(), name="overdueinterest"),
    path("desk/interest/<int:pk>/voucher/", views.InterestPaper.as_view(), name="overdueinterest_voucher"),
    path("desk/interest/<int:pk>/approve/", views.ApproveInterest.as_view(), name="overdueinterest_approve"),
    path("desk/interest/<int:pk>/pay/", views.PayInterest.as_view(), name="overdueinterest_pay"),
    path("desk/repayments/<int:pk>/", views.RepaymentView.as_view(), name="repayment"),
    path("desk/repayments/<int:pk>/receipt/", views.RepaymentPaper.as_view(), name="repayment_receipt"),
    path("desk/repayments/<int:pk>/report/", views.ReportRepayment.as_view(), name="repayment_report"),
    path("desk/repayments/<int:pk>/receive/", views.ReceiveRepayment.as_view(), name="repayment_receive"),
    path("desk/repayments/<int:pk>/miss/", views.MissRepayment.as_view(), name="repayment_miss"),
]
