"""Addresses of what a person has been told."""

from django.urls import path

from accounts.notifications import views

urlpatterns = [
    path("desk/told/", views.Notifications.as_view(), name="notifications"),
    path("desk/told/read/", views.ReadAll.as_view(), name="notifications_read"),
    path("desk/told/<int:pk>/read/", views.ReadOne.as_view(), name="notification_read"),
]
