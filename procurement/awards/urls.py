"""Addresses of awards: the buyer's under desk/, the bidders' under org/, everybody's under open/."""

from django.urls import path

from procurement.awards import views

urlpatterns = [
    path("desk/awards/", views.Awards.as_view(), name="awards"),
    path("desk/awards/<int:pk>/", views.AwardView.as_view(), name="award"),
    path("desk/awards/<int:pk>/confirm/", views.ConfirmAward.as_view(), name="award_confirm"),
    path("desk/awards/<int:pk>/publish/", views.PublishAward.as_view(), name="award_publish"),
    path("desk/awards/<int:pk>/revoke/", views.RevokeAward.as_view(), name="award_revoke"),
    path("org/results/", views.Results.as_view(), name="results"),
    path("org/results/<int:pk>/", views.ResultLetter.as_view(), name="result_letter"),
    path("open/results/<int:pk>/", views.ResultMatrix.as_view(), name="result_matrix"),
    path("open/results/<int:pk>/scores.csv", views.ResultScores.as_view(), name="result_scores"),
]
