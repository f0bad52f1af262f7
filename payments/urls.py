"""Index of the addresses of money."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("payments.deposits.urls")),
    path("", include("payments.shares.urls")),
    path("", include("payments.payees.urls")),
    path("", include("payments.bank_refunds.urls")),
    path("", include("payments.transfers.urls")),
    path("", include("payments.ledger.urls")),
]
