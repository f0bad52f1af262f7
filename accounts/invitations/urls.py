"""Addresses of invitations."""

from django.urls import path

from accounts.invitations import views

urlpatterns = [
    path("desk/organisations/<int:pk>/people/invite/", views.InviteMember.as_view(), name="invite_member"),
    path("desk/people/invite/", views.InvitePerson.as_view(), name="invite_person"),
    path("desk/invitations/<int:pk>/revoke/", views.RevokeInvitation.as_view(), name="revoke_invitation"),
    path("invitations/<str:token>/", views.InvitationView.as_view(), name="invitation"),
]
