"""Addresses of who acts for whom."""

from django.urls import path

from accounts.people import residents, views

urlpatterns = [
    path("desk/organisations/<int:pk>/people/appoint/", views.AppointMember.as_view(), name="appoint_member"),
    path("desk/people/register/", views.RegisterPerson.as_view(), name="register_person"),
    path("desk/memberships/<int:pk>/end/", views.EndMembership.as_view(), name="end_membership"),
    path("desk/residents/", residents.Residents.as_view(), name="desk_residents"),
    path("desk/residents/register/", residents.RegisterResident.as_view(), name="register_resident"),
    path("desk/residents/apply/", residents.ApplyAsResident.as_view(), name="apply_as_resident"),
    path("desk/residents/<int:pk>/verify/", residents.VerifyResident.as_view(), name="verify_resident"),
]
