"""Addresses: health and the way in without a language, everything that people read under one."""

from allauth.account import views as account
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView, TemplateView
from wagtail.admin import urls as wagtailadmin
from wagtail.documents import urls as wagtaildocuments

from accounts.views import DeskView
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
]
urlpatterns += i18n_patterns(
    path("desk/", DeskView.as_view(), name="desk"),
    path("", include("procurement.urls")),
    path("", include("projects.urls")),
    path("", TemplateView.as_view(template_name="core/home.html"), name="home"),
)
if settings.DEBUG:
    urlpatterns += i18n_patterns(path("design/", TemplateView.as_view(template_name="core/design.html"), name="design"))
