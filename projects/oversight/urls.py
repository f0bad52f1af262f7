"""The supervisor's address."""

from django.urls import path

from projects.oversight.views import SuperviseView

urlpatterns = [path("supervise/", SuperviseView.as_view(), name="supervise")]
