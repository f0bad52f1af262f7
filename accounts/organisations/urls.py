"""Addresses of organisations."""

from django.urls import path

from accounts.organisations import keeping_views as keeping
from accounts.organisations import paper_views as papers
from accounts.organisations import views

urlpatterns = [
    path("org/", views.MyOrganisations.as_view(), name="my_organisations"),
    path("org/register/", views.RegisterOrganisation.as_view(), name="register_organisation"),
    path("org/<int:pk>/correct/", views.CorrectOrganisation.as_view(), name="organisation_correct"),
    path("org/<int:pk>/papers/", papers.Papers.as_view(), name="organisation_papers"),
    path("org/<int:pk>/papers/add/", papers.AddPaper.as_view(), name="organisation_add_paper"),
    path("org/papers/<int:pk>/", papers.PaperView.as_view(), name="organisation_paper"),
    path("org/papers/<int:pk>/remove/", papers.RemovePaper.as_view(), name="organisation_remove_paper"),
    path("org/<int:pk>/again/", views.HandInAgain.as_view(), name="organisation_hand_in_again"),
    path("desk/organisations/", views.Register.as_view(), name="desk_organisations"),
    path("desk/organisations/register/", keeping.RegisterOffice.as_view(), name="register_office"),
    path("desk/organisations/<int:pk>/", views.OrganisationView.as_view(), name="organisation"),
    path("desk/organisations/<int:pk>/verify/", views.VerifyOrganisation.as_view(), name="organisation_verify"),
    path("desk/organisations/<int:pk>/ask/", views.AskForMore.as_view(), name="organisation_ask_for_more"),
    path("desk/organisations/<int:pk>/refuse/", views.RefuseOrganisation.as_view(), name="organisation_refuse"),
    path("desk/organisations/<int:pk>/suspend/", views.SuspendOrganisation.as_view(), name="organisation_suspend"),
    path(
        "desk/organisations/<int:pk>/reinstate/", views.ReinstateOrganisation.as_view(), name="organisation_reinstate"
    ),
    path("desk/organisations/<int:pk>/bar/", views.BarOrganisation.as_view(), name="organisation_bar"),
    path("desk/organisations/<int:pk>/grade/", keeping.GrantGrade.as_view(), name="organisation_grant_grade"),
    path(
        "desk/organisations/<int:pk>/report/",
        keeping.FileAnnualReport.as_view(),
        name="organisation_file_annual_report",
    ),
    path(
        "desk/organisations/<int:pk>/credit-list/",
        keeping.EnterOnCreditList.as_view(),
        name="organisation_enter_on_credit_list",
    ),
    path(
        "desk/organisations/<int:pk>/credit-list/end/",
        keeping.RemoveFromCreditList.as_view(),
        name="organisation_remove_from_credit_list",
    ),
]
