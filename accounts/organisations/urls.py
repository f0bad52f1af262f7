"""Addresses of organisations."""

from django.urls import path

from accounts.organisations import views

urlpatterns = [
    path("org/", views.MyOrganisations.as_view(), name="my_organisations"),
    path("org/register/", views.RegisterOrganisation.as_view(), name="register_organisation"),
    path("org/<int:pk>/correct/", views.CorrectOrganisation.as_view(), name="organisation_correct"),
    path("desk/organisations/", views.Organisations.as_view(), name="desk_organisations"),
    path("desk/organisations/<int:pk>/", views.OrganisationView.as_view(), name="organisation"),
    path("desk/organisations/<int:pk>/verify/", views.VerifyOrganisation.as_view(), name="organisation_verify"),
    path("desk/organisations/<int:pk>/suspend/", views.SuspendOrganisation.as_view(), name="organisation_suspend"),
    path(
        "desk/organisations/<int:pk>/reinstate/", views.ReinstateOrganisation.as_view(), name="organisation_reinstate"
    ),
    path("desk/organisations/<int:pk>/bar/", views.BarOrganisation.as_view(), name="organisation_bar"),
]
