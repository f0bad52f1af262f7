"""Addresses of the books."""

from django.urls import path

from payments.ledger import views

urlpatterns = [
    path("desk/books/", views.LedgerView.as_view(), name="ledger"),
    path("desk/books/accounts/<int:pk>/", views.AccountView.as_view(), name="account"),
    path("desk/books/organisations/<int:pk>/", views.OrganisationView.as_view(), name="ledger_organisation"),
    path("desk/books/purchases/<str:ocid>/", views.PurchaseView.as_view(), name="ledger_purchase"),
]
