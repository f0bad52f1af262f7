"""The address of what a person has said."""

from django.urls import path

from projects.involvement.views import InvolvementView

urlpatterns = [path("desk/mine/", InvolvementView.as_view(), name="involvement")]
