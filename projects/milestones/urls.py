"""Addresses of milestones."""

from django.urls import path

from projects.milestones import views

urlpatterns = [
    path("desk/milestones/<int:pk>/", views.MilestoneView.as_view(), name="milestone"),
    path("org/milestones/<int:pk>/submit/", views.SubmitMilestone.as_view(), name="milestone_submit"),
    path("desk/milestones/<int:pk>/opinion/", views.WitnessMilestone.as_view(), name="milestone_witness"),
    path("desk/milestones/<int:pk>/accept/", views.AcceptMilestone.as_view(), name="milestone_accept"),
    path("desk/milestones/<int:pk>/send-back/", views.SendBackMilestone.as_view(), name="milestone_send_back"),
    path("desk/milestones/<int:pk>/pay/", views.PayMilestone.as_view(), name="milestone_pay"),
    path("desk/milestones/<int:pk>/evidence/<int:place>/", views.EvidenceView.as_view(), name="milestone_evidence"),
]
