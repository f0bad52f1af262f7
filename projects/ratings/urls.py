"""Addresses of ratings: the desk's, and the resident's own link."""

from django.urls import path

from projects.ratings import answering, views
from projects.ratings import collecting_views as collecting

urlpatterns = [
    path("r/<str:token>/", answering.Rate.as_view(), name="rate"),
    path("r/<str:token>/thanks/", answering.Thanks.as_view(), name="rate_thanks"),
    path("counted/", answering.Counted.as_view(), name="counted"),
    path("desk/contracts/<int:pk>/rating/", views.OpenRound.as_view(), name="ratinground_open"),
    path("desk/ratings/<int:pk>/", views.RatingRoundView.as_view(), name="ratinground"),
    path("desk/ratings/<int:pk>/review/", views.ReviewRound.as_view(), name="ratinground_review"),
    path("desk/ratings/<int:pk>/publish/", views.PublishRound.as_view(), name="ratinground_publish"),
    path("desk/ratings/<int:pk>/collect/", collecting.CollectView.as_view(), name="ratinground_collect"),
    path(
        "desk/ratings/<int:pk>/collect/<int:person>/",
        collecting.CollectAnswer.as_view(),
        name="ratinground_answer",
    ),
    path(
        "desk/ratings/<int:pk>/collect/<int:person>/missed/",
        collecting.MissedAnswer.as_view(),
        name="ratinground_missed",
    ),
    path("desk/ratings/<int:pk>/links/", collecting.LinksView.as_view(), name="ratinground_links"),
    path("desk/ratings/<int:pk>/ballots/", views.BallotsView.as_view(), name="ratinground_ballots"),
    path("desk/ballots/<int:pk>/hold/", views.HoldBallot.as_view(), name="ballot_hold"),
    path("desk/ballots/<int:pk>/decide/", views.DecideBallot.as_view(), name="ballot_decide"),
]
