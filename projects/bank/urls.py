"""Addresses of the bank's statements."""

from django.urls import path

from projects.bank import views

urlpatterns = [
    path("desk/bank/", views.BankView.as_view(), name="bank"),
    path("desk/bank/import/", views.ImportStatement.as_view(), name="bank_import"),
    path("desk/bank/statements/<int:pk>/file/", views.StatementFile.as_view(), name="bankstatement_file"),
    path("desk/bank/lines/<int:pk>/", views.BankLineView.as_view(), name="bankline"),
    path("desk/bank/lines/<int:pk>/match/", views.MatchLine.as_view(), name="bankline_match"),
    path("desk/bank/lines/<int:pk>/settle/", views.SettleLine.as_view(), name="bankline_settle"),
]
