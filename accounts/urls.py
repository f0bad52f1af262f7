"""Index of the addresses of accounts."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("accounts.areas.urls")),
    path("", include("accounts.organisations.urls")),
    path("", include("accounts.people.urls")),
    path("", include("accounts.invitations.urls")),
    path("", include("accounts.notifications.urls")),
]
