"""The address of a supplier's account at the card provider."""

from django.urls import path

from payments.payees import views

urlpatterns = [path("org/card-account/", views.PayeeAccountView.as_view(), name="payee_account")]
