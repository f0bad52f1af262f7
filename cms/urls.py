"""Addresses of the public site; whatever is not named here leads through the tree of pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path
from django.views.generic import RedirectView
from wagtail.views import serve

from cms import views
from cms.calculators import views as calculators

SECTIONS = ("opportunities", "notices", "needs", "projects", "guides", "open")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.place, name="home"),
    *(path(f"{name}/", views.place, {"path": f"{name}/"}, name=name) for name in SECTIONS),
    path("opportunities/<slug:ocid>/", views.opportunity, name="opportunity"),
    path("opportunities/<slug:ocid>/deadline.ics", views.opportunity_deadline, name="opportunity_deadline"),
    path("projects/<slug:ocid>/", views.project, name="project"),
    path("notices/<int:pk>/", views.notice, name="notice"),
    path("needs/propose/", RedirectView.as_view(pattern_name="propose_need"), name="say_what_is_missing"),
    path("needs/<int:pk>/", views.public_need, name="public_need"),
    path("open/payments/", views.payments, name="open_payments"),
    path("open/payments/payments.csv", views.payments_file, name="open_payments_file"),
    path("open/calculator/", calculators.calculators, name="calculators"),
    path("open/calculator/<slug:key>/", calculators.calculator, name="calculator"),
    # Wagtail's own ways: the tree itself, and a sign-in by the one door. Only below the places of the site: any other
    # address is not there. No page is behind a password, at which anybody could guess.
    path(
        "_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="wagtailcore_login"
    ),
    re_path(rf"^((?:(?:{'|'.join(SECTIONS)})/(?:[\w\-]+/)*)?)$", serve, name="wagtail_serve"),
]
