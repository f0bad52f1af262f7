"""Index of the addresses of procurement, in the order a purchase moves."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("procurement.needs.urls")),
    path("", include("procurement.admissions.urls")),
    path("", include("procurement.plans.urls")),
    path("", include("procurement.tenders.urls")),
    path("", include("procurement.bids.urls")),
    path("", include("procurement.evaluations.urls")),
    path("", include("procurement.awards.urls")),
]
