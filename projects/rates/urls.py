"""Addresses of the loan prime rate."""

from django.urls import path

from projects.rates import views

urlpatterns = [
    path("desk/prime-rates/", views.PrimeRatesView.as_view(), name="prime_rates"),
    path("desk/prime-rates/record/", views.RecordPrimeRate.as_view(), name="prime_rate_record"),
]
