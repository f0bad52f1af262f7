"""Addresses of the demo's bar."""

from django.urls import path

from demo import views

urlpatterns = [
    path("clock/", views.move_clock, name="demo_clock"),
    path("person/", views.change_person, name="demo_person"),
]
