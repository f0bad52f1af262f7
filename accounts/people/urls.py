"""Addresses of who acts for whom."""

from django.urls import path

from accounts.people import expert_views as experts
from accounts.people import keeping_views, residents, views

urlpatterns = [
    path("desk/organisations/<int:pk>/people/appoint/", views.AppointMember.as_view(), name="appoint_member"),
    path("desk/memberships/<int:pk>/end/", views.EndMembership.as_view(), name="end_membership"),
    path("desk/people/account/", keeping_views.KeepAccount.as_view(), name="keep_account"),
    path("desk/residents/", residents.Residents.as_view(), name="desk_residents"),
    path("desk/residents/register/", residents.RegisterResident.as_view(), name="register_resident"),
    path("desk/residents/apply/", residents.ApplyAsResident.as_view(), name="apply_as_resident"),
    path("desk/residents/<int:pk>/verify/", residents.VerifyResident.as_view(), name="verify_resident"),
    path("desk/residents/<int:pk>/refuse/", residents.RefuseResident.as_view(), name="refuse_resident"),
    path("desk/experts/", experts.Experts.as_view(), name="desk_experts"),
    path("desk/experts/register/", experts.RegisterExpert.as_view(), name="register_expert"),
    path("desk/experts/<int:pk>/", experts.ExpertView.as_view(), name="expert"),
    path("desk/experts/<int:pk>/correct/", experts.CorrectExpert.as_view(), name="expert_correct"),
    path("desk/experts/<int:pk>/employment/", experts.NoteEmployment.as_view(), name="expert_note_employment"),
    path("desk/experts/<int:pk>/tie/", experts.NoteTie.as_view(), name="expert_note_tie"),
    path("desk/experts/<int:pk>/rest/", experts.RestExpert.as_view(), name="expert_rest"),
    path("desk/experts/<int:pk>/readmit/", experts.ReadmitExpert.as_view(), name="expert_readmit"),
]
