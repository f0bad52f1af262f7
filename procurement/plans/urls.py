"""Addresses of the plan."""

from django.urls import path

from procurement.plans import views

urlpatterns = [
    path("desk/plan/", views.Plan.as_view(), name="desk_plan"),
    path("desk/plan/draft/", views.DraftPlanItem.as_view(), name="draft_plan_item"),
    path("desk/plan/<int:pk>/", views.PlanItemView.as_view(), name="planitem"),
    path("desk/plan/<int:pk>/revise/", views.RevisePlanItem.as_view(), name="planitem_revise"),
    path("desk/plan/<int:pk>/approve/", views.ApprovePlanItem.as_view(), name="planitem_approve"),
    path("desk/plan/<int:pk>/publish/", views.PublishPlanItem.as_view(), name="planitem_publish"),
    path("desk/plan/<int:pk>/withdraw/", views.WithdrawPlanItem.as_view(), name="planitem_withdraw"),
]
