"""Addresses of contracts and their supplements."""

from django.urls import path

from projects.contracts import list_views, views

urlpatterns = [
    path("desk/contracts/", list_views.Contracts.as_view(), name="contracts"),
    path("desk/contracts/<int:pk>/", views.ContractView.as_view(), name="contract"),
    path("desk/contracts/<int:pk>/offer/", views.OfferContract.as_view(), name="contract_offer"),
    path("org/contracts/<int:pk>/sign/", views.SignForSupplier.as_view(), name="contract_sign_as_supplier"),
    path("org/contracts/<int:pk>/refuse/", views.RefuseContract.as_view(), name="contract_refuse"),
    path("desk/contracts/<int:pk>/sign/", views.SignForBuyer.as_view(), name="contract_sign"),
    path("desk/contracts/<int:pk>/publish/", views.PublishContract.as_view(), name="contract_publish"),
    path("desk/contracts/<int:pk>/file/", views.FileContract.as_view(), name="contract_file"),
    path("desk/contracts/<int:pk>/suspend/", views.SuspendContract.as_view(), name="contract_suspend"),
    path("desk/contracts/<int:pk>/resume/", views.ResumeContract.as_view(), name="contract_resume"),
    path("desk/contracts/<int:pk>/terminate/", views.TerminateContract.as_view(), name="contract_terminate"),
    path("desk/contracts/<int:pk>/lapse/", views.LapseContract.as_view(), name="contract_lapse"),
    path("desk/contracts/<int:pk>/complete/", views.CompleteContract.as_view(), name="contract_complete"),
    path("desk/contracts/<int:pk>/supplement/", views.ProposeAmendment.as_view(), name="contract_propose_amendment"),
    path("org/supplements/<int:pk>/agree/", views.AgreeAmendment.as_view(), name="amendment_agree"),
]
