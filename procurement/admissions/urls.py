"""Addresses of admissions."""

from django.urls import path

from procurement.admissions import views

urlpatterns = [
    path("desk/admissions/", views.Admissions.as_view(), name="desk_admissions"),
    path("desk/admissions/apply/", views.ApplyAdmission.as_view(), name="apply_admission"),
    path("desk/admissions/<int:pk>/", views.AdmissionView.as_view(), name="admission"),
    path("desk/admissions/<int:pk>/review/", views.ReviewAdmission.as_view(), name="admission_review"),
    path("desk/admissions/<int:pk>/admit/", views.AdmitAdmission.as_view(), name="admission_admit"),
    path("desk/admissions/<int:pk>/refuse/", views.RefuseAdmission.as_view(), name="admission_refuse"),
    path("desk/admissions/<int:pk>/revoke/", views.RevokeAdmission.as_view(), name="admission_revoke"),
]
