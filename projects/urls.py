"""Index of the addresses of projects, in the order a purchase moves."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("projects.contracts.urls")),
    path("", include("projects.milestones.urls")),
    path("", include("projects.payouts.urls")),
    path("", include("projects.arrears.urls")),
    path("", include("projects.bank.urls")),
    path("", include("projects.rates.urls")),
    path("", include("projects.ratings.urls")),
    path("", include("projects.oversight.urls")),
    path("", include("projects.involvement.urls")),
]
