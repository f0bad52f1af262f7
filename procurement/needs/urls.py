"""Addresses of needs."""

from django.urls import path

from procurement.needs import views

urlpatterns = [
    path("desk/needs/<int:pk>/", views.NeedView.as_view(), name="need"),
    path("desk/needs/propose/<int:area>/", views.ProposeNeed.as_view(), name="propose_need"),
    path("desk/needs/<int:pk>/support/", views.SupportNeed.as_view(), name="need_support"),
    path("desk/needs/<int:pk>/adopt/", views.AdoptNeed.as_view(), name="need_adopt"),
    path("desk/needs/<int:pk>/decline/", views.DeclineNeed.as_view(), name="need_decline"),
]
