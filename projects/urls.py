"""Index of the addresses of projects, in the order a purchase moves."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
