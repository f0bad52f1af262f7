"""Addresses of areas."""

from django.urls import path

from accounts.areas import views

urlpatterns = [
    path("desk/areas/", views.Areas.as_view(), name="desk_areas"),
    path("desk/areas/<int:pk>/", views.AreaView.as_view(), name="area"),
    path("desk/areas/<int:pk>/figures/", views.SetFigures.as_view(), name="area_figures"),
    path("desk/areas/<int:pk>/name/", views.NameArea.as_view(), name="area_name"),
    path("desk/areas/<int:pk>/draw/", views.DrawArea.as_view(), name="area_draw"),
]
