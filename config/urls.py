"""Addresses: health, the way in, and the admin of the site's words and pictures."""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView, TemplateView
from wagtail.admin import urls as wagtailadmin
from wagtail.documents import urls as wagtaildocuments

from core import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health.live, name="health"),
    path("ready/", health.ready, name="ready"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    # Wagtail's own way in would go round the one above.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", include(wagtailadmin)),
    path("documents/", include(wagtaildocuments)),
    path("", TemplateView.as_view(template_name="core/home.html"), name="home"),
]
