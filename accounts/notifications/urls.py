"""Addresses of what a person has been told, and of what they want to be told."""

from django.urls import path

from accounts.notifications import views, views_choosing

urlpatterns = [
    path("desk/told/", views.Notifications.as_view(), name="notifications"),
    path("desk/told/read/", views.ReadAll.as_view(), name="notifications_read"),
    path("desk/told/choices/", views_choosing.Choices.as_view(), name="message_choices"),
    path("desk/told/choices/subscribe/", views_choosing.Subscribe.as_view(), name="subscribe"),
    path("desk/told/choices/<int:pk>/end/", views_choosing.EndSubscription.as_view(), name="subscription_end"),
    path("desk/told/undelivered/", views_choosing.Undelivered.as_view(http_method_names=["get"]), name="undelivered"),
    path(
        "desk/told/undelivered/<int:pk>/again/",
        views_choosing.Undelivered.as_view(http_method_names=["post"]),
        name="undelivered_again",
    ),
    path("desk/told/<int:pk>/", views.OneNotification.as_view(), name="notification"),
    path("desk/told/<int:pk>/read/", views.ReadOne.as_view(), name="notification_read"),
    path("stop/<str:token>/", views_choosing.StopMails.as_view(), name="unsubscribe"),
]
