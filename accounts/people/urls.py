"""Addresses of who acts for whom."""

from django.urls import path

from accounts.people import views

urlpatterns = [
    path("desk/organisations/<int:pk>/people/appoint/", views.AppointMember.as_view(), name="appoint_member"),
    path("desk/memberships/<int:pk>/end/", views.EndMembership.as_view(), name="end_membership"),
]
