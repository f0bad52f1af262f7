"""Addresses of the public site; whatever is not named here leads through the tree of pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls

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
    path("open/calculator/", calculators.calculators, name="calculators"),
    path("open/calculator/<slug:key>/", calculators.calculator, name="calculator"),
    path("", include(wagtail_urls)),
]
