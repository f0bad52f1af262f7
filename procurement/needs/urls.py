"""Addresses of needs."""

from django.urls import path

from procurement.needs import views

urlpatterns = [
    path("desk/needs/", views.Needs.as_view(), name="desk_needs"),
    path("desk/needs/propose/", views.ProposeNeed.as_view(), name="propose_need"),
    path("desk/needs/<int:pk>/", views.NeedView.as_view(), name="need"),
    path("desk/needs/<int:pk>/support/", views.SupportNeed.as_view(), name="need_support"),
    path("desk/needs/<int:pk>/write-down/", views.WriteDownVoice.as_view(), name="need_write_down"),
    path("desk/needs/<int:pk>/adopt/", views.AdoptNeed.as_view(), name="need_adopt"),
    path("desk/needs/<int:pk>/decline/", views.DeclineNeed.as_view(), name="need_decline"),
    path("desk/needs/<int:pk>/merge/", views.MergeNeed.as_view(), name="need_merge"),
]
